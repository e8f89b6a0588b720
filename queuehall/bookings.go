package queuehall

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// DayBooking is a booking as the hall sees it on its day.
type DayBooking struct {
	Booking

	Phone  casecore.Phone // "" once it is forgotten
	Told   bool           // its holder is told by Telegram what becomes of it
	Number string         // of the ticket of whoever came
	Stands State          // where that ticket stands
	Rung   Rung           // of one that was called off, also when it stands again and its holder was told that it does not
}

// DayBookings returns the bookings of a branch on a local day (time.DateOnly), in the order of their times. Invalid when it is no day.
func (h *Hall) DayBookings(ctx context.Context, branch BranchID, day string) ([]DayBooking, error) {
	const op = "day bookings"
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return nil, fail(casecore.Invalid, op, "error.hall_day")
	}
	list, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (d DayBooking, err error) {
		var ticket *uuid.UUID
		var rung *time.Time
		err = row.Scan((*uuid.UUID)(&d.ID), (*uuid.UUID)(&d.Branch), (*uuid.UUID)(&d.Direction), &d.At, &d.State, &d.Lang, &d.Source, &ticket, &d.Made,
			&d.EndedBy, &d.Reason, &d.Phone, &d.Told, &d.Number, &d.Stands, &d.Rung.What, &d.Rung.Seq, &d.Rung.By, &rung, &d.Rung.Tries)
		d.Ticket, d.Rung.At = pg.ID[TicketID](ticket), pg.Time(rung)
		return d, err
	}, `SELECT `+bookingColumns+`, b.phone, EXISTS (SELECT FROM hall_booking_watches w WHERE w.booking_id = b.id),
			coalesce(t.letter || '-' || lpad(t.number::text, 3, '0'), ''), coalesce(t.state, ''),
			coalesce(r.what, ''), coalesce(r.seq, 0), coalesce(s.name, ''), r.at,
			(SELECT count(*) FROM hall_booking_rings u WHERE u.booking_id = b.id AND u.what = 'unanswered')
		FROM hall_bookings b LEFT JOIN hall_tickets t ON t.id = b.ticket_id
			LEFT JOIN LATERAL (SELECT * FROM hall_booking_rings l WHERE l.booking_id = b.id
				ORDER BY l.seq DESC LIMIT 1) r ON b.ended_by = 'closed' OR b.state = 'booked' AND r.what = 'reached'
			LEFT JOIN staff s ON s.id = r.staff_id
		WHERE b.branch_id = $1 AND b.day = $2 ORDER BY b.at, b.id`, branch.UUID(), day)
	return list, failed(op, err)
}

// CallOffBooking cancels a booking at the desk, on its holder's behalf.
type CallOffBooking struct {
	BookingCommand
	Reason string // as its holder is told
}

// CallOffBooking cancels a booking at the desk with a reason, tells its holder and forgets the number. Conflict when its client came or
// the day is over.
func (h *Hall) CallOffBooking(ctx context.Context, cmd CallOffBooking) (Booking, error) {
	const op = "call off booking"
	cmd.Reason = strings.TrimSpace(cmd.Reason)
	if cmd.Reason == "" || utf8.RuneCountInString(cmd.Reason) > mostReason {
		return Booking{}, fail(casecore.Invalid, op, "error.hall_booking_reason")
	}
	_, err := h.once(ctx, op, cmd.Command, cmd, cmd.Booking.UUID(), SubjectBooking, func(ctx context.Context) error {
		if err := h.cancel(ctx, op, cmd.Booking, ByDesk, profile.Text{"uk": cmd.Reason}); err != nil {
			return err
		}
		_, err := h.tellHolders(ctx, templateOff, []uuid.UUID{cmd.Booking.UUID()})
		return err
	})
	if err != nil {
		return Booking{}, err
	}
	return h.Booking(ctx, cmd.Booking)
}

// cancel gives the time of a booking back and forgets its number.
func (h *Hall) cancel(ctx context.Context, op string, id BookingID, by EndedBy, reason profile.Text) error {
	tag, err := h.db.Exec(ctx, `UPDATE hall_bookings SET state = 'cancelled', over_at = $2, phone = '', ended_by = $3, reason = $4
		WHERE id = $1 AND state = 'booked'`, id.UUID(), h.now(), by, words(reason))
	if err == nil && tag.RowsAffected() == 0 {
		err = fail(casecore.Conflict, op, "error.hall_booking_over")
	}
	return err
}
