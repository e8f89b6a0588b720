package casecore_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

// MR-5.1: an accept that races its own breach wins or loses, never deadlocks and never does both: what fired was due, what
// was accepted in time did not fire.
func TestAcceptRacingItsBreachNeverDeadlocks(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	w := casetest.New(t, "mariupol")
	const n = 20
	cases := make([]casecore.Case, n)
	for i := range cases {
		cases[i] = w.Case(casetest.Topic)
	}
	executor := w.Person(regulation.RoleExecutor, cases[0].LeadOrg)
	w.Clock.Advance(3 * time.Hour)
	errs := inParallel(2*n, func(i int) error {
		c := cases[i/2]
		if i%2 == 0 {
			_, err := w.Service.Act(ctx, casecore.ActOnCase{
				Command: casecore.Command{Scope: "race", Key: fmt.Sprint(i), Actor: executor}, Case: c.ID, Action: regulation.ActionAccept,
			})
			return err
		}
		ref := casecore.TimerRef{
			DeadlineKey: casecore.DeadlineKey{Subject: c.Subject(), Kind: regulation.DeadlineAccept, Cycle: 1}, Version: 1, Due: c.AcceptDue,
		}
		for refs := []casecore.TimerRef{ref}; len(refs) > 0; {
			err := w.DB.InTx(ctx, func(ctx context.Context) (err error) {
				refs, err = w.Service.Handlers()[ref.Kind].FireDeadlines(ctx, w.Clock.Now(), refs)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, n, count(t, w, `SELECT count(*) FROM cases WHERE phase = 'working'`))
	require.Equal(t, n, count(t, w, `SELECT count(*) FROM deadlines WHERE kind = 'accept' AND (fired_at IS NULL) <> (stopped_at IS NULL)`))
	require.Equal(t,
		count(t, w, `SELECT count(*) FROM deadlines WHERE kind = 'accept' AND fired_at IS NOT NULL`),
		count(t, w, `SELECT count(*) FROM breaches WHERE breach = 'accept'`))
}

// Whatever people do in whatever order, the profile's table holds, every chain verifies, no deadline is live twice, an ended
// case has none, and a breach is one for its deadline.
func TestAnyOrderOfActionsKeepsTheInvariants(t *testing.T) {
	t.Parallel()
	for _, profile := range []regulation.ProfileName{"mariupol", "romny"} {
		t.Run(string(profile), func(t *testing.T) {
			t.Parallel()
			w := casetest.New(t, profile)
			orgs, worker := executors(w), w.Person(regulation.RoleExecutor, casecore.OrgID{})
			rapid.Check(t, func(rt *rapid.T) {
				c := w.Case(casetest.Topic)
				for range rapid.IntRange(1, 12).Draw(rt, "steps") {
					c = step(t, rt, w, c, orgs, worker)
					invariants(rt, w, c)
				}
			})
		})
	}
}

func executors(w *casetest.World) []casecore.OrgID {
	var orgs []casecore.OrgID
	for id, o := range w.Catalogue.Orgs() {
		if o.Kind == "enterprise" && len(orgs) < 3 {
			orgs = append(orgs, id)
		}
	}
	return orgs
}

// step lets time pass or somebody act, with everything the action could need.
func step(t *testing.T, rt *rapid.T, w *casetest.World, c casecore.Case, orgs []casecore.OrgID, worker casecore.Actor) casecore.Case {
	ctx := context.Background()
	if rapid.IntRange(0, 3).Draw(rt, "time") == 0 {
		w.Clock.Advance(time.Duration(rapid.IntRange(1, 200).Draw(rt, "hours")) * time.Hour)
		w.Fire(c.Subject())
	} else {
		p, err := w.Rules.Version(c.Profile, c.ProfileVersion)
		require.NoError(rt, err)
		transition := rapid.SampledFrom(p.Transitions).Draw(rt, "transition")
		actor := casecore.Actor{Grants: []casecore.Grant{{Role: rapid.SampledFrom(transition.Actors).Draw(rt, "role"), Org: c.LeadOrg}}}
		if actor.Grants[0].Role != regulation.RoleCitizen && actor.Grants[0].Role != regulation.RoleSystem {
			actor.Staff = casecore.NewID[casecore.StaffID]()
		}
		_, err = w.Service.Act(ctx, casecore.ActOnCase{
			Command: w.Command(actor), Case: c.ID, Action: transition.Action, Text: "підстава",
			Ground: rapid.SampledFrom([]regulation.GroundID{"", "act", "photo", "letter"}).Draw(rt, "ground"),
			Files:  []casecore.FileID{file(t, w)}, Org: rapid.SampledFrom(orgs).Draw(rt, "org"), Executor: worker.Staff,
			Until: w.Clock.Now().AddDate(0, 0, rapid.IntRange(-1, 60).Draw(rt, "days")),
		})
		require.NotEqual(rt, casecore.Internal, casecore.CodeOf(err), "%v", err)
		if from, ok := p.Next(c.Status, transition.Action); !ok || transition.Action == regulation.ActionRegister {
			require.Error(rt, err, "%s from %s is not in the table: %v", transition.Action, c.Status, from)
		}
	}
	c, err := w.Store.Case(ctx, c.ID)
	require.NoError(rt, err)
	return c
}

func invariants(rt *rapid.T, w *casetest.World, c casecore.Case) {
	ctx := context.Background()
	events, err := w.Store.Events(ctx, c.Subject())
	require.NoError(rt, err)
	chain := casecore.Chain{}
	for i := range events {
		require.True(rt, chain.Follows(&events[i]), events[i].Type)
		chain = casecore.Chain{Seq: events[i].Seq, Hash: events[i].Hash}
	}
	require.Equal(rt, chain, c.Chain)
	held, err := w.Store.Deadlines(ctx, c.Subject())
	require.NoError(rt, err)
	live := map[regulation.DeadlineID]int{}
	fired := 0
	for _, d := range held {
		if d.Live() {
			live[d.Kind]++
		}
		if !d.FiredAt.IsZero() {
			fired++
			require.False(rt, d.FiredAt.Before(d.Due))
		}
	}
	for kind, n := range live {
		require.Equal(rt, 1, n, kind)
	}
	if c.Ended() {
		require.Empty(rt, live)
	}
	var breaches int
	require.NoError(rt, w.DB.QueryRow(ctx, `SELECT count(*) FROM breaches WHERE subject_id = $1`, c.ID.UUID()).Scan(&breaches))
	require.Equal(rt, fired, breaches)
	var version int64
	require.NoError(rt, w.DB.QueryRow(ctx, `SELECT max(version) FROM outbox WHERE subject_id = $1`, c.ID.UUID()).Scan(&version))
	require.Equal(rt, c.Version, version, "the feed tells every change")
}
