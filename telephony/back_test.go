package telephony_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/callout"
	"hotline/casecore/desk"
	"hotline/internal/asterisktest"
	"hotline/internal/i18n"
)

// callsOut has the office's bridge make calls, all to one telephone.
func (o *office) callsOut(to *asterisktest.Phone) *callout.Book {
	o.t.Helper()
	texts, err := i18n.New()
	require.NoError(o.t, err)
	book := callout.New(o.world.DB, o.world.Service, o.world.Store, o.world.Catalogue, o.world.Rules, texts, time.Now)
	o.deps.Out = book
	o.cfg.CallerID, o.cfg.Dial = asterisktest.Line, func(string) string { return to.DialThroughTrunk() }
	return book
}

// queued waits until so many wait.
func (o *office) queued(n int) {
	o.t.Helper()
	o.eventually(func() bool { return o.count(`SELECT count(*) FROM desk_waits WHERE state = 'waiting'`) == n }, "they do not wait")
}

// goesOn ends the agent's wrap-ups until somebody was talked with so many times.
func (o *office) goesOn(a casecore.Actor, talks int) {
	o.t.Helper()
	defer o.dumpWhenFailed()
	o.eventually(func() bool {
		if s, err := o.desk.Seat(o.t.Context(), a.Staff); err == nil && s.State == desk.WrapUp {
			_ = o.desk.Take(o.t.Context(), desk.TakeSeat{Command: o.world.Command(a)})
		}
		return o.count(`SELECT count(*) FROM calls WHERE agent_id = $1 AND ended_at IS NOT NULL`, a.Staff.UUID()) == talks
	}, "not everybody is served")
}

// MR-2.1: three callers, of whom the second asks to be called back: an agent speaks with them in the order in which they came.
func TestThreeCallersAreServedInTheirOrderThoughTheSecondIsCalledBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.set.Overflow = time.Minute
	citizen := o.pbx.Phone(t, asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.callsOut(citizen)
	o.start()
	colleague, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, asterisktest.ExpectBye(2*patience))
	o.talking(colleague)
	o.caller("0501234501", asterisktest.ExpectBye(2*patience))
	o.queued(1)
	second := o.caller("0501234502", asterisktest.Wait(time.Second), asterisktest.Keys("1"), asterisktest.ExpectBye(patience))
	require.Equal(t, asterisktest.ByServer, second.Result().EndedBy, "the line is free while they wait")
	o.queued(2)
	o.caller("0501234503", asterisktest.ExpectBye(2*patience))
	o.queued(3)
	a, phone := o.agent(asterisktest.PhoneConfig{Steps: []asterisktest.Step{speech(time.Second), asterisktest.HangUp()}})
	o.goesOn(a, 3)
	require.Equal(t, desk.Done, o.orders(colleague, desk.HangUp, desk.Args{}))
	o.settled()
	require.Len(t, phone.Calls(), 3)
	require.Len(t, citizen.Calls(), 1)
	rows, err := o.world.DB.Query(t.Context(), `SELECT c.caller FROM calls c JOIN call_recordings r ON r.call_id = c.id AND r.kind = 'talk'
		WHERE c.agent_id = $1 ORDER BY r.started_at`, a.Staff.UUID())
	require.NoError(t, err)
	order, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Equal(t, []string{"+380501234501", "+380501234502", "+380501234503"}, order)
	require.Equal(t, 1, o.count(`SELECT count(*) FROM reports`), "the wish is one report")
	require.Zero(t, o.count(`SELECT count(*) FROM desk_waits WHERE state <> 'over'`))
}

// MR-4.5: a call that an agent makes holds their seat until it ends, also when the bridge is away meanwhile.
func TestAnAgentsOwnCallHoldsTheirSeatThoughTheBridgeIsKilled(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	citizen := o.pbx.Phone(t, asterisktest.PhoneConfig{Steps: []asterisktest.Step{speech(5 * time.Second), asterisktest.HangUp()}})
	book := o.callsOut(citizen)
	stop := o.start()
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	report := o.world.Report()
	_, err := o.world.DB.Exec(t.Context(), `UPDATE reports SET sos = true WHERE id = $1`, report.ID.UUID()) // called at any hour
	require.NoError(t, err)
	_, err = book.Request(t.Context(), callout.RequestCall{Command: o.world.Command(a), Report: report.ID, Via: desk.PhoneName(a.Staff, false)})
	require.NoError(t, err)
	o.talking(a)
	o.together()
	stop()
	o.start()
	o.sitting(a, desk.WrapUp, "")
	o.settled()
}
