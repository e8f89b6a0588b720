package queuehall_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/regulation"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// days are the halls' days, and somebody who keeps them.
func (h *hall) days() (*queuehall.Days, casecore.Actor) {
	return queuehall.NewDays(h.Hall, adminlog.New(h.DB, h.Store, h.Clock.Now)), h.Person(regulation.RoleHallHead, casecore.OrgID{})
}

func (h *hall) branch(code string) queuehall.BranchID {
	h.T.Helper()
	return queuehall.BranchID(h.id(`SELECT id FROM hall_branches WHERE code = $1`, code))
}

func dayOf(at time.Time) string { return at.Format(time.DateOnly) }

func (h *hall) closing(by casecore.Actor, day, branch string, bookings int) queuehall.SetDay {
	h.T.Helper()
	return queuehall.SetDay{
		Command: h.Command(by), Branches: []queuehall.BranchID{h.branch(branch)}, Day: day, Reason: profile.Text{"uk": "Вихідний"}, Bookings: bookings,
	}
}

func (h *hall) tomorrow() string { return dayOf(h.Hall.Now().AddDate(0, 0, 1)) }

func TestOnADayThatIsClosedNothingIsBookedAndNoTicketIsDrawn(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	days, head := h.days()
	day := h.tomorrow()
	before := h.slots("centre", "land")
	_, err := days.Set(t.Context(), h.closing(head, day, "centre", 0))
	require.NoError(t, err)
	for _, s := range h.slots("centre", "land") {
		require.NotEqual(t, day, dayOf(s.At.In(h.Hall.Now().Location())))
	}
	require.Len(t, h.slots("vyshenka", "land"), len(h.slots("zamostia", "land")), "other branches open as ever")
	for _, s := range before {
		if dayOf(s.At.In(h.Hall.Now().Location())) == day {
			_, err := h.Book(t.Context(), h.visitAt("centre", "land", s.At, phone))
			requireCode(t, casecore.Refused, "error.hall_no_slot", err)
			break
		}
	}
	h.Clock.Advance(24 * time.Hour)
	_, err = h.Issue(t.Context(), queuehall.IssueTicket{
		Command: h.Command(casecore.Citizen), Direction: h.direction("centre", "land"), Source: queuehall.FromKiosk, Lang: "uk",
	})
	requireCode(t, casecore.Refused, "error.hall_closed", err)

	_, err = days.Remove(t.Context(), queuehall.RemoveDay{Command: h.Command(head), Branches: []queuehall.BranchID{h.branch("centre")}, Day: day})
	require.NoError(t, err)
	h.comes("centre", "land")
	_, err = days.Remove(t.Context(), queuehall.RemoveDay{Command: h.Command(head), Branches: []queuehall.BranchID{h.branch("centre")}, Day: day})
	requireCode(t, casecore.NotFound, "error.hall_no_day", err)
	require.EqualValues(t, 2, h.Number(`SELECT count(*) FROM admin_log WHERE subject = 'hall_day' AND subject_id = $1`, day))
}

