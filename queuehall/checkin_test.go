package queuehall_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// The turn of whoever booked is the time that they booked, of whoever walked in the moment at which they came.
func TestBookedAndWalkInHaveOneOrder(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "5")
	b := h.books("business", time.Hour, phone)
	h.Clock.Set(b.At.Add(-5 * time.Minute))
	before := h.comes("centre", "business")
	early, err := h.checksIn(b, queuehall.FromDesk)
	require.NoError(t, err)
	require.Equal(t, b.At, early.Booked)
	require.Equal(t, b.At, early.Turn)
	h.Clock.Set(b.At.Add(time.Minute))
	after := h.comes("centre", "business")
	for _, want := range []string{before.Code(), early.Code(), after.Code()} {
		v, code := s.calls()
		require.Equal(t, want, code)
		s.does(h.Finish, v)
	}
}

func TestWhoeverIsEarlyIsCalledAtOnceWhenNobodyElseWaits(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "5")
	b := h.books("business", 2*time.Hour, phone)
	early, err := h.checksIn(b, queuehall.FromDesk)
	require.NoError(t, err)
	require.GreaterOrEqual(t, early.Wait.Most, 2*time.Hour, "but is told that it may be the time that they booked")
	require.Zero(t, early.Wait.Least)
	_, code := s.calls()
	require.Equal(t, early.Code(), code)
}

func TestWhoeverIsLateHasTheTurnOfWhenTheyCome(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	b := h.books("business", time.Hour, phone)
	h.Clock.Set(b.At.Add(15 * time.Minute))
	again := h.books("land", time.Hour, phone)
	in, err := h.checksIn(b, queuehall.FromKiosk)
	require.NoError(t, err)
	require.Equal(t, b.At, in.Turn, "a quarter of an hour is forgiven")
	h.Clock.Set(again.At.Add(16 * time.Minute))
	late, err := h.checksIn(again, queuehall.FromKiosk)
	require.NoError(t, err)
	require.Equal(t, h.Clock.Now().UTC(), late.Turn.UTC())
	require.Equal(t, again.At, late.Booked)
}

func TestABookingIsFoundByItsCodeOnItsDayInItsBranch(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	b := h.books("business", time.Hour, phone)
	opens := func(id queuehall.BookingID) bool { return id == b.ID }
	found, err := h.FindBooking(t.Context(), b.Branch, opens)
	require.NoError(t, err)
	require.Equal(t, b, found)
	elsewhere := queuehall.BranchID(h.id(`SELECT id FROM hall_branches WHERE code = 'zamostia'`))
	_, err = h.FindBooking(t.Context(), elsewhere, opens)
	requireCode(t, casecore.NotFound, "error.hall_no_booking_code", err)
	h.Clock.Advance(24 * time.Hour)
	_, err = h.FindBooking(t.Context(), b.Branch, opens)
	requireCode(t, casecore.NotFound, "error.hall_no_booking_code", err)
	_, err = h.checksIn(b, queuehall.FromDesk)
	requireCode(t, casecore.Refused, "error.hall_booking_day", err)
}

func TestWhoeverChecksInAgainHasTheSameTicketUntilItWasCalled(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "5")
	b := h.books("business", time.Hour, phone)
	drawn, err := h.checksIn(b, queuehall.FromKiosk)
	require.NoError(t, err)
	require.Equal(t, queuehall.Drawn, drawn.State, "a kiosk's ticket waits once it is in the client's hand")
	same, err := h.checksIn(b, queuehall.FromKiosk)
	require.NoError(t, err)
	require.Equal(t, drawn, same)
	desk, err := h.checksIn(b, queuehall.FromDesk)
	require.NoError(t, err)
	require.Equal(t, drawn.ID, desk.ID)
	require.Equal(t, queuehall.Waiting, desk.State, "the desk's is in their hand")

	_, err = h.Leave(t.Context(), queuehall.TicketCommand{Command: h.Command(casecore.Citizen), Ticket: desk.ID})
	require.NoError(t, err)
	fresh, err := h.checksIn(b, queuehall.FromDesk)
	require.NoError(t, err)
	require.NotEqual(t, desk.ID, fresh.ID, "one that was given up is drawn anew")

	v, _ := s.calls()
	s.does(h.NoShow, v)
	_, err = h.checksIn(b, queuehall.FromDesk)
	requireCode(t, casecore.Conflict, "error.hall_booking_used", err)
}

func TestFromOutsideNobodyIsThereLongBeforeTheirTime(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	b := h.books("business", time.Hour, phone)
	h.Clock.Set(b.At.Add(-11 * time.Minute))
	_, err := h.checksIn(b, queuehall.FromWeb)
	requireCode(t, casecore.Refused, "error.hall_too_early", err)
	h.Clock.Set(b.At.Add(-10 * time.Minute))
	_, err = h.checksIn(b, queuehall.FromWeb)
	require.NoError(t, err)
}

func TestWhoeverBookedIsServedOutOfTurnByLawAsAnybodyElse(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	b := h.books("business", time.Hour, phone)
	ticket, err := h.CheckIn(t.Context(), queuehall.CheckIn{
		BookingCommand: queuehall.BookingCommand{Command: h.Command(casecore.Citizen), Booking: b.ID}, Source: queuehall.FromKiosk, Priority: "veteran",
	})
	require.NoError(t, err)
	require.Equal(t, queuehall.OutOfTurn, ticket.Lane)
}

func TestACancelledBookingLetsNobodyIn(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	b := h.books("business", time.Hour, phone)
	_, err := h.CancelBooking(t.Context(), queuehall.BookingCommand{Command: h.Command(casecore.Citizen), Booking: b.ID})
	require.NoError(t, err)
	_, err = h.checksIn(b, queuehall.FromDesk)
	requireCode(t, casecore.Conflict, "error.hall_booking_over", err)
}
