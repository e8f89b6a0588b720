package telephony_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/casetest"
	"hotline/internal/asterisktest"
	"hotline/internal/pgtest"
	"hotline/telephony"
	"hotline/telephony/flow"
	spoken "hotline/telephony/speech"
)

// What one caller sees is tried by all of these at once on one Asterisk and one bridge; each has a number of their own.
func TestOnOneLine(t *testing.T) {
	t.Parallel()
	r := newRigOn(t, pgtest.URL(t), asterisktest.Shared(t))
	r.deps.Cases = ownCases{r}
	r.start()
	for name, behaves := range map[string]func(*rig){
		"a new number is told from a withheld and a foreign one":               gradesNumbers,
		"who once gave their number is greeted in their language":              greetsInTheirLanguage,
		"who dials the English line is spoken to in English all the same":      keepsTheLinesLanguage,
		"who registered a case by telephone is known":                          knowsWhoRegistered,
		"a number that is none of the city's is not found":                     refusesOtherNumbers,
		"the status of one's own case is told with its number, digit by digit": tellsTheStatus,
		"keys pressed while something is said are understood":                  understandsKeysAtOnce,
		"keys that come as RTP events are understood":                          understandsEvents,
		"who asks for a transfer goes on as before":                            survivesATransfer,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mine := *r
			mine.t = t
			behaves(&mine)
		})
	}
}

// call makes a short call and returns its row once it has ended.
func (r *rig) call(c asterisktest.CallerConfig) calls.Call {
	r.t.Helper()
	before, number := time.Now(), c.Number
	if strings.HasPrefix(number, "0") {
		number = "+38" + number
	}
	r.pbx.Caller(r.t, c).Result()
	var list []calls.Call
	r.eventually(func() bool {
		var id string
		if r.world.DB.QueryRow(r.t.Context(), `SELECT id::text FROM calls WHERE caller = $1 AND ended_at IS NOT NULL AND started_at >= $2`,
			number, before).Scan(&id) != nil {
			return false
		}
		parsed, err := calls.ParseID(id)
		require.NoError(r.t, err)
		row, err := r.book.Of(r.t.Context(), parsed)
		require.NoError(r.t, err)
		list = append(list, row)
		return true
	}, "the call is not written")
	return list[0]
}

var short = []asterisktest.Step{asterisktest.Wait(300 * time.Millisecond)}

// MR-4.4.1
func gradesNumbers(r *rig) {
	require.Equal(r.t, calls.New, r.call(asterisktest.CallerConfig{Number: "0671112233", Steps: short}).Grade)
	require.Equal(r.t, calls.Foreign, r.call(asterisktest.CallerConfig{Number: "+48601234567", Steps: short}).Grade)
	require.Equal(r.t, calls.Withheld, r.call(asterisktest.CallerConfig{Steps: short}).Grade)
}

// reported lets somebody of that number have reported before.
func (r *rig) reported(phone casecore.Phone, lang string) {
	r.t.Helper()
	who := casetest.Citizen()
	who.Phone, who.Lang = phone, lang
	_, err := r.world.Service.Receive(r.t.Context(), casecore.ReceiveReport{
		Command: casecore.Command{Scope: "before", Key: string(phone), Actor: casecore.Citizen}, Source: casecore.FromTelegram,
		Applicant: who, Text: "no hot water for three days", Place: "вул. Миру, 5", District: "central",
	})
	require.NoError(r.t, err)
}

func greetsInTheirLanguage(r *rig) {
	r.reported("+380671112244", "pl")
	row := r.call(asterisktest.CallerConfig{Number: "0671112244", Steps: short})
	require.Equal(r.t, calls.Maybe, row.Grade, "a number alone is no proof of who calls")
	require.Equal(r.t, "pl", row.Lang)
	require.True(r.t, r.speech.heard("pl: "), "the first words are theirs")
}

func keepsTheLinesLanguage(r *rig) {
	r.reported("+380671112255", "pl")
	row := r.call(asterisktest.CallerConfig{Line: asterisktest.EnglishLine, Number: "0671112255", Steps: short})
	require.Equal(r.t, "en", row.Lang)
}

// MR-4.4.1
func knowsWhoRegistered(r *rig) {
	const number = "0671112266"
	first := r.call(asterisktest.CallerConfig{Number: number, Steps: []asterisktest.Step{
		asterisktest.Keys("2"), asterisktest.Wait(2 * time.Second), speech(time.Second), asterisktest.HangUp(),
	}})
	var report casecore.ReportID
	r.eventually(func() bool {
		var id string
		if r.world.DB.QueryRow(r.t.Context(), `SELECT report_id::text FROM call_reports WHERE call_id = $1`, first.ID.UUID()).Scan(&id) != nil {
			return false
		}
		var err error
		report, err = casecore.ParseID[casecore.ReportID](id)
		return err == nil
	}, "the message is no report")
	r.registers(report)
	require.Equal(r.t, calls.Known, r.call(asterisktest.CallerConfig{Number: number, Steps: short}).Grade)
}

