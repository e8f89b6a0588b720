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
	lane := InTurn
	if cmd.Priority != "" {
		if !slices.ContainsFunc(h.profile.Priorities, func(n profile.Named) bool { return n.Code == cmd.Priority }) {
			return Ticket{}, fail(casecore.Invalid, op, "error.hall_no_priority")
		}
		lane = OutOfTurn
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
		wait, err := h.foretell(ctx, branch, cmd.Direction, lane, now)
		if err != nil {
			return err
		}
		day := now.In(h.profile.Location()).Format(time.DateOnly)
		var number int
		err = h.db.QueryRow(ctx, `INSERT INTO hall_numbers AS n (branch_id, day, letter, last) VALUES ($1, $2, $3, 1)
			ON CONFLICT (branch_id, day, letter) DO UPDATE SET last = n.last + 1 RETURNING last`, branch.UUID(), day, letter).Scan(&number)
		if err != nil {
			return err
		}
		_, err = h.db.Exec(ctx, `
			INSERT INTO hall_tickets (id, branch_id, direction_id, day, letter, number, state, source, lang, priority, lane, turn_at, issued_at,
				least_wait, most_wait, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, 1)`,
			id.UUID(), branch.UUID(), cmd.Direction.UUID(), day, letter, number, string(state), string(cmd.Source), cmd.Lang, cmd.Priority,
			int16(lane), now, int(wait.Least.Seconds()), int(wait.Most.Seconds()))
		if err != nil {
			return err
		}
		return h.tell(ctx, tellTicketSQL, id.UUID())
	})
	if err != nil {
		return Ticket{}, err
	}
	return h.Ticket(ctx, TicketID(made))
}

// openFor returns the branch and the letter of a direction that takes clients now.
func (h *Hall) openFor(ctx context.Context, id DirectionID, now time.Time) (branch BranchID, letter string, err error) {
	const op = "issue"
	var active bool
	var hours profile.Hours
	err = h.db.QueryRow(ctx, `SELECT d.branch_id, d.letter, d.active, b.hours FROM hall_directions d JOIN hall_branches b ON b.id = d.branch_id
		WHERE d.id = $1`, id.UUID()).Scan((*uuid.UUID)(&branch), &letter, &active, &hours)
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
