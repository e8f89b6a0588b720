package queuehall_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// slots are the times of a direction, of which there are some.
func (h *hall) slots(branch, direction string) []queuehall.Slot {
	h.T.Helper()
	list, err := h.Slots(h.T.Context(), h.direction(branch, direction))
	require.NoError(h.T, err)
	require.NotEmpty(h.T, list)
	return list
}

func (h *hall) visitAt(branch, direction string, at time.Time, phone string) queuehall.BookVisit {
	h.T.Helper()
	return queuehall.BookVisit{
		Command: h.Command(casecore.Citizen), Direction: h.direction(branch, direction), At: at, Phone: casecore.Phone(phone), Lang: "uk",
		Source: queuehall.FromWeb,
	}
}

// books takes the first free time that is that far ahead at least.
func (h *hall) books(direction string, ahead time.Duration, phone string) queuehall.Booking {
	h.T.Helper()
	for _, s := range h.slots("centre", direction) {
		if s.Free > 0 && s.At.Sub(h.Clock.Now()) >= ahead {
			b, err := h.Book(h.T.Context(), h.visitAt("centre", direction, s.At, phone))
			require.NoError(h.T, err)
			return b
		}
	}
	h.T.Fatal("no time is free")
	return queuehall.Booking{}
}

func (h *hall) checksIn(b queuehall.Booking, from queuehall.Source) (queuehall.Ticket, error) {
	return h.CheckIn(h.T.Context(), queuehall.CheckIn{
		BookingCommand: queuehall.BookingCommand{Command: h.Command(casecore.Citizen), Booking: b.ID}, Source: from,
	})
}

const phone = "+380501112233"

func TestTimesAreOfferedForTheDaysAheadAndOutOfTheNotice(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	list := h.slots("centre", "residence")
	now := h.Clock.Now()
	require.GreaterOrEqual(t, list[0].At.Sub(now), 30*time.Minute)
	require.Less(t, list[len(list)-1].At.Sub(now), 14*24*time.Hour)
	require.True(t, slices.IsSortedFunc(list, func(a, b queuehall.Slot) int { return a.At.Compare(b.At) }))
	for _, s := range list {
		require.NotEqual(t, time.Sunday, s.At.Weekday(), "the hall is closed")
		require.Equal(t, 1, s.Free)
	}
	h.Exec(`UPDATE hall_directions SET active = false WHERE code = 'residence'`)
	_, err := h.Slots(t.Context(), h.direction("centre", "residence"))
	requireCode(t, casecore.Refused, "error.hall_not_booked_here", err)
}

func TestATimeIsBookedOnceAndGivenBackWhenItIsCancelled(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	at := h.slots("centre", "land")[3].At
	cmd := h.visitAt("centre", "land", at, phone)
	b, err := h.Book(t.Context(), cmd)
	require.NoError(t, err)
	require.Equal(t, queuehall.Booked, b.State)
	again, err := h.Book(t.Context(), cmd)
	require.NoError(t, err)
	require.Equal(t, b, again, "sent twice is booked once")

	_, err = h.Book(t.Context(), h.visitAt("centre", "land", at, "+380501112244"))
	requireCode(t, casecore.Conflict, "error.hall_slot_taken", err)
	_, err = h.Book(t.Context(), h.visitAt("centre", "land", h.slots("centre", "land")[5].At, phone))
	requireCode(t, casecore.Conflict, "error.hall_booked_already", err)

	_, err = h.CancelBooking(t.Context(), queuehall.BookingCommand{Command: h.Command(casecore.Citizen), Booking: b.ID})
	require.NoError(t, err)
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_bookings WHERE phone <> ''`), "a number is kept no longer than it is needed")
	_, err = h.CancelBooking(t.Context(), queuehall.BookingCommand{Command: h.Command(casecore.Citizen), Booking: b.ID})
	requireCode(t, casecore.Conflict, "error.hall_booking_over", err)
	_, err = h.Book(t.Context(), h.visitAt("centre", "land", at, phone))
	require.NoError(t, err, "the time is free again")
}

func TestATimeThatIsNotOfferedIsRefused(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	list := h.slots("centre", "land")
	for why, at := range map[string]time.Time{
		"between two times": list[2].At.Add(time.Minute),
		"in the past":       h.Clock.Now().Add(-time.Hour),
		"too far ahead":     list[len(list)-1].At.Add(24 * 7 * time.Hour),
		"at night":          list[2].At.Add(12 * time.Hour),
	} {
		_, err := h.Book(t.Context(), h.visitAt("centre", "land", at, phone))
		requireCode(t, casecore.Refused, "error.hall_no_slot", err)
		require.Zero(t, h.Number(`SELECT count(*) FROM hall_bookings`), why)
	}
}

// Forty people want the same three times at once.
func TestHoweverManyBookAtOnceATimeHasNoMorePeopleThanSeats(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.Exec(`UPDATE hall_directions SET seconds = 60 WHERE code = 'advice'`) // several seats for each time
	list := h.slots("centre", "advice")[:3]
	seats := 0
	for _, s := range list {
		seats += s.Free
	}
	require.Greater(t, list[0].Free, 1)
	cmds := make([]queuehall.BookVisit, 40)
	for i := range cmds {
		cmds[i] = h.visitAt("centre", "advice", list[i%len(list)].At, fmt.Sprintf("+3805011100%02d", i))
	}
	var got atomic.Int64
	var work sync.WaitGroup
	for _, cmd := range cmds {
		work.Go(func() {
			_, err := h.Book(t.Context(), cmd)
			switch {
			case err == nil:
				got.Add(1)
			case casecore.CodeOf(err) != casecore.Conflict:
				t.Error(err)
			}
		})
	}
	work.Wait()
	require.EqualValues(t, seats, got.Load(), "no seat is empty that somebody asked for")
	for _, s := range h.slots("centre", "advice")[:3] {
		require.Zero(t, s.Free)
	}
}

func TestOneNumberBooksOneVisitOfADirectionHoweverOftenItTriesAtOnce(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	list := h.slots("centre", "land")
	var got atomic.Int64
	var work sync.WaitGroup
	for i := range 8 {
		cmd := h.visitAt("centre", "land", list[i].At, phone)
		work.Go(func() {
			if _, err := h.Book(t.Context(), cmd); err == nil {
				got.Add(1)
			} else if casecore.CodeOf(err) != casecore.Conflict {
				t.Error(err)
			}
		})
	}
	work.Wait()
	require.EqualValues(t, 1, got.Load())
}

func TestABookingThatBeganInAChatIsToldToItFromTheStart(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cmd := h.visitAt("centre", "land", h.slots("centre", "land")[0].At, "+380501112233")
	cmd.Chat, cmd.Lang, cmd.Source = "42", "pl", queuehall.FromBot
	for range 2 { // sent twice
		b, err := h.Book(t.Context(), cmd)
		require.NoError(t, err)
		watched, err := h.Watched(t.Context(), b.ID)
		require.NoError(t, err)
		require.True(t, watched)
	}
	list := h.tells()
	require.Len(t, list, 1)
	require.Equal(t, "hall.booked", list[0].Template)
	require.Equal(t, "42", list[0].Address)
	require.Equal(t, "pl", list[0].Args.Lang)
	taken := h.visitAt("centre", "land", cmd.At, "+380501112233")
	taken.Chat = "43"
	_, err := h.Book(t.Context(), taken)
	require.Error(t, err)
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_booking_watches`), "what was not booked nobody follows")
	b := h.books("business", 22*time.Hour, "+380501112244")
	watched, err := h.Watched(t.Context(), b.ID)
	require.NoError(t, err)
	require.False(t, watched)
}
