package queuehall_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

func TestACounterCallsWhoseTurnItIsInItsDirections(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	permits, land := h.comes("centre", "permits"), h.comes("centre", "land")
	h.comes("zamostia", "land")
	s := h.seat("centre", "3")
	v, code := s.calls()
	require.Equal(t, permits.Code(), code)
	s.does(h.Finish, v)
	v, code = s.calls()
	require.Equal(t, land.Code(), code)
	s.does(h.Finish, v)
	_, err := h.CallNext(t.Context(), s.at())
	requireCode(t, casecore.NotFound, "error.hall_nobody_waits", err)
}

func TestARankedCounterTakesItsFirstDirectionBeforeTheOthers(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "social")
	advice := h.comes("centre", "advice")
	_, code := h.seat("centre", "6").calls()
	require.Equal(t, advice.Code(), code)
}

func TestACounterHasOneOperatorAndAnOperatorOneCounter(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	other := &seat{h, h.operator("centre"), s.counter}
	requireCode(t, casecore.Conflict, "error.hall_counter_taken", h.SignOn(t.Context(), other.at()))
	elsewhere := &seat{h, s.who, h.counter("centre", "2")}
	requireCode(t, casecore.Conflict, "error.hall_signed_on", h.SignOn(t.Context(), elsewhere.at()))
	stranger := &seat{h, h.operator("zamostia"), h.counter("centre", "2")}
	requireCode(t, casecore.Forbidden, "error.hall_not_operator", h.SignOn(t.Context(), stranger.at()))
	require.NoError(t, h.SignOff(t.Context(), s.at()))
	require.NoError(t, h.SignOn(t.Context(), other.at()))
	_, err := h.CallNext(t.Context(), s.at())
	requireCode(t, casecore.Forbidden, "error.hall_not_signed_on", err)
}

func TestAnOperatorHasOneClientAtATimeAndDoesNotLeaveThem(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	h.comes("centre", "residence")
	s := h.seat("centre", "1")
	v, _ := s.calls()
	_, err := h.CallNext(t.Context(), s.at())
	requireCode(t, casecore.Conflict, "error.hall_counter_busy", err)
	requireCode(t, casecore.Conflict, "error.hall_counter_busy", h.SignOff(t.Context(), s.at()))
	s.does(h.NoShow, v)
	require.NoError(t, h.SignOff(t.Context(), s.at()))
}

func TestAVisitIsItsOperators(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	s, other := h.seat("centre", "1"), h.seat("centre", "2")
	v, _ := s.calls()
	_, err := h.Finish(t.Context(), other.of(v))
	requireCode(t, casecore.Forbidden, "error.hall_not_yours", err)
}

// VN-2.4, VN-2.7: the pad's nonce lives as long as the visit, and a recall leaves it as it is.
func TestARecallKeepsTheNonceAndTheNextClientHasAnother(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	h.comes("centre", "residence")
	s := h.seat("centre", "1")
	v, _ := s.calls()
	again := s.does(h.Recall, v)
	require.Equal(t, v.Nonce, again.Nonce)
	require.Equal(t, 1, again.Recalls)
	s.does(h.Start, v)
	s.does(h.Finish, v)
	next, _ := s.calls()
	require.NotEqual(t, v.Nonce, next.Nonce)
}

func TestWhoWasParkedComesBackToTheSameCounter(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	first := h.comes("centre", "residence")
	second := h.comes("centre", "residence")
	s, other := h.seat("centre", "1"), h.seat("centre", "2")
	v, _ := s.calls()
	s.does(h.Start, v)
	s.does(h.Park, v)
	require.Equal(t, queuehall.Parked, h.state(first))
	w, code := s.calls()
	require.Equal(t, second.Code(), code)
	s.does(h.Finish, w)
	_, err := h.CallTicket(t.Context(), queuehall.CallTicket{Command: h.Command(other.who), Counter: other.counter, Ticket: first.ID})
	requireCode(t, casecore.Conflict, "error.hall_ticket_taken", err)
	_, err = h.CallTicket(t.Context(), queuehall.CallTicket{Command: h.Command(s.who), Counter: s.counter, Ticket: first.ID})
	require.NoError(t, err)
	require.Equal(t, queuehall.Called, h.state(first))
}

