package casecore_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

// inChat is the standing of casetest's citizen.
var inChat = casecore.Standing{Channel: casecore.ReplyByTelegram, Address: casetest.Citizen().ReplyAddress}

// closed brings a new case to its end.
func closed(t *testing.T, w *casetest.World) casecore.Case {
	t.Helper()
	c := w.Case(casetest.Topic)
	if w.Rules.Name == "romny" {
		head, operator := w.Person(regulation.RoleExecutorHead, c.LeadOrg), w.Person(regulation.RoleOperator, c.LeadOrg)
		c = act(t, w, head, c, casecore.ActOnCase{Action: regulation.ActionAssign, Executor: w.Person(regulation.RoleExecutor, c.LeadOrg).Staff})
		c = act(t, w, operator, c, casecore.ActOnCase{Action: regulation.ActionAccept})
		return act(t, w, operator, c, casecore.ActOnCase{Action: regulation.ActionDone})
	}
	c = act(t, w, w.Person(regulation.RoleExecutor, c.LeadOrg), c, casecore.ActOnCase{Action: regulation.ActionAccept})
	return act(t, w, w.Agent(), c, casecore.ActOnCase{Action: regulation.ActionClose, Ground: "act", Files: []casecore.FileID{file(t, w)}})
}

func TestWhatTheApplicantAddsReachesTheExecutors(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.Topic)
	cmd := casecore.AddToCase{
		Command: w.Command(casecore.Citizen), Standing: inChat, Case: c.ID, Text: "Тепер тече й на третьому поверсі",
		Files: []casecore.FileID{file(t, w), file(t, w)},
	}
	after, err := w.Service.AddToCase(ctx, cmd)
	require.NoError(t, err)
	require.Equal(t, c.Version+1, after.Version)
	again, err := w.Service.AddToCase(ctx, cmd)
	require.NoError(t, err)
	require.Equal(t, after.Version, again.Version, "a repeat adds nothing")
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM messages WHERE direction = 'from_citizen' AND subject_id = $1`, c.ID.UUID()))
	require.Equal(t, 2, count(t, w, `SELECT count(*) FROM files WHERE subject_id = $1`, c.ID.UUID()))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deliveries WHERE template = 'executor.update' AND recipient = 'org'`))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM outbox WHERE type = 'case.citizen_added'`))

	cmd.Command, cmd.Text, cmd.Files = w.Command(casecore.Citizen), "", []casecore.FileID{file(t, w)}
	_, err = w.Service.AddToCase(ctx, cmd)
	require.NoError(t, err, "a photo says enough")
}

func TestNobodyActsForAnotherApplicant(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := closed(t, w)
	for _, st := range []casecore.Standing{
		{},
		{Channel: casecore.ReplyByTelegram, Address: "1002"},
		{Channel: casecore.ReplyByEmail, Address: "1001"},
		{Address: "1001"},
		{Token: "x"},
		{Code: "x"},
	} {
		for _, err := range []error{
			second(w.Service.AddToCase(ctx, casecore.AddToCase{Command: w.Command(casecore.Citizen), Standing: st, Case: c.ID, Text: "Ще одне"})),
			second(w.Service.NotFixed(ctx, casecore.NotFixed{Command: w.Command(casecore.Citizen), Standing: st, Case: c.ID, Text: "Ні"})),
			second(w.Service.Rate(ctx, casecore.RateCase{Command: w.Command(casecore.Citizen), Standing: st, Case: c.ID, Mark: 5})),
		} {
			require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
		}
	}
	_, err := w.Service.Rate(ctx, casecore.RateCase{Command: w.Command(w.Agent()), Standing: inChat, Case: c.ID, Mark: 5})
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err), "staff do not rate for the applicant")
}

func second[T any](_ T, err error) error { return err }

// pages opens the status page of one case.
type pages struct{ id uuid.UUID }

func (p pages) Open(purpose, token string) (uuid.UUID, bool) {
	return p.id, purpose == casecore.StatusPage && token == "token"
}

func (p pages) CheckCode(purpose string, id uuid.UUID, typed string) bool {
	return purpose == casecore.StatusPage && id == p.id && typed == "code"
}

func TestTheSecretOfTheStatusPageIsAStandingToo(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c, other := w.Case(casetest.Topic), w.Case(casetest.Topic)
	service := casecore.NewService(w.Store, w.Rules, w.Catalogue, w.Clock.Now, casecore.Hooks{}, nil, casecore.WithSecrets(pages{c.ID.UUID()}))
	for _, st := range []casecore.Standing{{Token: "token"}, {Code: "code"}} {
		_, err := service.AddToCase(ctx, casecore.AddToCase{Command: w.Command(casecore.Citizen), Standing: st, Case: c.ID, Text: "Ще одне"})
		require.NoError(t, err)
		_, err = service.AddToCase(ctx, casecore.AddToCase{Command: w.Command(casecore.Citizen), Standing: st, Case: other.ID, Text: "Ще одне"})
		require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
	}
}

// MR-6.4: what is not fixed goes to the executor again, its own head is told; terms begin anew and the history stays.
func TestNotFixedBeginsANewCycleWithItsHistory(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := closed(t, w)
	w.Clock.Advance(13 * 24 * time.Hour)
	cmd := casecore.NotFixed{
		Command: w.Command(casecore.Citizen), Standing: inChat, Case: c.ID, Text: "Вода знову холодна", Files: []casecore.FileID{file(t, w)},
	}
	after, err := w.Service.NotFixed(ctx, cmd)
	require.NoError(t, err)
	require.Equal(t, 2, after.Cycle)
	require.Equal(t, regulation.PhaseNew, after.Phase)
	require.True(t, after.EndedAt.IsZero())
	require.Equal(t, w.Clock.Now().Add(2*time.Hour).UTC(), after.AcceptDue.UTC())
	repeat, err := w.Service.NotFixed(ctx, cmd)
	require.NoError(t, err)
	require.Equal(t, after.Version, repeat.Version)

	require.Equal(t, 3, count(t, w, `SELECT count(*) FROM deadlines WHERE subject_id = $1 AND cycle = 1 AND stopped_at IS NOT NULL`, c.ID.UUID()))
	require.Equal(t, 3, count(t, w, `SELECT count(*) FROM deadlines WHERE subject_id = $1 AND cycle = 2 AND stopped_at IS NULL`, c.ID.UUID()))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deliveries WHERE template = 'executor.case' AND args->>'again' = 'Вода знову холодна'`))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deliveries WHERE recipient = 'executor_head'`))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM events WHERE type = 'case.not_fixed' AND data->>'from' = 'solved'
		AND data->>'ground' = 'act' AND data->>'ended_at' <> ''`))

	cmd.Command = w.Command(casecore.Citizen)
	_, err = w.Service.NotFixed(ctx, cmd)
	require.ErrorContains(t, err, "error.not_fixed_open")
}

