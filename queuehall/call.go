package queuehall

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
)

// CallTicket calls one client by name: parked, or waiting for whoever has a reason to take them before their turn.
type CallTicket struct {
	casecore.Command `json:"-"`
	Counter          CounterID
	Ticket           TicketID
}

// freeSQL holds while the counter $1 has no client.
const freeSQL = `NOT EXISTS (SELECT FROM hall_visits v WHERE v.counter_id = $1 AND v.ended_at IS NULL)`

// nextSQL chooses whose turn it is at a seat (a row of [seatedSQL]), as many as limit says, and passes over whom others are just calling.
// Whoever waits for this counter alone is one of them. Of the two orders one is that of the index; the other sorts what waits, for
// counters that are ranked.
func nextSQL(limit, where string) string {
	inOrder := func(order string) string {
		return `SELECT chosen.id, chosen.direction_id FROM seat, LATERAL (SELECT t.id, t.direction_id FROM hall_tickets t
			WHERE t.branch_id = seat.branch_id AND t.state = 'waiting'
				AND (t.counter_id = seat.counter_id OR t.counter_id IS NULL AND t.direction_id = ANY (seat.directions))
			ORDER BY ` + order + ` LIMIT ` + limit + ` FOR UPDATE SKIP LOCKED) chosen WHERE ` + where
	}
	return inOrder(`t.lane, t.turn_at, t.id`) + ` AND NOT seat.ranked UNION ALL ` +
		inOrder(`t.lane, array_position(seat.directions, t.direction_id), t.turn_at, t.id`) + ` AND seat.ranked`
}

// calledSQL is what a call makes of the tickets that were chosen.
const calledSQL = `UPDATE hall_tickets t SET state = 'called', called_at = coalesce(t.called_at, $4), version = t.version + 1
	FROM chosen WHERE t.id = chosen.id`

// namedSQL chooses one client, who is parked at the counter or waits in the branch.
const namedSQL = `
	SELECT t.id, t.direction_id FROM seat JOIN hall_tickets t ON t.id = $6 AND t.branch_id = seat.branch_id
		AND t.state IN ('waiting', 'parked') AND (t.counter_id IS NULL OR t.counter_id = $1)
	WHERE ` + freeSQL + ` FOR UPDATE OF t`

// callSQL begins a visit of whom a statement chooses, at the counter $1 at which the operator $2 sits. A counter that has a client chooses
// nobody, so that no other one passes over whom it cannot call.
func callSQL(choose string) string {
	return `WITH seat AS (` + seatedSQL + `), chosen AS (` + choose + `), called AS (` + calledSQL + `)
		INSERT INTO hall_visits AS v (id, ticket_id, branch_id, counter_id, staff_id, direction_id, step, before, stepped_at, nonce, called_at, version)
		SELECT $3, chosen.id, seat.branch_id, $1, $2, chosen.direction_id, 'called', 'undone', $4, $5, $4, 1 FROM seat, chosen
		RETURNING ` + visitColumns
}

var (
	callNextSQL  = callSQL(nextSQL(`1`, freeSQL))
	callNamedSQL = callSQL(namedSQL)
)

// CallNext calls whoever is next at a counter. NotFound when nobody waits, Conflict while the counter has a client.
func (h *Hall) CallNext(ctx context.Context, cmd CounterCommand) (Visit, error) {
	const op = "call next"
	if v, ok := h.callAmongOthers(ctx, cmd); ok {
		return v, nil
	}
	return h.call(ctx, op, cmd, cmd, fail(casecore.NotFound, op, "error.hall_nobody_waits"), callNextSQL)
}

// CallTicket calls a client who is parked at the counter, or waits in the branch. Conflict when somebody else has called them.
func (h *Hall) CallTicket(ctx context.Context, cmd CallTicket) (Visit, error) {
	const op = "call ticket"
	at := CounterCommand{Command: cmd.Command, Counter: cmd.Counter}
	return h.call(ctx, op, at, cmd, fail(casecore.Conflict, op, "error.hall_ticket_taken"), callNamedSQL, cmd.Ticket.UUID())
}

// errRepeated takes back what was done under a key that was used before.
var errRepeated = errors.New("hall: a repeat")

// call begins a visit of the client whom sql finds and locks; none is what it fails with when there is nobody. The key is claimed on the
// same way to the database; what a repeat has begun is taken back.
func (h *Hall) call(ctx context.Context, op string, cmd CounterCommand, payload any, none error, sql string, args ...any) (v Visit, err error) {
	id, now := casecore.NewID[VisitID](), h.now()
	claim, err := cmd.Claim(payload, id.UUID(), SubjectVisit, now, keyLife)
	if err != nil {
		return v, err
	}
	begin := func(ctx context.Context) error {
		rows, err := h.db.Query(ctx, sql, append([]any{cmd.Counter.UUID(), cmd.Actor.Staff.UUID(), id.UUID(), now, uuid.New()}, args...)...)
		if err != nil {
			return err
		}
		v, err = pgx.CollectExactlyOneRow(rows, scanVisit)
		return err
	}
	var before uuid.UUID
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		claimed := h.core.Claim(ctx, claim)
		begun := begin(ctx)
		if begun != nil && !errors.Is(begun, pgx.ErrNoRows) {
			return begun
		}
		var repeated bool
		if before, repeated, err = claimed.Repeat(ctx); err != nil {
			return err
		}
		if repeated {
			return errRepeated
		}
		if begun != nil { // why, is known once the sign-on is held: the counter may have become free meanwhile
			if err := h.seated(ctx, op, cmd.Counter, cmd.Actor.Staff); err != nil {
				return err
			}
			if err := h.free(ctx, op, cmd.Counter); err != nil {
				return err
			}
			begun = begin(ctx)
		}
		if errors.Is(begun, pgx.ErrNoRows) {
			return none
		}
		if begun != nil {
			return begun
		}
		if err := h.tell(ctx, tellVisitSQL, id.UUID()); err != nil {
			return err
		}
		return h.arm(ctx, deadlineLit, 0, now, now.Add(h.profile.Lit()), id)
	})
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && races[pgErr.ConstraintName] != "" { // a race was lost before the key was asked about
		before, err = h.madeBy(ctx, claim, err)
	}
	if errors.Is(err, errRepeated) {
		return h.Visit(ctx, VisitID(before))
	}
	return v, failed(op, err)
}

// madeBy fails with errRepeated, and tells what was made, when a key was used before, and with otherwise when it was not.
func (h *Hall) madeBy(ctx context.Context, claim casecore.Claim, otherwise error) (made uuid.UUID, err error) {
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		before, repeated, err := h.core.Claim(ctx, claim).Repeat(ctx)
		switch {
		case err != nil:
			return err
		case repeated:
			made = before
			return errRepeated
		}
		return otherwise // nothing is claimed
	})
	return made, err
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
