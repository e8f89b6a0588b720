package callout_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/callout"
	"hotline/casecore/calls"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/internal/i18n"
)

// MR-6.4: a machine calls as many applicants at once as the profile lets it, and an officer on duty waits for none of them (MR-4.9.1).
func TestAFullPaceLetsNoApplicantBeCalledAndHoldsNoOfficerUp(t *testing.T) {
	t.Parallel()
	w := casetest.New(t, "mariupol")
	texts, err := i18n.New()
	require.NoError(t, err)
	book := callout.New(w.DB, w.Service, w.Store, w.Catalogue, w.Rules, texts, w.Clock.Now)
	p, err := w.Rules.At(w.Clock.Now())
	require.NoError(t, err)
	for range p.Calling.AtOnce + 2 {
		c := w.Case(casetest.Topic)
		w.Exec(`UPDATE cases SET phase = 'ended', outcome = 'solved', ended_at = $2 WHERE id = $1`, c.ID.UUID(), w.Clock.Now())
	}
	_, err = book.Draw(t.Context(), callout.DrawSample{
		Command: w.Command(w.Person(regulation.RoleControlOfficer, casecore.OrgID{})), Since: w.Clock.Now().AddDate(0, 0, -1),
		Until: w.Clock.Now().AddDate(0, 0, 1), Size: 100, ByMachine: true,
	})
	require.NoError(t, err)

	next := func() (r callout.Ring, ok bool) {
		require.NoError(t, w.DB.InTx(t.Context(), func(ctx context.Context) (err error) {
			r, ok, err = book.Next(ctx, casecore.NewID[calls.CallID](), w.Clock.Now())
			return err
		}))
		return r, ok
	}
	for range p.Calling.AtOnce {
		r, ok := next()
		require.True(t, ok)
		require.Equal(t, casecore.CallSample, r.Kind)
	}
	_, ok := next()
	require.False(t, ok, "as many as may be are called")
	org := w.Case("water.flood").LeadOrg
	w.Exec(`INSERT INTO call_tasks (id, kind, case_id, org_id, state, next_at, created_at)
		SELECT gen_random_uuid(), 'officer', id, lead_org, 'waiting', $2, $2 FROM cases WHERE lead_org = $1 AND phase = 'new' LIMIT 1`, org.UUID(), w.Clock.Now())
	r, ok := next()
	require.True(t, ok)
	require.Equal(t, casecore.CallOfficer, r.Kind)
}