// What stands on a day that becomes closed is never lost silently.
func TestBookingsOfADayThatIsClosedAreCalledOffAndTheirHoldersTold(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	days, head := h.days()
	told := h.books("land", 22*time.Hour, phone)
	untold := h.books("business", 22*time.Hour, "+380501112244")
	later := h.books("residence", 72*time.Hour, "+380501112255")
	day := dayOf(told.At.In(h.Hall.Now().Location()))
	require.Equal(t, day, dayOf(untold.At.In(h.Hall.Now().Location())))
	_, err := h.WatchBooking(t.Context(), told.ID, "42", "pl")
	require.NoError(t, err)

	sum, err := days.InTheWay(t.Context(), h.closing(head, day, "centre", 0))
	require.NoError(t, err)
	require.Equal(t, queuehall.Touched{Off: 2, Told: 1}, sum)
	_, err = days.Set(t.Context(), h.closing(head, day, "centre", 1))
	requireCode(t, casecore.Conflict, "error.hall_day_bookings", err)
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_days`), "who closes has seen how many there are")

	cmd := h.closing(head, day, "centre", 2)
	for range 2 { // sent twice
		sum, err = days.Set(t.Context(), cmd)
		require.NoError(t, err)
		require.Equal(t, 2, sum.Off)
	}
	b, err := h.Booking(t.Context(), untold.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.Cancelled, b.State)
	require.Equal(t, queuehall.ByHall, b.EndedBy)
	require.Equal(t, "Вихідний", b.Reason.In("en"), "Ukrainian where nothing else was written")
	b, err = h.Booking(t.Context(), later.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.Booked, b.State, "of another day")
	list := h.tells()
	require.Len(t, list, 1)
	require.Equal(t, "hall.booking_off", list[0].Template)
	require.Equal(t, "42", list[0].Address)
	require.Equal(t, "pl", list[0].Args.Lang)
	known, err := days.List(t.Context(), []queuehall.BranchID{h.branch("centre")})
	require.NoError(t, err)
	require.Len(t, known, 1)
	require.Equal(t, 2, known[0].Off)
	require.Equal(t, 1, known[0].Told)
	all, err := h.DayBookings(t.Context(), h.branch("centre"), day)
	require.NoError(t, err)
	require.Len(t, all, 2)
	for _, d := range all {
		require.NotEmpty(t, d.Phone, "whoever left no chat can be rung up")
	}
}

func TestWhatADayCalledOffStandsAgainWhenTheDayIsTakenBack(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	days, head := h.days()
	stands, elsewhere := h.books("land", 22*time.Hour, phone), h.books("business", 22*time.Hour, "+380501112244")
	day := dayOf(stands.At.In(h.Hall.Now().Location()))
	_, err := h.WatchBooking(t.Context(), stands.ID, "42", "uk")
	require.NoError(t, err)
	_, err = days.Set(t.Context(), h.closing(head, day, "centre", 2))
	require.NoError(t, err)
	h.books("business", 46*time.Hour, "+380501112244") // another day instead

	// Open for a part of the day only: still outside.
	short := h.closing(head, day, "centre", 0)
	short.Opens, short.Closes = "06:00", "07:00"
	sum, err := days.Set(t.Context(), short)
	require.NoError(t, err)
	require.Zero(t, sum)

	sum, err = days.Remove(t.Context(), queuehall.RemoveDay{Command: h.Command(head), Branches: []queuehall.BranchID{h.branch("centre")}, Day: day})
	require.NoError(t, err)
	require.Equal(t, queuehall.Touched{Back: 1, Told: 1}, sum)
	b, err := h.Booking(t.Context(), stands.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.Booked, b.State)
	require.Empty(t, b.EndedBy)
	b, err = h.Booking(t.Context(), elsewhere.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.Cancelled, b.State, "its holder has another")
	list := h.tells()
	require.Equal(t, "hall.booking_back", list[len(list)-1].Template)
}

// Whose seat was given on when the day was taken back lost it, and the day can be taken back once more.
func TestOfTwoCalledOffFromOneSeatTheLaterHasIt(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	days, head := h.days()
	branch := []queuehall.BranchID{h.branch("centre")}
	first := h.books("land", 22*time.Hour, phone)
	day := dayOf(first.At.In(h.Hall.Now().Location()))
	turn := func(bookings int) {
		t.Helper()
		_, err := days.Set(t.Context(), h.closing(head, day, "centre", bookings))
		require.NoError(t, err)
	}
	takenBack := func() queuehall.Touched {
		t.Helper()
		sum, err := days.Remove(t.Context(), queuehall.RemoveDay{Command: h.Command(head), Branches: branch, Day: day})
		require.NoError(t, err)
		return sum
	}
	turn(1)
	other := h.books("land", 46*time.Hour, phone)
	require.Zero(t, takenBack(), "its holder has another")
	h.Clock.Advance(time.Minute)
	second := h.books("land", 21*time.Hour, "+380501112244")
	require.Equal(t, first.At, second.At)
	_, err := h.CancelBooking(t.Context(), queuehall.BookingCommand{Command: h.Command(casecore.Citizen), Booking: other.ID})
	require.NoError(t, err)
	turn(1)
	sum, err := days.InTheWay(t.Context(), queuehall.SetDay{Branches: branch, Day: day, Opens: "00:00", Closes: "24:00"})
	require.NoError(t, err)
	require.Equal(t, 1, sum.Back, "as it is foretold")
	require.Equal(t, queuehall.Touched{Back: 1}, takenBack())
	b, err := h.Booking(t.Context(), second.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.Booked, b.State)
}

func TestOtherHoursCallOffOnlyWhatLiesOutside(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	days, head := h.days()
	zone := h.Hall.Now().Location()
	day := h.tomorrow()
	var of []queuehall.Slot
	for _, s := range h.slots("centre", "business") {
		if dayOf(s.At.In(zone)) == day {
			of = append(of, s)
		}
	}
	first, err := h.Book(t.Context(), h.visitAt("centre", "business", of[0].At, phone))
	require.NoError(t, err)
	last, err := h.Book(t.Context(), h.visitAt("centre", "business", of[len(of)-1].At, "+380501112244"))
	require.NoError(t, err)
	cmd := h.closing(head, day, "centre", 1)
	cmd.Opens, cmd.Closes = "08:00", "12:00"
	_, err = days.Set(t.Context(), cmd)
	require.NoError(t, err)
	for id, state := range map[queuehall.BookingID]queuehall.BookingState{first.ID: queuehall.Booked, last.ID: queuehall.Cancelled} {
		b, err := h.Booking(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, state, b.State)
	}
}

func TestADayThatMakesNoSenseIsRefused(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	days, head := h.days()
	for key, change := range map[string]func(*queuehall.SetDay){
		"error.hall_day":        func(c *queuehall.SetDay) { c.Day = dayOf(h.Hall.Now().AddDate(0, 0, -1)) },
		"error.hall_day_hours":  func(c *queuehall.SetDay) { c.Opens, c.Closes = "12:00", "09:00" },
		"error.hall_day_reason": func(c *queuehall.SetDay) { c.Reason = profile.Text{"en": "A holiday", "uk": " "} },
		"error.hall_no_branch":  func(c *queuehall.SetDay) { c.Branches = append(c.Branches, casecore.NewID[queuehall.BranchID]()) },
	} {
		cmd := h.closing(head, h.tomorrow(), "centre", 0)
		change(&cmd)
		_, err := days.Set(t.Context(), cmd)
		requireCode(t, casecore.Invalid, key, err)
	}
}

// Whoever books while somebody closes is either seen by them or refused: no booking stands on a closed day.
func TestNoBookingSlipsOntoADayThatIsBeingClosed(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	days, head := h.days()
	zone, day := h.Hall.Now().Location(), h.tomorrow()
	var work sync.WaitGroup
	for i, s := range h.slots("centre", "land") {
		if dayOf(s.At.In(zone)) != day || i%2 > 0 {
			continue
		}
		cmd := h.visitAt("centre", "land", s.At, "+3805011122"+s.At.Format("04"))
		work.Go(func() { _, _ = h.Book(t.Context(), cmd) })
	}
	work.Go(func() {
		for {
			sum, err := days.InTheWay(t.Context(), h.closing(head, day, "centre", 0))
			if err == nil {
				_, err = days.Set(t.Context(), h.closing(head, day, "centre", sum.Off))
			}
			if casecore.CodeOf(err) != casecore.Conflict {
				return
			}
		}
	})
	work.Wait()
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_days`))
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_bookings WHERE state = 'booked' AND day = $1`, day))
}

func TestABookingIsCancelledAtTheDeskWithAReason(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	b := h.books("land", 22*time.Hour, phone)
	_, err := h.WatchBooking(t.Context(), b.ID, "42", "uk")
	require.NoError(t, err)
	cmd := queuehall.CallOffBooking{BookingCommand: queuehall.BookingCommand{Command: h.Command(casecore.Citizen), Booking: b.ID}}
	_, err = h.CallOffBooking(t.Context(), cmd)
	requireCode(t, casecore.Invalid, "error.hall_booking_reason", err)
	cmd.Reason = "Подзвонила й попросила скасувати"
	off, err := h.CallOffBooking(t.Context(), cmd)
	require.NoError(t, err)
	require.Equal(t, queuehall.ByDesk, off.EndedBy)
	require.Equal(t, cmd.Reason, off.Reason.In("uk"))
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_bookings WHERE phone <> ''`))
	require.Len(t, h.tells(), 1)
	_, err = h.WatchBooking(t.Context(), b.ID, "43", "uk")
	requireCode(t, casecore.Conflict, "error.hall_booking_over", err)
}
