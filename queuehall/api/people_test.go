package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// listed is who somebody sees of those who work in the halls, by role.
func (h *results) listed(who string) map[string]WorkerView {
	h.T.Helper()
	list := map[string]WorkerView{}
	for _, w := range gets[HallPeople](h, who, "GET", "/api/hall/people", nil).People {
		for role, a := range h.people {
			if a.Staff == w.ID {
				list[role] = w
			}
		}
	}
	return list
}

// VN-0.2, VN-4.7
func TestAParticipantsHeadSeesWhoOfTheirOwnPeopleSignedTheRulesAndSignsThem(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	h.served("centre", "1") // by an operator of theirs
	require.Contains(t, h.listed("branch_head"), "hall_operator")
	require.Contains(t, h.listed("branch_head"), "branch_head")

	seen := h.listed("participant_head")
	require.Len(t, seen, 2, "their own people, and themselves")
	require.Nil(t, seen["hall_operator"].SignedAt)
	require.Len(t, seen["hall_operator"].Posts, 1)
	for _, who := range []string{"hall_operator", "participant_head"} {
		require.NotEmpty(t, gets[RulesSheet](h, who, "GET", "/api/hall/rules", nil).Items)
		require.NotNil(t, gets[RulesSheet](h, who, "POST", "/api/hall/rules/sign", nil).SignedAt)
		require.NotNil(t, h.listed("participant_head")[who].SignedAt)
	}

	h.Exec(`UPDATE hall_operators SET participant_id = (SELECT id FROM hall_participants WHERE code = 'registrars')`)
	require.NotContains(t, h.listed("participant_head"), "hall_operator")
	require.Contains(t, h.listed("hall_head"), "hall_operator")
	for _, who := range []string{"hall_operator", "director", "agent"} {
		require.Equal(t, http.StatusForbidden, h.call(who, "GET", "/api/hall/people", nil).Code, who)
	}
	require.Equal(t, http.StatusForbidden, h.call("director", "POST", "/api/hall/rules/sign", nil).Code)
	require.Equal(t, http.StatusForbidden, h.call("participant_head", "POST", "/api/hall/posts", map[string]any{
		"kind": "operator", "staff": h.people["hall_operator"].Staff, "off": true,
	}).Code)
}
