package queuehall

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/queuehall/profile"
)

// IssueTicket draws a ticket. A kiosk's waits only once it is in the client's hand, see [Hall.Confirm].
type IssueTicket struct {
	casecore.Command `json:"-"`
	Direction        DirectionID
	Source           Source
	Lang             string
	Priority         string // a code of the profile, "" for none
}

// TicketCommand is something done to a ticket that says nothing more.
type TicketCommand struct {
	casecore.Command `json:"-"`
	Ticket           TicketID
}

// Issue draws a ticket, with the wait that is to be expected. Refused while the hall is closed or the direction is.
func (h *Hall) Issue(ctx context.Context, cmd IssueTicket) (Ticket, error) {
	const op = "issue"
	lane, err := h.laneOf(op, cmd.Priority)
	if err != nil {
		return Ticket{}, err
	}
	state := Waiting
	if cmd.Source == FromKiosk {
		state = Drawn
	}
	id := casecore.NewID[TicketID]()
	made, err := h.once(ctx, op, cmd.Command, cmd, id.UUID(), SubjectTicket, func(ctx context.Context) error {
		now := h.now()
		branch, letter, err := h.openFor(ctx, cmd.Direction, now)
		if err != nil {
			return err
		}
		return h.draw(ctx, &Ticket{
			ID: id, Branch: branch, Direction: cmd.Direction, Letter: letter, State: state, Source: cmd.Source, Lang: cmd.Lang,
			Priority: cmd.Priority, Lane: lane, Turn: now, Issued: now,
		})
	})
	if err != nil {
		return Ticket{}, err
	}
	return h.Ticket(ctx, TicketID(made))
}

// laneOf is the lane of whoever gives a reason of the profile, or none.
func (h *Hall) laneOf(op, priority string) (Lane, error) {
	if priority == "" {
		return InTurn, nil
	}
	if !slices.ContainsFunc(h.profile.Priorities, func(n profile.Named) bool { return n.Code == priority }) {
		return InTurn, fail(casecore.Invalid, op, "error.hall_no_priority")
	}
	return OutOfTurn, nil
}

// openFor returns the branch and the letter of a direction that takes clients now.
func (h *Hall) openFor(ctx context.Context, id DirectionID, now time.Time) (branch BranchID, letter string, err error) {
	const op = "issue"
	var active bool
	var hours Timetable
	err = h.db.QueryRow(ctx, `SELECT d.branch_id, d.letter, d.active, `+timetableSQL("$2")+` FROM hall_directions d JOIN hall_branches b ON b.id = d.branch_id
		WHERE d.id = $1`, id.UUID(), h.today()).Scan((*uuid.UUID)(&branch), &letter, &active, &hours.Week, &hours.Days)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		err = fail(casecore.NotFound, op, "error.hall_no_direction")
	case err != nil:
	case !active:
		err = fail(casecore.Refused, op, "error.hall_direction_closed")
	case !hours.OpenAt(now.In(h.profile.Location())):
		err = fail(casecore.Refused, op, "error.hall_closed")
	}
	return branch, letter, err
}

// Confirm says that the client has the ticket in hand: printed, or seen as a code. From then on it waits, in the turn in which it
// was drawn.
func (h *Hall) Confirm(ctx context.Context, cmd TicketCommand) (Ticket, error) {
	return h.change(ctx, "confirm", cmd, `UPDATE hall_tickets SET state = 'waiting', version = version + 1 WHERE id = $1 AND state = 'drawn'`)
}

// Leave gives a ticket up that was not called. Conflict when it was.
func (h *Hall) Leave(ctx context.Context, cmd TicketCommand) (Ticket, error) {
	return h.change(ctx, "leave", cmd, `UPDATE hall_tickets SET state = 'left', over_at = $2, version = version + 1
		WHERE id = $1 AND state IN ('drawn', 'waiting', 'parked')`, h.now())
}

// Discard takes back a ticket that nobody took from a kiosk. Conflict when somebody has it: whoever walks away from a kiosk with their
// ticket stays in the queue.
func (h *Hall) Discard(ctx context.Context, cmd TicketCommand) (Ticket, error) {
	return h.change(ctx, "discard", cmd, `UPDATE hall_tickets SET state = 'left', over_at = $2, version = version + 1
		WHERE id = $1 AND state = 'drawn'`, h.now())
}

// change carries out an update of one ticket, which is refused when it changes none.
func (h *Hall) change(ctx context.Context, op string, cmd TicketCommand, sql string, more ...any) (Ticket, error) {
	payload := struct {
		Op string
		TicketCommand
	}{op, cmd}
	_, err := h.once(ctx, op, cmd.Command, payload, cmd.Ticket.UUID(), SubjectTicket, func(ctx context.Context) error {
		tag, err := h.db.Exec(ctx, sql, append([]any{cmd.Ticket.UUID()}, more...)...)
		if err == nil && tag.RowsAffected() == 0 {
			err = fail(casecore.Conflict, op, "error.hall_ticket_moved")
		}
		if err != nil {
			return err
		}
		return h.tell(ctx, tellTicketSQL, cmd.Ticket.UUID())
	})
	if err != nil {
		return Ticket{}, err
	}
	return h.Ticket(ctx, cmd.Ticket)
}
