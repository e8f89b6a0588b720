package queuehall_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// rings says what becomes of ringing up the holder of a booking.
func (h *hall) rings(who casecore.Actor, b queuehall.Booking, what queuehall.Ringing, seen int) error {
	return h.RingHolder(h.T.Context(), queuehall.RingHolder{
		BookingCommand: queuehall.BookingCommand{Command: h.Command(who), Booking: b.ID}, What: what, Seen: seen,
	})
}

// rung is how that stands, as the list of the booking's day tells it.
func (h *hall) rung(b queuehall.Booking) queuehall.Rung {
	h.T.Helper()
	list, err := h.DayBookings(h.T.Context(), h.branch("centre"), dayOf(b.At.In(h.Hall.Now().Location())))
	require.NoError(h.T, err)
	for _, d := range list {
		if d.ID == b.ID {
			return d.Rung
		}
	}
	h.T.Fatal("it is not in the list")
	return queuehall.Rung{}
}

func TestTwoPeopleDoNotRingTheSameHolder(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	days, head := h.days()
	b := h.books("land", 22*time.Hour, "+380501112233")
	one, two := h.operator("centre"), h.operator("centre")
	requireCode(t, casecore.Conflict, "error.hall_ring_nobody", h.rings(one, b, queuehall.RingingNow, 0))
	day := dayOf(b.At.In(h.Hall.Now().Location()))
	_, err := days.Set(t.Context(), h.closing(head, day, "centre", 1))
	require.NoError(t, err)
	require.Empty(t, h.rung(b).What)

	var both sync.WaitGroup
	said := make([]error, 2)
	cmds := []casecore.Command{h.Command(one), h.Command(two)}
	for i, cmd := range cmds {
		both.Go(func() {
			said[i] = h.RingHolder(t.Context(), queuehall.RingHolder{
				BookingCommand: queuehall.BookingCommand{Command: cmd, Booking: b.ID}, What: queuehall.RingingNow,
			})
		})
	}
	both.Wait()
	late := said[0]
	if late == nil {
		late = said[1]
	}
	requireCode(t, casecore.Conflict, "error.hall_ring_moved", late)
	require.True(t, said[0] == nil || said[1] == nil, "one of them rings")
	rung := h.rung(b)
	require.Equal(t, queuehall.RingingNow, rung.What)
	require.Equal(t, 1, rung.Seq)
	require.NotEmpty(t, rung.By)

	require.NoError(t, h.rings(one, b, queuehall.Unanswered, 1))
	require.NoError(t, h.rings(two, b, queuehall.RingingNow, 2))
	require.NoError(t, h.rings(two, b, queuehall.Reached, 3))
	rung = h.rung(b)
	require.Equal(t, queuehall.Reached, rung.What)
	require.Equal(t, 1, rung.Tries)
	known, err := days.List(t.Context(), []queuehall.BranchID{h.branch("centre")})
	require.NoError(t, err)
	require.Equal(t, 1, known[0].Told, "nobody is left to be rung up")
	require.NoError(t, h.rings(two, b, queuehall.NotRung, 4), "a slip is taken back")
	require.Equal(t, queuehall.NotRung, h.rung(b).What)
	requireCode(t, casecore.Invalid, "error.hall_ring", h.rings(two, b, "perhaps", 5))
}

func TestWhoeverWasToldThatABookingIsOffIsToBeToldThatItStandsAgain(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	days, head := h.days()
	told, untold := h.books("land", 22*time.Hour, "+380501112233"), h.books("business", 22*time.Hour, "+380501112244")
	day := dayOf(told.At.In(h.Hall.Now().Location()))
	_, err := days.Set(t.Context(), h.closing(head, day, "centre", 2))
	require.NoError(t, err)
	require.NoError(t, h.rings(head, told, queuehall.Reached, 0))
	require.NoError(t, h.rings(head, untold, queuehall.Unanswered, 0))
	_, err = days.Remove(t.Context(), queuehall.RemoveDay{
		Command: h.Command(head), Branches: []queuehall.BranchID{h.branch("centre")}, Day: day,
	})
	require.NoError(t, err)
	require.Equal(t, queuehall.Reached, h.rung(told).What)
	require.Empty(t, h.rung(untold).What)
	requireCode(t, casecore.Conflict, "error.hall_ring_nobody", h.rings(head, told, queuehall.Reached, 1))
	require.NoError(t, h.rings(head, told, queuehall.NotRung, 1))
	require.Empty(t, h.rung(told).What)
}
