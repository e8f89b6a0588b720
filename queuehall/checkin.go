package queuehall

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/internal/pg"
)

// CheckIn says that a client who booked is there.
type CheckIn struct {
	BookingCommand
	Source   Source // where they said so
	Priority string // a code of the profile, "" for none
}

// FindBooking returns a booking of today in a branch by its code, whose holder types it at a kiosk or says it at the desk. opens tells
// whether what was typed is the code of a booking. NotFound when it is nobody's.
func (h *Hall) FindBooking(ctx context.Context, branch BranchID, opens func(BookingID) bool) (Booking, error) {
	const op = "find booking"
	today, err := pg.Collect(ctx, h.db, scanBooking, `SELECT `+bookingColumns+` FROM hall_bookings b
		WHERE b.branch_id = $1 AND b.day = $2 AND b.state IN ('booked', 'came')`, branch.UUID(), h.today())
	if err != nil {
		return Booking{}, failed(op, err)
	}
	for i := range today {
		if opens(today[i].ID) {
			return today[i], nil
		}
	}
	return Booking{}, fail(casecore.NotFound, op, "error.hall_no_booking_code")
}

func (h *Hall) today() string { return h.now().In(h.profile.Location()).Format(time.DateOnly) }

// CheckIn gives a client who booked their ticket, with the turn of the time that they booked; who is later than the profile allows has
// that of now. Whoever is early waits until their time, or is called before when nobody else waits. Who says it again has the same
// ticket, for a slip may get lost. Refused on another day and while the hall is closed, and from outside before the profile's minutes.
func (h *Hall) CheckIn(ctx context.Context, cmd CheckIn) (Ticket, error) {
	const op = "check in"
	lane, err := h.laneOf(op, cmd.Priority)
	if err != nil {
		return Ticket{}, err
	}
	_, err = h.once(ctx, op, cmd.Command, cmd, cmd.Booking.UUID(), SubjectBooking, func(ctx context.Context) error {
		b, err := one(ctx, h.db, op, "error.hall_no_booking", scanBooking,
			`SELECT `+bookingColumns+` FROM hall_bookings b WHERE b.id = $1 FOR UPDATE`, cmd.Booking.UUID())
		if err != nil {
			return err
		}
		now := h.now()
		if err := h.mayCome(&b, cmd.Source, now); err != nil {
			return err
		}
		if again, err := h.comesAgain(ctx, &b, cmd.Source); err != nil || again {
			return err
		}
		return h.come(ctx, &b, &cmd, lane, now)
	})
	if err != nil {
		return Ticket{}, err
	}
	b, err := h.Booking(ctx, cmd.Booking)
	if err != nil {
		return Ticket{}, err
	}
	return h.Ticket(ctx, b.Ticket)
}

// mayCome refuses whoever comes on another day, has cancelled, or says from outside too early that they are there.
func (h *Hall) mayCome(b *Booking, from Source, now time.Time) error {
	const op = "check in"
	zone := h.profile.Location()
	outside := from == FromWeb || from == FromBot
	switch {
	case b.State == Cancelled || b.State == Missed:
		return fail(casecore.Conflict, op, "error.hall_booking_over")
	case b.At.In(zone).Format(time.DateOnly) != now.In(zone).Format(time.DateOnly):
		return fail(casecore.Refused, op, "error.hall_booking_day")
	case outside && b.At.Sub(now) > h.profile.Booking.Early():
		return fail(casecore.Refused, op, "error.hall_too_early")
	}
	return nil
}

// comesAgain tells whether the booking's ticket is good still. One that a kiosk drew and did not give waits once it is given elsewhere;
// one that was given up is drawn anew; one that was called is spent.
func (h *Hall) comesAgain(ctx context.Context, b *Booking, from Source) (again bool, err error) {
	if b.Ticket.IsZero() {
		return false, nil
	}
	t, err := h.Ticket(ctx, b.Ticket)
	if err != nil {
		return false, err
	}
	switch t.State {
	case Left:
		return false, nil
	case Served, Absent:
		return false, fail(casecore.Conflict, "check in", "error.hall_booking_used")
	case Drawn:
		if from == FromKiosk {
			return true, nil
		}
		if err := h.db.Queue(ctx, nil, `UPDATE hall_tickets SET state = 'waiting', version = version + 1 WHERE id = $1 AND state = 'drawn'`,
			t.ID.UUID()); err != nil {
			return true, err
		}
		return true, h.tell(ctx, tellTicketSQL, t.ID.UUID())
	case Waiting, Called, Serving, Parked:
	}
	return true, nil
}

// come draws the ticket of a client who booked.
func (h *Hall) come(ctx context.Context, b *Booking, cmd *CheckIn, lane Lane, now time.Time) error {
	branch, letter, err := h.openFor(ctx, b.Direction, now)
	if err != nil {
		return err
	}
	t := Ticket{
		ID: casecore.NewID[TicketID](), Branch: branch, Direction: b.Direction, Letter: letter, State: Waiting, Source: cmd.Source,
		Lang: b.Lang, Priority: cmd.Priority, Lane: lane, Turn: b.At, Booked: b.At, Issued: now,
	}
	if cmd.Source == FromKiosk {
		t.State = Drawn
	}
	if now.Sub(b.At) > h.profile.Booking.Late() {
		t.Turn = now
	}
	if err := h.draw(ctx, &t); err != nil {
		return err
	}
	// Whoever is told of the booking is told of its ticket.
	if err := h.db.Queue(ctx, nil, `INSERT INTO hall_watches (ticket_id, chat, lang, made_at)
		SELECT $2, chat, lang, $3 FROM hall_booking_watches WHERE booking_id = $1`, b.ID.UUID(), t.ID.UUID(), now); err != nil {
		return err
	}
	return h.db.Queue(ctx, nil, `UPDATE hall_bookings SET state = 'came', over_at = $2, ticket_id = $3 WHERE id = $1`, b.ID.UUID(), now,
		t.ID.UUID())
}
