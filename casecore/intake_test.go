package casecore_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

func count(t *testing.T, w *casetest.World, sql string, args ...any) int {
	t.Helper()
	return int(w.Number(sql, args...))
}

func receive(key string) casecore.ReceiveReport {
	return casecore.ReceiveReport{
		Command: casecore.Command{Scope: "test", Key: key, Actor: casecore.Citizen}, Source: casecore.FromTelegram,
		Applicant: casetest.Citizen(), Text: "У дворі впало дерево", District: "central",
	}
}

// inParallel runs f n times at once and returns what each said.
func inParallel(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errs
}

// MR-2.1: repeated updates, double clicks and retried posts give one report.
func TestRepeatedIntakeGivesOneReport(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	ids := make([]casecore.ReportID, 12)
	for _, err := range inParallel(len(ids), func(i int) error {
		r, err := w.Service.Receive(ctx, receive("same"))
		ids[i] = r.ID
		return err
	}) {
		require.NoError(t, err)
	}
	for _, id := range ids {
		require.Equal(t, ids[0], id)
	}
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM reports`))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM applicants`))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deliveries`))
}

func TestKeyThatComesAgainWithOtherWordsIsRefused(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	_, err := w.Service.Receive(ctx, receive("k"))
	require.NoError(t, err)
	other := receive("k")
	other.Text = "Зовсім інше"
	_, err = w.Service.Receive(ctx, other)
	require.Equal(t, casecore.Invalid, casecore.CodeOf(err))
	require.ErrorContains(t, err, "error.key_reused")
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM reports`))
}

// MR-4.4: two agents never work on one report; the others see who has it.
func TestReportIsClaimedByOneOfManyAgents(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	r := w.Report()
	agents := make([]casecore.Actor, 10)
	for i := range agents {
		agents[i] = w.Agent()
	}
	won := 0
	for _, err := range inParallel(len(agents), func(i int) error {
		_, err := w.Service.Claim(ctx, casecore.ClaimReport{
			Command: casecore.Command{Scope: fmt.Sprint(i), Key: "1", Actor: agents[i]}, Report: r.ID,
		})
		return err
	}) {
		if err == nil {
			won++
			continue
		}
		require.Equal(t, casecore.Conflict, casecore.CodeOf(err), err)
	}
	require.Equal(t, 1, won)
	held, err := w.Store.Report(ctx, r.ID)
	require.NoError(t, err)
	require.False(t, held.ClaimedBy.IsZero())
}

func TestAgentHoldsOneReportAtATime(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	agent, first, second := w.Agent(), w.Report(), w.Report()
	_, err := w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: first.ID})
	require.NoError(t, err)
	_, err = w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: second.ID})
	require.ErrorContains(t, err, "error.agent_busy")
	_, err = w.Service.Release(ctx, casecore.ReleaseReport{Command: w.Command(agent), Report: first.ID})
	require.NoError(t, err)
	_, err = w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: second.ID})
	require.NoError(t, err)
}

// MR-4.4.4: what comes from an address forbidden by law is not registered.
func TestForbiddenSenderIsNotReceived(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	cmd := receive("k")
	cmd.Source, cmd.Applicant.Email = casecore.FromEmail, "someone@mail.ru"
	_, err := w.Service.Receive(context.Background(), cmd)
	require.ErrorContains(t, err, "error.forbidden_sender")
	require.Equal(t, 0, count(t, w, `SELECT count(*) FROM reports`))
}

// MR-4.4.2: an anonymous report wants the warning; it then does without name and residence.
func TestAnonymousReportIsRegisteredAfterTheWarning(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	cmd := receive("k")
	cmd.Applicant = casecore.Applicant{Anonymous: true, Lang: "uk"}
	_, err := w.Service.Receive(ctx, cmd)
	require.ErrorContains(t, err, "error.anonymous_not_warned")
	cmd.Applicant.WarnedAt = w.Clock.Now()
	r, err := w.Service.Receive(ctx, cmd)
	require.NoError(t, err)

	agent := w.Agent()
	_, err = w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(t, err)
	out, err := w.Service.Word(ctx, casecore.WordReport{
		Command: w.Command(agent), Report: r.ID, Text: "У дворі впало дерево.", Topic: casetest.Topic, District: "central",
		Via: casecore.AskAloud,
	})
	require.NoError(t, err)
	require.True(t, out.Case.Anonymous)

	executor := w.Person(regulation.RoleExecutor, out.Case.LeadOrg)
	c, err := w.Service.Act(ctx, casecore.ActOnCase{
		Command: w.Command(executor), Case: out.Case.ID, Action: regulation.ActionNotConsidered, Text: "Анонімне",
	})
	require.NoError(t, err)
	require.Equal(t, regulation.OutcomeNotConsidered, c.Outcome)
}

