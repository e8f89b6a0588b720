package queuehall_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
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
	n, err = h.EndDays(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)

	forgotten, err := h.Visit(t.Context(), served.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.StepAbsent, forgotten.Step, "who was called and forgotten")
	require.NoError(t, h.SignOn(t.Context(), h.seatless("centre", "1").at()), "the counter is free in the morning")
}

// A hall that never closes has no hour at which services of its new day have ended: nothing ends before it has.
func TestAServiceAfterMidnightEndsWithItsOperatorsDay(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.Exec(`UPDATE hall_branches SET hours = (SELECT jsonb_object_agg(day, '["00:00", "24:00"]'::jsonb)
		FROM unnest('{mon,tue,wed,thu,fri,sat,sun}'::text[]) day)`)
	s := h.seat("centre", "1")
	now := h.Clock.Now().In(casetest.Kyiv())
	h.Clock.Set(time.Date(now.Year(), now.Month(), now.Day()+1, 0, 2, 0, 0, now.Location()))
	h.comes("centre", "residence")
	v, _ := s.calls()
	v = s.does(h.Start, v)
	h.Clock.Advance(3 * time.Minute)
	_, err := h.EndDays(t.Context())
	require.NoError(t, err)
	v, err = h.Visit(t.Context(), v.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.StepServed, v.Step)
	require.True(t, h.Clock.Now().Equal(v.Ended), v.Ended)
}

// Whom an operator forgot to end was served until the hall closed: no service lasts overnight.
func TestAForgottenServiceEndsWhenTheHallCloses(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	h.comes("centre", "residence")
	v, _ := s.calls()
	v = s.does(h.Start, v)
	closing := time.Date(v.Called.Year(), v.Called.Month(), v.Called.Day(), 17, 0, 0, 0, casetest.Kyiv())
	h.Clock.Set(closing.Add(7 * time.Hour).Add(-time.Second))
	_, err := h.EndDays(t.Context())
	require.NoError(t, err)
	require.Equal(t, queuehall.StepServing, s.has().Step, "the day lasts until midnight")
	h.Clock.Advance(time.Second)
	_, err = h.EndDays(t.Context())
	require.NoError(t, err)
	v, err = h.Visit(t.Context(), v.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.StepServed, v.Step)
	require.True(t, closing.Equal(v.Ended), v.Ended)
	h.free(s.counter)
	_, err = h.Undo(t.Context(), s.of(v))
	requireCode(t, casecore.Forbidden, "error.hall_not_signed_on", err)

	// A day apart closes when it says.
	next := h.Clock.Now().In(casetest.Kyiv())
	h.Exec(`INSERT INTO hall_days (branch_id, day, opens, closes, reason, made_by, made_at)
		SELECT id, $1, '08:00', '12:00', '{"uk": "скорочений день"}', $2, $3 FROM hall_branches WHERE code = 'centre'`, next.Format(time.DateOnly),
		s.who.Staff.UUID(), next)
	h.Clock.Set(time.Date(next.Year(), next.Month(), next.Day(), 9, 0, 0, 0, next.Location()))
	require.NoError(t, h.SignOn(t.Context(), s.at()))
	h.comes("centre", "residence")
	short, _ := s.calls()
	s.does(h.Start, short)
	h.Clock.Advance(24 * time.Hour)
	_, err = h.EndDays(t.Context())
	require.NoError(t, err)
	short, err = h.Visit(t.Context(), short.ID)
	require.NoError(t, err)
	require.Equal(t, 12, short.Ended.In(casetest.Kyiv()).Hour())
}
