package api

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAHeadRelievesWhoeverSitsInTheirOwnHallAlone(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	v := h.served("zamostia", "1")
	relieve := "/api/hall/counters/" + v.Counter.String() + "/relieve"
	require.Equal(t, http.StatusForbidden, h.call("hall_operator", "POST", relieve, nil).Code)
	require.Equal(t, http.StatusNotFound, h.call("branch_head", "POST", relieve, nil).Code, "of another branch")
	require.Equal(t, http.StatusNoContent, h.call("hall_head", "POST", relieve, nil).Code)
	require.Equal(t, http.StatusConflict, h.call("hall_head", "POST", relieve, nil).Code, "nobody is there any more")
	require.Nil(t, gets[HallMe](h, "hall_operator", "GET", "/api/hall/me", nil).Seat)
}
