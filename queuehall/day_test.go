package queuehall_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// The day is the branch's own: whoever still waits at its midnight has given up.
func TestNobodyWaitsOvernight(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	waiting := h.comes("centre", "residence")
	h.comes("centre", "residence")
	h.comes("centre", "residence")
	v, _ := s.calls() // the first
	parked := s.does(h.Park, v)
	served, _ := s.calls()
	n, err := h.EndDays(t.Context())
	require.NoError(t, err)
	require.Zero(t, n, "it is their day still")

	h.Clock.Advance(24 * time.Hour)
	n, err = h.EndDays(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n)
	first, err := h.Ticket(t.Context(), parked.Ticket)
	require.NoError(t, err)
	require.Equal(t, queuehall.Left, first.State)
	require.Equal(t, queuehall.Left, h.state(waiting), "the same")
	s.does(h.Finish, served)
	_, err = h.CallNext(t.Context(), s.at())
	requireCode(t, casecore.NotFound, "error.hall_nobody_waits", err)
	n, err = h.EndDays(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
}
