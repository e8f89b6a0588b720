package casecore_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

// MR-4.11.1: the centre asks the executor to explain, with a term; the answer stands in the case's history.
func TestTheCentreAsksAnExecutorToExplainAndTheAnswerEndsTheTerm(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.Topic)
	head := w.Person(regulation.RoleCentreHead, casecore.OrgID{})
	executor := w.Person(regulation.RoleExecutor, c.LeadOrg)
	explain := casecore.ActOnCase{Command: w.Command(executor), Case: c.ID, Action: regulation.ActionExplain, Text: "Чекали на запчастини"}
	_, err := w.Service.Act(t.Context(), explain)
	require.ErrorContains(t, err, "error.no_explanation_asked")

	cycle := c.Cycle
	c = act(t, w, head, c, casecore.ActOnCase{Action: regulation.ActionAskExplanation, Text: "Чому роботи не розпочато?"})
	require.Equal(t, cycle, c.Cycle, "the terms of the case go on")
	require.EqualValues(t, 1, w.Number(`SELECT count(*) FROM deliveries WHERE recipient = 'org' AND template = 'executor.update'`))
	require.EqualValues(t, 1, w.Number(`SELECT count(*) FROM deliveries WHERE recipient = 'executor_head'`))
	held := heldOf(t, w, c, regulation.DeadlineExplain)
	require.Len(t, held, 1)
	require.Equal(t, "2026-03-03 17:00", held[0].Due.In(casetest.Kyiv()).Format("2006-01-02 15:04"), "one working day")
	require.True(t, held[0].Live())

	c = act(t, w, executor, c, casecore.ActOnCase{Action: regulation.ActionExplain, Text: "Чекали на запчастини"})
	require.False(t, heldOf(t, w, c, regulation.DeadlineExplain)[0].Live())
	require.True(t, heldOf(t, w, c, regulation.DeadlineSolve)[0].Live())
	explain.Command = w.Command(executor)
	_, err = w.Service.Act(t.Context(), explain)
	require.ErrorContains(t, err, "error.no_explanation_asked", "it is given")
}

// MR-4.11.1: silence is told above, once; an agent may still write down what was said on the telephone, and ask again.
func TestAnExplanationThatIsNotGivenInTimeIsToldAbove(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.SOSTopic)
	agent := w.Agent()
	ask := casecore.ActOnCase{Action: regulation.ActionAskExplanation, Text: "Коли буде бригада?"}
	c = act(t, w, agent, c, ask)
	w.Clock.Advance(2*time.Hour + time.Minute)
	w.Fire(c.Subject())
	const told = `SELECT count(*) FROM deliveries WHERE template = 'breach.inform' AND recipient = 'executor_head,control_officer,centre_head'`
	require.EqualValues(t, 1, w.Number(told))
	c = act(t, w, agent, c, casecore.ActOnCase{Action: regulation.ActionExplain, Text: "Сказали телефоном: о 15:00"})
	c = act(t, w, agent, c, ask)
	held := heldOf(t, w, c, regulation.DeadlineExplain)
	require.Len(t, held, 2)
	c = act(t, w, agent, c, ask)
	held = heldOf(t, w, c, regulation.DeadlineExplain)
	require.Len(t, held, 3)
	live := 0
	for i := range held {
		if held[i].Live() {
			live++
		}
	}
	require.Equal(t, 1, live, "who is asked anew answers once")
}

// heldOf are the case's deadlines of a kind.
func heldOf(t *testing.T, w *casetest.World, c casecore.Case, kind regulation.DeadlineID) []casecore.Deadline {
	t.Helper()
	all, err := w.Store.Deadlines(t.Context(), c.Subject())
	require.NoError(t, err)
	var list []casecore.Deadline
	for _, d := range all {
		if d.Kind == kind {
			list = append(list, d)
		}
	}
	return list
}
