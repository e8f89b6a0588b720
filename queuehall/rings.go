package queuehall

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// Ringing is what became of ringing up the holder of a booking that was called off.
type Ringing string

// What becomes of it.
const (
	NotRung    Ringing = "open"
	RingingNow Ringing = "ringing" // somebody is just doing it
	Reached    Ringing = "reached"
	Unanswered Ringing = "unanswered"
)

// Rung is how the ringing up of a holder stands.
type Rung struct {
	What  Ringing // "" of a booking whose holder nobody has rung up
	Seq   int     // of what was said of it last
	By    string  // their name
	At    time.Time
	Tries int // without an answer
}

// RingHolder says what becomes of ringing up a holder. Seen is what its sayer knew of it: of two who begin at once the second hears that
// the first has.
type RingHolder struct {
	BookingCommand
	What Ringing
	Seen int
}

// RingHolder keeps what became of ringing up the holder of a booking that was called off. One that stands again holds nobody to be rung up
// but whoever was told that it does not: they are to be told so. Conflict when somebody has said something else meanwhile, when there is
// nobody to be rung up, or their number is forgotten.
func (h *Hall) RingHolder(ctx context.Context, cmd RingHolder) error {
	const op = "ring holder"
	switch cmd.What {
	case NotRung, RingingNow, Reached, Unanswered:
	default:
		return fail(casecore.Invalid, op, "error.hall_ring")
	}
	_, err := h.once(ctx, op, cmd.Command, cmd, cmd.Booking.UUID(), SubjectBooking, func(ctx context.Context) error {
		var due bool // to be rung up, or told that it stands again
		err := h.db.QueryRow(ctx, `SELECT ended_by = 'closed' OR state = 'booked' AND $2 FROM hall_bookings
			WHERE id = $1 AND phone <> '' FOR UPDATE`, cmd.Booking.UUID(), cmd.What == NotRung).Scan(&due)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && !due {
			return fail(casecore.Conflict, op, "error.hall_ring_nobody")
		}
		if err != nil {
			return err
		}
		var last int // once the booking is held: nobody says anything meanwhile
		if err := h.db.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM hall_booking_rings WHERE booking_id = $1`, cmd.Booking.UUID()).
			Scan(&last); err != nil {
			return err
		}
		if last != cmd.Seen {
			return fail(casecore.Conflict, op, "error.hall_ring_moved")
		}
		return h.db.Queue(ctx, nil, `INSERT INTO hall_booking_rings (booking_id, seq, what, staff_id, at) VALUES ($1, $2, $3, $4, $5)`,
			cmd.Booking.UUID(), last+1, string(cmd.What), cmd.Actor.Staff.UUID(), h.now())
	})
	return err
}
