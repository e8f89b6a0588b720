package api

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// code is that of a device that is still to be paired.
func (h *house) code(branch queuehall.BranchID) string {
	h.T.Helper()
	id, err := h.halls.AddDevice(context.Background(), queuehall.AddDevice{
		Command: h.Command(casecore.System), Branch: branch, Role: queuehall.Display, Name: uuid.NewString(),
	})
	require.NoError(h.T, err)
	code, _, err := h.halls.NewCode(context.Background(), id)
	require.NoError(h.T, err)
	return code
}

func TestAWholeHallIsPairedFromOneAddressAndCodesAreHardToGuess(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	branches, err := h.halls.Branches(context.Background())
	require.NoError(t, err)
	pair := func(code string) int {
		return h.call("", "POST", "/api/hall/pair", map[string]string{"code": code}).Code
	}
	for range 3 * mostGuesses {
		require.Equal(t, http.StatusOK, pair(h.code(branches[0].ID)), "what succeeds is no guess")
	}
	require.Zero(t, h.guesses)
	for range mostGuesses {
		require.Equal(t, http.StatusNotFound, pair("ABCD2345"))
	}
	require.Equal(t, http.StatusTooManyRequests, pair("ABCD2345"))
	require.Equal(t, http.StatusTooManyRequests, pair(h.code(branches[0].ID)), "who guesses learns nothing more")
}