// registers makes a case of a report.
func (r *rig) registers(report casecore.ReportID) {
	r.t.Helper()
	ctx, agent := r.t.Context(), r.world.Agent()
	do := func(a casecore.Actor, key string) casecore.Command {
		return casecore.Command{Scope: "test", Key: report.String() + key, Actor: a}
	}
	_, err := r.world.Service.Claim(ctx, casecore.ClaimReport{Command: do(agent, "claim"), Report: report})
	require.NoError(r.t, err)
	who := casetest.Citizen()
	who.Phone = "+380671112266"
	worded, err := r.world.Service.Word(ctx, casecore.WordReport{
		Command: do(agent, "word"), Report: report, Text: "За адресою вул. Миру, 5 відсутня гаряча вода.", Topic: casetest.Topic,
		District: "central", Place: "вул. Миру, 5", Applicant: &who, Via: casecore.AskAloud,
	})
	require.NoError(r.t, err)
	require.NotNil(r.t, worded.Case)
}

func refusesOtherNumbers(r *rig) {
	result := r.pbx.Caller(r.t, asterisktest.CallerConfig{Line: "1599", Number: "0671112277"}).Result()
	require.Equal(r.t, 404, result.Code)
	require.Zero(r.t, r.count(`SELECT count(*) FROM calls WHERE caller = '+380671112277'`))
}

// MR-4.8
func tellsTheStatus(r *rig) {
	c := r.world.Case(casetest.Topic)
	r.call(asterisktest.CallerConfig{Number: string(casetest.Citizen().Phone), Steps: []asterisktest.Step{
		asterisktest.Keys("3"), asterisktest.Keys(fmt.Sprintf("%04d%06d#", c.Number.Year, c.Number.Seq)),
		asterisktest.Wait(500 * time.Millisecond),
	}})
	require.True(r.t, r.speech.heard(spoken.Digits(r.deps.Texts, "uk", c.Number.String())))
}

func understandsKeysAtOnce(r *rig) {
	row := r.call(asterisktest.CallerConfig{Number: "0671112288", Steps: []asterisktest.Step{
		asterisktest.Keys("43"), asterisktest.Keys("*"), asterisktest.Wait(300 * time.Millisecond),
	}})
	require.Equal(r.t, "hangup", row.EndedWhy)
	require.Equal(r.t, string(flow.Ended), row.Step)
	require.GreaterOrEqual(r.t, row.StepNo, 5, "menu, information, number, menu, end")
}

// RFC 4733
func understandsEvents(r *rig) {
	row := r.call(asterisktest.CallerConfig{Number: "0671112290", Events: true, Steps: []asterisktest.Step{
		asterisktest.Wait(200 * time.Millisecond), asterisktest.Keys("43"), asterisktest.Keys("*1"), asterisktest.Wait(300 * time.Millisecond),
	}})
	require.True(r.t, row.Emergency, "the last key was understood")
	require.GreaterOrEqual(r.t, row.StepNo, 6, "menu, information, number, menu, invitation, end")
}

func survivesATransfer(r *rig) {
	row := r.call(asterisktest.CallerConfig{Number: "0671112299", Steps: []asterisktest.Step{
		asterisktest.Transfer("1234"), asterisktest.Keys("4"), asterisktest.Wait(300 * time.Millisecond),
	}})
	require.GreaterOrEqual(r.t, row.StepNo, 3, "the key after it was understood")
}

// ownCases tells of the real cases of the rig's city.
type ownCases struct{ r *rig }

func (o ownCases) StatusFor(ctx context.Context, digits string, caller casecore.Phone, lang string, now time.Time) (telephony.Told, bool, error) {
	id, ok, err := o.r.book.CaseOf(ctx, digits, caller, now.Year())
	if err != nil || !ok {
		return telephony.Told{}, false, err
	}
	c, err := o.r.world.Store.Case(ctx, id)
	return telephony.Told{Key: "voice.status", Args: map[string]string{
		"number": spoken.Digits(o.r.deps.Texts, lang, c.Number.String()), "status": string(c.Status),
	}}, true, err
}

// MR-2.1: nobody of many is turned away, forgotten or written down twice.
func TestThirtyCallsAtOnceAreAllServed(t *testing.T) {
	t.Parallel()
	const callers = 30
	r := run(t)
	all := make([]*asterisktest.Caller, callers)
	for i := range all {
		all[i] = r.pbx.Caller(t, asterisktest.CallerConfig{Number: fmt.Sprintf("05076543%02d", i), Steps: []asterisktest.Step{
			asterisktest.Keys("2"), asterisktest.Wait(3 * time.Second), speech(2 * time.Second), asterisktest.Keys("#"), asterisktest.ExpectBye(patience),
		}})
	}
	for _, c := range all {
		require.Equal(t, asterisktest.ByServer, c.Result().EndedBy)
	}
	r.settled()
	phones := map[string]int{}
	for _, report := range r.reports() {
		require.Equal(t, 1, report.Files, report.Phone)
		phones[report.Phone]++
	}
	require.Len(t, phones, callers)
	require.Equal(t, callers, r.count(`SELECT count(*) FROM reports`))
}
