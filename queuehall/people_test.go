package queuehall_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/queuehall"
)

// VN-0.2: whoever works in the halls signs the rules, once for each edition.
func TestTheRulesAreSignedOnceAndTheFirstSignatureStays(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	who := h.Person(regulation.RoleHallOperator, casecore.OrgID{})
	worker := func() queuehall.Worker {
		list, err := h.Workers(t.Context())
		require.NoError(t, err)
		require.Len(t, list, 1)
		return list[0]
	}
	require.Zero(t, worker().Signed)
	first, err := h.SignRules(t.Context(), h.Command(who))
	require.NoError(t, err)
	h.Clock.Advance(time.Hour)
	again, err := h.SignRules(t.Context(), h.Command(who))
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Equal(t, first, worker().Signed)
}

func TestPostsAreGivenAndTakenAndNobodyIsTakenFromTheirCounter(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	who := h.Person(regulation.RoleHallOperator, casecore.OrgID{})
	branch := queuehall.BranchID(h.id(`SELECT id FROM hall_branches WHERE code = 'centre'`))
	participant := h.id(`SELECT id FROM hall_participants WHERE code = 'state'`)
	set := func(p queuehall.Post, off bool) error {
		return h.SetPost(t.Context(), queuehall.SetPost{Command: h.Command(who), Staff: who.Staff, Post: p, Off: off})
	}
	operator := queuehall.Post{Kind: queuehall.OperatorPost, Branch: branch, Participant: &participant}
	require.NoError(t, set(operator, false))
	require.NoError(t, set(queuehall.Post{Kind: queuehall.HeadPost, Branch: branch}, false))
	require.NoError(t, set(queuehall.Post{Kind: queuehall.ParticipantHeadPost, Participant: &participant}, false))
	list, err := h.Workers(t.Context())
	require.NoError(t, err)
	require.Len(t, list[0].Posts, 3)
	requireCode(t, casecore.Invalid, "error.hall_post", set(queuehall.Post{Kind: queuehall.OperatorPost, Branch: branch}, false))

	at := queuehall.CounterCommand{Command: h.Command(who), Counter: h.counter("centre", "1")}
	require.NoError(t, h.SignOn(t.Context(), at))
	requireCode(t, casecore.Conflict, "error.hall_operator_seated", set(operator, true))
	at.Command = h.Command(who)
	require.NoError(t, h.SignOff(t.Context(), at))
	require.NoError(t, set(operator, true))
	at.Command = h.Command(who)
	requireCode(t, casecore.Forbidden, "error.hall_not_operator", h.SignOn(t.Context(), at))
}

// VN-4.7: who worked for whom is known of every moment, whatever changes after.
func TestTermsOfOperatorsFollowOneAnother(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	who := h.Person(regulation.RoleHallOperator, casecore.OrgID{})
	branch := queuehall.BranchID(h.id(`SELECT id FROM hall_branches WHERE code = 'centre'`))
	start := h.Clock.Now()
	set := func(participant string, off bool) {
		t.Helper()
		id := h.id(`SELECT id FROM hall_participants WHERE code = $1`, participant)
		require.NoError(t, h.SetPost(t.Context(), queuehall.SetPost{
			Command: h.Command(who), Staff: who.Staff, Off: off,
			Post: queuehall.Post{Kind: queuehall.OperatorPost, Branch: branch, Participant: &id},
		}))
	}
	terms := func() (list []string) {
		t.Helper()
		rows, err := h.DB.Query(t.Context(), `SELECT p.code || ' ' || CASE WHEN o.since = '-infinity' THEN 'ever' ELSE extract(epoch FROM o.since - $2)::int::text END
				|| '-' || CASE WHEN o.until = 'infinity' THEN 'now' ELSE extract(epoch FROM o.until - $2)::int::text END
			FROM hall_terms o JOIN hall_participants p ON p.id = o.participant_id WHERE o.staff_id = $1 ORDER BY o.since`, who.Staff.UUID(), start)
		require.NoError(t, err)
		list, err = pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return list
	}
	h.Exec(`INSERT INTO hall_operators SELECT $1, $2, id FROM hall_participants WHERE code = 'state'`, who.Staff.UUID(), branch.UUID())
	require.Equal(t, []string{"state ever-now"}, terms(), "before terms were kept")
	h.Clock.Advance(time.Minute)
	set("state", false)
	require.Equal(t, []string{"state ever-now"}, terms(), "the same again is no change")
	set("administrators", false)
	set("registrars", false)
	require.Equal(t, []string{"state ever-60", "registrars 60-now"}, terms(), "a mis-click leaves nothing")
	h.Clock.Advance(-30 * time.Second) // set right by the clock's keeper
	set("administrators", false)
	require.Equal(t, []string{"state ever-60", "administrators 60-now"}, terms(), "one at a time")
	h.Clock.Advance(2 * time.Minute)
	set("administrators", true)
	require.Equal(t, []string{"state ever-60", "administrators 60-150"}, terms())
	h.Clock.Advance(-time.Minute)
	set("state", false)
	require.Equal(t, []string{"state ever-60", "administrators 60-150", "state 150-now"}, terms())
}

// VN-4.7: what somebody sees of the halls is what they have to do with.
func TestAScopeIsWhatSomebodyHasToDoWith(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	branch := queuehall.BranchID(h.id(`SELECT id FROM hall_branches WHERE code = 'vyshenka'`))
	head := h.Person(regulation.RoleBranchHead, casecore.OrgID{})
	require.NoError(t, h.SetPost(t.Context(), queuehall.SetPost{
		Command: h.Command(head), Staff: head.Staff, Post: queuehall.Post{Kind: queuehall.HeadPost, Branch: branch},
	}))
	s, err := h.Scope(t.Context(), head)
	require.NoError(t, err)
	require.Equal(t, []queuehall.BranchID{branch}, s.Branches)
	s, err = h.Scope(t.Context(), h.Person(regulation.RoleHallHead, casecore.OrgID{}))
	require.NoError(t, err)
	require.Len(t, s.Branches, 4)
	s, err = h.Scope(t.Context(), h.Person(regulation.RoleAgent, casecore.OrgID{}))
	require.NoError(t, err)
	require.Empty(t, s.Tags())
}
