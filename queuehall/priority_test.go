package queuehall_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// corrects sets a client's priority right.
func (s *seat) corrects(t queuehall.TicketID, priority string, why queuehall.PriorityReason) (queuehall.Ticket, error) {
	s.h.T.Helper()
	return s.h.CorrectPriority(context.Background(), queuehall.CorrectPriority{
		Command: s.h.Command(s.who), Ticket: t, Priority: priority, Why: why,
	})
}

func TestWhoeverHasNothingToShowWaitsInTheTurnInWhichTheyCame(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	before := h.comes("centre", "residence")
	claims := h.comes("centre", "residence", "veteran")
	after := h.comes("centre", "residence")
	one, two := h.seat("centre", "1"), h.seat("centre", "2")
	v, _ := one.calls()
	require.Equal(t, claims.ID, v.Ticket)
	now, err := one.corrects(claims.ID, "", queuehall.Unproven)
	require.NoError(t, err)
	require.Equal(t, queuehall.Called, now.State, "they are served all the same")
	require.Empty(t, now.Priority)
	require.Greater(t, now.Version, claims.Version, "screens are told of it")
	one.does(h.Start, v)
	_, err = h.Transfer(t.Context(), queuehall.TransferVisit{VisitCommand: one.of(v), Direction: h.direction("centre", "permits")})
	require.NoError(t, err)
	for _, next := range []queuehall.Ticket{before, claims, after} {
		v, _ := two.calls()
		require.Equal(t, next.ID, v.Ticket, "passed on, they are among the others")
		two.does(h.Finish, v)
	}
}

func TestARightThatWasLeftOutAtTheKioskGoesBeforeFromThenOn(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	missed := h.comes("centre", "residence")
	one, two := h.seat("centre", "1"), h.seat("centre", "2")
	_, err := one.corrects(missed.ID, "disability", queuehall.Proven)
	require.NoError(t, err)
	v, _ := two.calls()
	require.Equal(t, missed.ID, v.Ticket)
	_, err = one.corrects(missed.ID, "veteran", queuehall.Proven)
	requireCode(t, casecore.Forbidden, "error.hall_not_yours", err)

	h.Clock.Advance(time.Second)
	_, err = two.corrects(missed.ID, "veteran", queuehall.Mistaken)
	require.NoError(t, err)
	list, err := h.PriorityChanges(t.Context(), missed.ID)
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, []string{"disability", "veteran", ""}, []string{list[0].Was, list[0].Becomes, list[1].Was})
	require.Equal(t, queuehall.Proven, list[1].Why)
	require.NotEmpty(t, list[1].By)
	require.EqualValues(t, 2, h.Number(`SELECT count(*) FROM events WHERE subject_id = $1 AND type = 'hall.priority_corrected'`, missed.ID.UUID()))
	_, err = h.DB.Exec(t.Context(), `DELETE FROM hall_priority_changes`)
	require.ErrorContains(t, err, "only added to")
}

func TestAPriorityIsCorrectedForAReasonThatFitsWhileTheTicketLasts(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	one := h.seat("centre", "1")
	ticket := h.comes("centre", "residence")
	for _, c := range []struct {
		priority string
		why      queuehall.PriorityReason
		code     casecore.Code
		key      string
	}{
		{"", queuehall.Mistaken, casecore.Conflict, "error.hall_priority_same"},
		{"veteran", queuehall.Unproven, casecore.Invalid, "error.hall_priority_why"},
		{"", queuehall.Proven, casecore.Invalid, "error.hall_priority_why"},
		{"veteran", "likes them", casecore.Invalid, "error.hall_priority_why"},
		{"rich", queuehall.Proven, casecore.Invalid, "error.hall_no_priority"},
	} {
		_, err := one.corrects(ticket.ID, c.priority, c.why)
		requireCode(t, c.code, c.key, err)
	}
	v, _ := one.calls()
	one.does(h.Finish, v)
	_, err := one.corrects(ticket.ID, "veteran", queuehall.Proven)
	requireCode(t, casecore.Conflict, "error.hall_ticket_over", err)
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_priority_changes`))
}
