package pgstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

// MR-4.3, MR-4.4, MR-4.8, MR-4.9, MR-5.1: a citizen's words become a confirmed, numbered case that its executor accepts.
func TestWordsBecomeACaseThatItsExecutorAccepts(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	agent := w.Agent()

	out := w.Worded(agent, casetest.Topic)
	require.Nil(t, out.Case)
	require.Equal(t, casecore.ReportWorded, out.Report.Status)

	c, err := w.Service.Agree(ctx, casecore.AgreeWording{
		Command: w.Command(casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskBot,
	})
	require.NoError(t, err)
	require.Equal(t, "2026-000001", c.Number.String())
	require.Equal(t, w.Clock.Now().Add(2*time.Hour).UTC(), c.AcceptDue.UTC())

	executor := w.Person(regulation.RoleExecutor, c.LeadOrg)
	c, err = w.Service.Act(ctx, casecore.ActOnCase{
		Command: w.Command(executor), Case: c.ID, Version: c.Version, Action: regulation.ActionAccept,
	})
	require.NoError(t, err)
	require.Equal(t, regulation.StatusID("in_work"), c.Status)

	held, err := w.Store.Deadlines(ctx, c.Subject())
	require.NoError(t, err)
	for _, d := range held {
		require.Equal(t, d.Kind != regulation.DeadlineAccept, d.Live(), d.Kind)
	}
	events, err := w.Store.Events(ctx, c.Subject())
	require.NoError(t, err)
	chain := casecore.Chain{}
	for i := range events {
		require.True(t, chain.Follows(&events[i]), events[i].Type)
		chain = casecore.Chain{Seq: events[i].Seq, Hash: events[i].Hash}
	}
	require.Equal(t, chain, c.Chain)
}

// MR-5.1, MR-6.2: late acceptance and late solution are different breaches, each once and to whom the profile names.
func TestMissedTermsAreDifferentBreachesToldOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := casetest.New(t, "mariupol")
	c := w.Case(casetest.Topic)

	w.Clock.Advance(2*time.Hour + time.Second)
	require.Equal(t, 1, w.Fire(c.Subject()))
	require.Equal(t, 0, w.Fire(c.Subject()))
	w.Clock.Set(c.SolveDue.Add(time.Second))
	require.Equal(t, 1, w.Fire(c.Subject()))

	c, err := w.Store.Case(ctx, c.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"accept", "solve"}, c.Breached)
	var told []string
	rows, err := w.DB.Query(ctx, `SELECT template || ' ' || recipient FROM deliveries WHERE template LIKE 'breach.%' ORDER BY created_at, recipient`)
	require.NoError(t, err)
	for rows.Next() {
		var s string
		require.NoError(t, rows.Scan(&s))
		told = append(told, s)
	}
	require.NoError(t, rows.Err())
	require.Equal(t, []string{
		"breach.accept control_officer,supervisor", "breach.solve parent_head,control_body",
	}, told)
}
