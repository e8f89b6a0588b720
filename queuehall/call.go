package queuehall

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// CallTicket calls one client by name: parked, or waiting for whoever has a reason to take them before their turn.
type CallTicket struct {
	casecore.Command `json:"-"`
	Counter          CounterID
	Ticket           TicketID
}

// These choose whose turn it is among a counter's directions, passing over those whom others are just calling. Whoever waits for this
// counter alone is one of them. Two statements, so that the plain order is that of the index.
const (
	waitingSQL = `SELECT t.id, t.direction_id FROM hall_tickets t
		WHERE t.branch_id = $1 AND t.state = 'waiting' AND (t.counter_id = $3 OR t.counter_id IS NULL AND t.direction_id = ANY ($2)) `
	oldestSQL = waitingSQL + `ORDER BY t.lane, t.turn_at, t.id LIMIT 1 FOR UPDATE SKIP LOCKED`
	rankedSQL = waitingSQL + `ORDER BY t.lane, array_position($2, t.direction_id), t.turn_at, t.id LIMIT 1 FOR UPDATE SKIP LOCKED`
)

// CallNext calls whoever is next at a counter. NotFound when nobody waits, Conflict while the counter has a client.
func (h *Hall) CallNext(ctx context.Context, cmd CounterCommand) (Visit, error) {
	const op = "call next"
	return h.call(ctx, op, cmd, cmd, func(ctx context.Context, c counter) (ticket, direction uuid.UUID, err error) {
		sql := oldestSQL
		if c.ranked {
			sql = rankedSQL
		}
		err = h.db.QueryRow(ctx, sql, c.branch.UUID(), c.directions, cmd.Counter.UUID()).Scan(&ticket, &direction)
		if errors.Is(err, pgx.ErrNoRows) {
			err = fail(casecore.NotFound, op, "error.hall_nobody_waits")
		}
		return ticket, direction, err
	})
}

// CallTicket calls a client who is parked at the counter, or waits in the branch. Conflict when somebody else has called them.
func (h *Hall) CallTicket(ctx context.Context, cmd CallTicket) (Visit, error) {
	const op = "call ticket"
	at := CounterCommand{Command: cmd.Command, Counter: cmd.Counter}
	return h.call(ctx, op, at, cmd, func(ctx context.Context, c counter) (ticket, direction uuid.UUID, err error) {
		err = h.db.QueryRow(ctx, `SELECT id, direction_id FROM hall_tickets
			WHERE id = $1 AND branch_id = $2 AND state IN ('waiting', 'parked') AND (counter_id IS NULL OR counter_id = $3) FOR UPDATE`,
			cmd.Ticket.UUID(), c.branch.UUID(), cmd.Counter.UUID()).Scan(&ticket, &direction)
		if errors.Is(err, pgx.ErrNoRows) {
			err = fail(casecore.Conflict, op, "error.hall_ticket_taken")
		}
		return ticket, direction, err
	})
}

// call begins a visit of the client whom choose finds and locks.
func (h *Hall) call(ctx context.Context, op string, cmd CounterCommand, payload any,
	choose func(ctx context.Context, c counter) (ticket, direction uuid.UUID, err error),
) (Visit, error) {
	id := casecore.NewID[VisitID]()
	made, err := h.once(ctx, op, cmd.Command, payload, id.UUID(), SubjectVisit, func(ctx context.Context) error {
		c, err := h.seated(ctx, op, cmd.Counter, cmd.Actor.Staff)
		if err != nil {
			return err
		}
		ticket, direction, err := choose(ctx, c)
		if err != nil {
			return err
		}
		now := h.now()
		if err := h.db.Queue(ctx, nil, `UPDATE hall_tickets SET state = 'called', called_at = coalesce(called_at, $2), version = version + 1
			WHERE id = $1`, ticket, now); err != nil {
			return err
		}
		_, err = h.db.Exec(ctx, `
			INSERT INTO hall_visits (id, ticket_id, branch_id, counter_id, staff_id, direction_id, step, before, stepped_at, nonce, called_at, version)
			VALUES ($1, $2, $3, $4, $5, $6, 'called', 'undone', $7, $8, $7, 1)`,
			id.UUID(), ticket, c.branch.UUID(), cmd.Counter.UUID(), cmd.Actor.Staff.UUID(), direction, now, uuid.New())
		if err != nil {
			return err
		}
		if err := h.tell(ctx, tellVisitSQL, id.UUID()); err != nil {
			return err
		}
		return h.arm(ctx, id, deadlineLit, 0, now, now.Add(h.profile.Lit()))
	})
	if err != nil {
		return Visit{}, err
	}
	return h.Visit(ctx, VisitID(made))
}

// Recall calls the same client again. The pad stays as it is.
func (h *Hall) Recall(ctx context.Context, cmd VisitCommand) (Visit, error) {
	return h.step(ctx, "recall", cmd, func(v *Visit, _ time.Time) error {
		if v.Step != StepCalled {
			return fail(casecore.Conflict, "recall", "error.hall_visit_moved")
		}
		v.Recalls++
		return nil
	})
}
