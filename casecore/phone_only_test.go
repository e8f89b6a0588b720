package casecore_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/callout"
	"hotline/casecore/calls"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
	"hotline/internal/i18n"
)

// outside takes an organisation out of the program: only its telephone, if any, reaches it.
func outside(t *testing.T, w *casetest.World, org casecore.OrgID, phone string) {
	t.Helper()
	_, err := w.DB.Exec(t.Context(), `UPDATE orgs SET phone_only = true, phone = $2 WHERE id = $1`, org.UUID(), phone)
	require.NoError(t, err)
	require.NoError(t, w.Catalogue.Reload(t.Context()))
}

// MR-7.8: nothing is written to whom only a telephone reaches; they are called, and the history says so.
func TestAnExecutorOutsideTheProgramIsCalledAndNothingIsWrittenToThem(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	org, ok := w.Catalogue.ExecutorOf(casetest.Topic, "central")
	require.True(t, ok)
	outside(t, w, org, "+380629000001")
	c := w.Case(casetest.Topic)
	require.Equal(t, org, c.LeadOrg)
	require.Zero(t, w.Number(`SELECT count(*) FROM deliveries WHERE recipient = 'org'`))
	require.EqualValues(t, 1, w.Number(`SELECT count(*) FROM events WHERE type = 'case.by_phone' AND data->>'template' = 'executor.case'`))
	require.EqualValues(t, 1, w.Number(`SELECT count(*) FROM call_tasks WHERE kind = 'officer' AND reason = 'MR-7.8'`))

	helper := casecore.OrgID{}
	for id, o := range w.Catalogue.Orgs() {
		if id != org && o.Kind == "enterprise" {
			helper = id
		}
	}
	outside(t, w, helper, "+380629000002")
	act(t, w, w.Agent(), c, casecore.ActOnCase{Action: regulation.ActionAddAssistant, Org: helper})
	require.Zero(t, w.Number(`SELECT count(*) FROM deliveries WHERE recipient = 'org'`))
	require.EqualValues(t, 1, w.Number(`SELECT count(*) FROM call_tasks WHERE kind = 'officer' AND org_id = $1`, helper.UUID()))
}

// MR-4.9.1: that nobody was reached is told to the supervisor and the centre's head, and stands on the wall until somebody has the case.
func TestThatAnExecutorOutsideTheProgramWasNotReachedIsToldAbove(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	org, _ := w.Catalogue.ExecutorOf(casetest.Topic, "central")
	outside(t, w, org, "")
	w.Case(casetest.Topic)
	texts, err := i18n.New()
	require.NoError(t, err)
	book := callout.New(w.DB, w.Service, w.Store, w.Catalogue, w.Rules, texts, w.Clock.Now)
	require.NoError(t, w.DB.InTx(t.Context(), func(ctx context.Context) error {
		_, ok, err := book.Next(ctx, casecore.NewID[calls.CallID](), w.Clock.Now())
		require.False(t, ok)
		return err
	}))
	require.EqualValues(t, 1, w.Number(`SELECT count(*) FROM deliveries WHERE template = 'breach.call' AND recipient = 'supervisor,centre_head'`))
	require.EqualValues(t, 1, w.Number(`SELECT count(*) FROM events WHERE type = 'case.call_unheard'`))
	wall, err := stats.NewReader(w.DB, w.Clock.Now).Wall(t.Context(), []string{casecore.TagCity}, casetest.Kyiv())
	require.NoError(t, err)
	require.Equal(t, 1, wall.Unheard)
}