func TestNotFixedComesWithinTheProfilesWindow(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	c := closed(t, w)
	until, ok := w.Service.MayDispute(&c)
	require.True(t, ok)
	require.Equal(t, c.EndedAt.AddDate(0, 0, 14).UTC(), until.UTC())
	w.Clock.Set(until)
	_, ok = w.Service.MayDispute(&c)
	require.False(t, ok)
	_, err := w.Service.NotFixed(context.Background(), casecore.NotFixed{
		Command: w.Command(casecore.Citizen), Standing: inChat, Case: c.ID, Text: "Вода знову холодна",
	})
	require.ErrorContains(t, err, "error.not_fixed_late")
}

// RO-4.5 knows no citizen who reopens: the centre looks at it and reopens it or answers.
func TestWithoutARowInTheTableADisputeIsTheCentresToSettle(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "romny")
	c := closed(t, w)
	after, err := w.Service.NotFixed(ctx, casecore.NotFixed{
		Command: w.Command(casecore.Citizen), Standing: inChat, Case: c.ID, Text: "Ліхтар не світить",
	})
	require.NoError(t, err)
	require.Equal(t, c.Status, after.Status)
	require.Equal(t, w.Clock.Now().UTC(), after.DisputedAt.UTC())
	_, err = w.Service.NotFixed(ctx, casecore.NotFixed{
		Command: w.Command(casecore.Citizen), Standing: inChat, Case: c.ID, Text: "Ліхтар не світить",
	})
	require.ErrorContains(t, err, "error.not_fixed_said")
	after, err = w.Service.Write(ctx, casecore.WriteToCitizen{Command: w.Command(w.Agent()), Case: c.ID, Text: "Бригада приїде завтра"})
	require.NoError(t, err)
	require.True(t, after.DisputedAt.IsZero())
}