// VN-2.2: each operator of a visit has a part of it.
func TestWhoIsPassedOnKeepsTheirTurn(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	early := h.comes("centre", "residence")
	h.comes("centre", "land")
	s, land := h.seat("centre", "1"), h.seat("centre", "4")
	v, _ := s.calls()
	out, err := h.Transfer(t.Context(), queuehall.TransferVisit{VisitCommand: s.of(v), Direction: h.direction("centre", "land")})
	require.NoError(t, err)
	require.Equal(t, queuehall.StepPassed, out.Step)
	w, code := land.calls()
	require.Equal(t, early.Code(), code)
	require.NotEqual(t, v.ID, w.ID)
	require.NotEqual(t, v.Nonce, w.Nonce)

	one, err := h.Transfer(t.Context(), queuehall.TransferVisit{VisitCommand: land.of(w), Counter: s.counter})
	require.NoError(t, err)
	require.Equal(t, queuehall.StepPassed, one.Step)
	_, code = s.calls()
	require.Equal(t, early.Code(), code, "at that counter, though it does not serve the direction")
	_, err = h.Transfer(t.Context(), queuehall.TransferVisit{VisitCommand: s.of(w)})
	require.Error(t, err)
}

func TestAMisClickIsTakenBack(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	ticket := h.comes("centre", "residence")
	h.comes("centre", "residence")
	s := h.seat("centre", "1")

	v, _ := s.calls()
	s.does(h.Undo, v)
	require.Equal(t, queuehall.Waiting, h.state(ticket))
	v, code := s.calls()
	require.Equal(t, ticket.Code(), code, "the client has their turn again")

	s.does(h.NoShow, v)
	back := s.does(h.Undo, v)
	require.Equal(t, queuehall.StepCalled, back.Step)
	require.Equal(t, v.Nonce, back.Nonce)
	s.does(h.Start, v)
	s.does(h.Finish, v)
	require.Equal(t, queuehall.StepServing, s.does(h.Undo, v).Step)
	require.Equal(t, queuehall.Serving, h.state(ticket))
	_, err := h.Undo(t.Context(), s.of(v))
	requireCode(t, casecore.Conflict, "error.hall_too_late", err)

	s.does(h.Finish, v)
	h.Clock.Advance(9 * time.Second)
	_, err = h.Undo(t.Context(), s.of(v))
	requireCode(t, casecore.Conflict, "error.hall_too_late", err)
}

func TestAFinishIsNotTakenBackOnceTheNextIsCalled(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	h.comes("centre", "residence")
	s := h.seat("centre", "1")
	v, _ := s.calls()
	s.does(h.Finish, v)
	s.calls()
	_, err := h.Undo(t.Context(), s.of(v))
	requireCode(t, casecore.Conflict, "error.hall_counter_busy", err)
}

func TestATransferIsTakenBackUnlessSomebodyHasThem(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	s, land := h.seat("centre", "1"), h.seat("centre", "4")
	pass := func(v queuehall.Visit) {
		_, err := h.Transfer(t.Context(), queuehall.TransferVisit{VisitCommand: s.of(v), Direction: h.direction("centre", "land")})
		require.NoError(t, err)
	}
	v, _ := s.calls()
	pass(v)
	s.does(h.Undo, v)
	pass(v)
	land.calls()
	_, err := h.Undo(t.Context(), s.of(v))
	requireCode(t, casecore.Conflict, "error.hall_too_late", err)
}

func TestARepeatedCallIsTheSameVisit(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	h.comes("centre", "residence")
	s := h.seat("centre", "1")
	cmd := s.at()
	one, err := h.CallNext(t.Context(), cmd)
	require.NoError(t, err)
	two, err := h.CallNext(t.Context(), cmd)
	require.NoError(t, err)
	require.Equal(t, one, two)
}

// Whoever has left a counter has no client there any more: a step taken back would leave them with one here and another elsewhere.
func TestNothingIsTakenBackAtACounterThatWasLeft(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	s := h.seat("centre", "1")
	v, _ := s.calls()
	s.does(h.Finish, v)
	require.NoError(t, h.SignOff(t.Context(), s.at()))
	_, err := h.Undo(t.Context(), s.of(v))
	requireCode(t, casecore.Forbidden, "error.hall_not_signed_on", err)
}

func TestAClientPassedToOneCounterStaysItsOwnWhenACallIsTakenBack(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	from, to := h.seat("centre", "1"), h.seat("centre", "2")
	v, _ := from.calls()
	_, err := h.Transfer(t.Context(), queuehall.TransferVisit{VisitCommand: from.of(v), Counter: to.counter})
	require.NoError(t, err)
	again, _ := to.calls()
	to.does(h.Undo, to.does(h.Recall, again))
	_, err = h.CallNext(t.Context(), from.at())
	requireCode(t, casecore.NotFound, "error.hall_nobody_waits", err)
	to.calls()
}

func TestACounterThatHasAClientIsToldSoWhoeverWaits(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	s := h.seat("centre", "1")
	s.calls()
	_, err := h.CallNext(t.Context(), s.at())
	requireCode(t, casecore.Conflict, "error.hall_counter_busy", err)
}