// MR-4.4.1: without the card's fields nothing is registered, and the answer names what is missing.
func TestCardWantsItsFields(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	cmd := receive("k")
	cmd.Applicant.Patronymic, cmd.Applicant.Residence = "", ""
	r, err := w.Service.Receive(ctx, cmd)
	require.NoError(t, err, "an incomplete report is never lost: the agent completes the card")
	agent := w.Agent()
	_, err = w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(t, err)
	word := casecore.WordReport{
		Command: w.Command(agent), Report: r.ID, Text: "У дворі впало дерево.", Topic: casetest.Topic, District: "central",
		Via: casecore.AskBot,
	}
	_, err = w.Service.Word(ctx, word)
	var e *casecore.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "patronymic,residence", e.Args["fields"])

	whole := casetest.Citizen()
	word.Command, word.Applicant = w.Command(agent), &whole
	_, err = w.Service.Word(ctx, word)
	require.NoError(t, err)
}

// MR-4.2.1: what is not the city's ends with the competent body told, and no case.
func TestConsultationTellsTheCompetentBodyAndMakesNoCase(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	agent, r := w.Agent(), w.Report()
	_, err := w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(t, err)
	body := w.Catalogue.Classifier().Bodies[0].Code
	r, err = w.Service.Consult(ctx, casecore.Consult{Command: w.Command(agent), Report: r.ID, Body: body})
	require.NoError(t, err)
	require.Equal(t, casecore.ReportConsulted, r.Status)
	require.Equal(t, 0, count(t, w, `SELECT count(*) FROM cases`))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deliveries WHERE template = 'citizen.consulted'`))
}

// MR-4.4.3: an agent may refuse obscenity and insults; the reason is kept.
func TestRefusalNeedsAReasonThatIsKept(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	agent, r := w.Agent(), w.Report()
	_, err := w.Service.Claim(ctx, casecore.ClaimReport{Command: w.Command(agent), Report: r.ID})
	require.NoError(t, err)
	_, err = w.Service.Refuse(ctx, casecore.RefuseReport{Command: w.Command(agent), Report: r.ID, Reason: "tired", Note: "x"})
	require.ErrorContains(t, err, "error.refusal_reason")
	_, err = w.Service.Refuse(ctx, casecore.RefuseReport{Command: w.Command(agent), Report: r.ID, Reason: "obscene"})
	require.ErrorContains(t, err, "error.refusal_note")
	r, err = w.Service.Refuse(ctx, casecore.RefuseReport{
		Command: w.Command(agent), Report: r.ID, Reason: "obscene", Note: "Ненормативна лексика",
	})
	require.NoError(t, err)
	require.Equal(t, casecore.ReportRefused, r.Status)
	events, err := w.Store.Events(ctx, r.Subject())
	require.NoError(t, err)
	require.Equal(t, "report.refused", events[len(events)-1].Type)
	require.JSONEq(t, `{"reason":"obscene"}`, string(events[len(events)-1].Data))
}

// MR-4.4: an unanswered wording is reminded of once and then becomes a call-back task.
func TestUnansweredWordingIsRemindedOnceThenCalledBackAbout(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	out := w.Worded(w.Agent(), casetest.Topic)
	w.Clock.Advance(4*time.Hour + time.Second)
	require.Equal(t, 1, w.Fire(out.Report.Subject()))
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deliveries WHERE template = 'citizen.reminder'`))
	w.Clock.Advance(20 * time.Hour)
	require.Equal(t, 1, w.Fire(out.Report.Subject()))
	r, err := w.Store.Report(ctx, out.Report.ID)
	require.NoError(t, err)
	require.Equal(t, casecore.ReportCallBack, r.Status)
	require.Equal(t, 1, count(t, w, `SELECT count(*) FROM deliveries WHERE template = 'citizen.reminder'`))

	// An answer that comes late still counts.
	_, err = w.Service.Agree(ctx, casecore.AgreeWording{Command: w.Command(casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskBot})
	require.NoError(t, err)
}
