package queuehall_test

import (
	"testing"
	"time"

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
