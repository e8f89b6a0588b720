package queuehall

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// BookingState is where a booking stands.
type BookingState string

// The states of a booking.
const (
	Booked    BookingState = "booked"
	Came      BookingState = "came" // has a ticket
	Cancelled BookingState = "cancelled"
	Missed    BookingState = "missed" // did not come on the day
)

// EndedBy says who cancelled a booking.
type EndedBy string

// Who cancels bookings.
const (
	ByHolder EndedBy = "holder"
	ByDesk   EndedBy = "staff"
	ByHall   EndedBy = "closed" // the branch is closed at its time
)

// Booking is a visit that was booked for a time.
type Booking struct {
	ID        BookingID
	Branch    BranchID
	Direction DirectionID
	At        time.Time
	State     BookingState
	Lang      string
	Source    Source
	Ticket    TicketID // of whoever came
	Made      time.Time
	EndedBy   EndedBy      // who cancelled it
	Reason    profile.Text // why, unless its holder did
}

// BookVisit books a visit for a time, one for a telephone number and direction. The number is all that is asked: by it people are told
// that a branch stays closed.
type BookVisit struct {
	casecore.Command `json:"-"`
	Direction        DirectionID
	At               time.Time
	Phone            casecore.Phone // E.164
	Lang             string
	Source           Source // FromWeb or FromBot
	Chat             string // that is told of it from the start, in Lang; "" for none
}

// BookingCommand is something done to a booking that says nothing more.
type BookingCommand struct {
	casecore.Command `json:"-"`
	Booking          BookingID
}

// SubjectBooking is what bookings are about.
const SubjectBooking casecore.SubjectType = "booking"

const bookingColumns = `b.id, b.branch_id, b.direction_id, b.at, b.state, b.lang, b.source, b.ticket_id, b.made_at, b.ended_by, b.reason`

func scanBooking(row pgx.CollectableRow) (b Booking, err error) {
	var ticket *uuid.UUID
	err = row.Scan((*uuid.UUID)(&b.ID), (*uuid.UUID)(&b.Branch), (*uuid.UUID)(&b.Direction), &b.At, &b.State, &b.Lang, &b.Source, &ticket,
		&b.Made, &b.EndedBy, &b.Reason)
	b.Ticket = pg.ID[TicketID](ticket)
	return b, err
}

// Booking returns a booking, NotFound when there is none.
func (h *Hall) Booking(ctx context.Context, id BookingID) (Booking, error) {
	return one(ctx, h.db, "booking", "error.hall_no_booking", scanBooking, `SELECT `+bookingColumns+` FROM hall_bookings b WHERE b.id = $1`,
		id.UUID())
}

// Book books a visit. Refused for a time that cannot be booked, Conflict when its seats are taken or the number has a visit ahead.
func (h *Hall) Book(ctx context.Context, cmd BookVisit) (Booking, error) {
	const op = "book"
	id := casecore.NewID[BookingID]()
	made, err := h.once(ctx, op, cmd.Command, cmd, id.UUID(), SubjectBooking, func(ctx context.Context) error {
		now := h.now()
		// Whoever changes the hours of a day waits until this is booked, or this sees what they changed: no booking is on a day that
		// was closed meanwhile.
		if err := h.db.Queue(ctx, nil, `SELECT FROM hall_branches WHERE id = (SELECT branch_id FROM hall_directions WHERE id = $1) FOR SHARE`,
			cmd.Direction.UUID()); err != nil {
			return err
		}
		b, err := h.bookable(ctx, op, cmd.Direction)
		if err != nil {
			return err
		}
		local := cmd.At.In(h.profile.Location())
		ahead := slices.ContainsFunc(h.days(now), func(day time.Time) bool {
			return day.Year() == local.Year() && day.YearDay() == local.YearDay()
		})
		if !ahead || cmd.At.Sub(now) < h.profile.Booking.Notice() || !slices.ContainsFunc(b.grid.times(&b.hours, local), cmd.At.Equal) {
			return fail(casecore.Refused, op, "error.hall_no_slot")
		}
		if err := h.sit(ctx, id, &cmd, b, now); err != nil || cmd.Chat == "" {
			return err
		}
		if _, err := h.watchBooking(ctx, id, cmd.Chat, cmd.Lang); err != nil {
			return err
		}
		_, err = h.tellHolders(ctx, templateBooked, []uuid.UUID{id.UUID()})
		return err
	})
	if err != nil {
		return Booking{}, err
	}
	return h.Booking(ctx, BookingID(made))
}

// seatSQL takes the first seat that is free. Of two that take the same one, the second waits for the first and then has none; a number
// that has a visit ahead fails by its own index.
const seatSQL = `
	INSERT INTO hall_bookings (id, branch_id, direction_id, day, at, seat, phone, lang, source, state, made_at)
	SELECT $1, $2, $3, $4, $5, s, $6, $7, $8, 'booked', $9 FROM generate_series(1, $10::int) s
	WHERE NOT EXISTS (SELECT FROM hall_bookings o WHERE o.direction_id = $3 AND o.at = $5 AND o.seat = s AND o.state <> 'cancelled')
	ORDER BY s LIMIT 1
	ON CONFLICT (direction_id, at, seat) WHERE state <> 'cancelled' DO NOTHING`

// sit takes a seat of a time. As often as there are seats somebody else may have been quicker.
func (h *Hall) sit(ctx context.Context, id BookingID, cmd *BookVisit, b bookable, now time.Time) error {
	day := cmd.At.In(h.profile.Location()).Format(time.DateOnly)
	for range b.grid.seats {
		tag, err := h.db.Exec(ctx, seatSQL, id.UUID(), b.branch.UUID(), cmd.Direction.UUID(), day, cmd.At, string(cmd.Phone), cmd.Lang,
			string(cmd.Source), now, b.grid.seats)
		if err != nil || tag.RowsAffected() > 0 {
			return err
		}
	}
	return fail(casecore.Conflict, "book", "error.hall_slot_taken")
}

// CancelBooking gives the time back, and forgets the number at once. Conflict when its client came or the day is over.
func (h *Hall) CancelBooking(ctx context.Context, cmd BookingCommand) (Booking, error) {
	const op = "cancel booking"
	_, err := h.once(ctx, op, cmd.Command, struct{ Cancel BookingID }{cmd.Booking}, cmd.Booking.UUID(), SubjectBooking,
		func(ctx context.Context) error {
			return h.cancel(ctx, op, cmd.Booking, ByHolder, profile.Text{})
		})
	if err != nil {
		return Booking{}, err
	}
	return h.Booking(ctx, cmd.Booking)
}