func TestOneRatingForEachCycleMayBeChangedForAnHour(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := closed(t, w)
	rate := func(mark int, text string) error {
		_, err := w.Service.Rate(ctx, casecore.RateCase{
			Command: w.Command(casecore.Citizen), Standing: inChat, Case: c.ID, Mark: mark, Text: text,
		})
		return err
	}
	require.ErrorContains(t, rate(6, ""), "error.mark")
	require.NoError(t, rate(4, "Швидко, але брудно"))
	w.Clock.Advance(59 * time.Minute)
	require.NoError(t, rate(5, ""))
	r, rated, err := w.Store.Rating(ctx, c.ID, 1)
	require.NoError(t, err)
	require.True(t, rated)
	require.Equal(t, 5, r.Mark)
	require.Equal(t, "Швидко, але брудно", r.Text)
	w.Clock.Advance(2 * time.Minute)
	require.ErrorContains(t, rate(1, ""), "error.rated")
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM case_ratings`))
	require.Equal(t, 0, count(t, w, `SELECT count(*) FROM events WHERE data::text LIKE '%брудно%'`), "the history holds digests")

	_, err = w.Service.NotFixed(ctx, casecore.NotFixed{Command: w.Command(casecore.Citizen), Standing: inChat, Case: c.ID, Text: "Знову"})
	require.NoError(t, err)
	require.ErrorContains(t, rate(1, ""), "error.rate_open")
}

func TestTheCentreWritesAndTheAnswerComesBackOnTheCase(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := closed(t, w)
	answer := func() error {
		_, err := w.Service.AddToCase(ctx, casecore.AddToCase{
			Command: w.Command(casecore.Citizen), Standing: inChat, Case: c.ID, Text: "О шостій вечора",
		})
		return err
	}
	require.ErrorContains(t, answer(), "error.case_ended_add")
	w.Clock.Advance(time.Minute)
	executor := w.Person(regulation.RoleExecutor, c.LeadOrg)
	_, err := w.Service.Write(ctx, casecore.WriteToCitizen{Command: w.Command(executor), Case: c.ID, Text: "Коли ви вдома?"})
	require.Equal(t, casecore.Forbidden, casecore.CodeOf(err))
	after, err := w.Service.Write(ctx, casecore.WriteToCitizen{Command: w.Command(w.Agent()), Case: c.ID, Text: "Коли ви вдома?"})
	require.NoError(t, err)
	require.Equal(t, c.Status, after.Status)
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deliveries WHERE template = 'citizen.message' AND recipient = 'citizen' AND NOT urgent`))
	require.NoError(t, answer())
	messages, err := w.Store.Messages(ctx, c.Subject())
	require.NoError(t, err)
	require.Equal(t, "О шостій вечора", messages[len(messages)-1].Text)
}

func TestAReportIsWrittenAboutAndAddedToUntilItIsSettled(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	r, agent := w.Report(), w.Agent()
	_, err := w.Service.WriteOnReport(ctx, casecore.WriteToCitizen{Command: w.Command(agent), Report: r.ID, Text: "Який під’їзд?"})
	require.NoError(t, err)
	add := casecore.AddToReport{Command: w.Command(casecore.Citizen), Standing: inChat, Report: r.ID, Text: "Другий"}
	after, err := w.Service.AddToReport(ctx, add)
	require.NoError(t, err)
	require.Equal(t, r.Version+2, after.Version)
	again, err := w.Service.AddToReport(ctx, add)
	require.NoError(t, err)
	require.Equal(t, after.Version, again.Version)
	require.Equal(t, 2, count(t, w, `SELECT count(*) FROM messages WHERE subject_id = $1`, r.ID.UUID()))
	_, err = w.Service.Withdraw(ctx, casecore.WithdrawReport{Command: w.Command(casecore.Citizen), Report: r.ID})
	require.NoError(t, err)
	add.Command = w.Command(casecore.Citizen)
	_, err = w.Service.AddToReport(ctx, add)
	require.ErrorContains(t, err, "error.report_ended")
}
