package queuehall

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// VisitCommand is something that an operator does with the client whom they have.
type VisitCommand struct {
	casecore.Command `json:"-"`
	Visit            VisitID
}

// TransferVisit passes a client on: to a direction, to one counter, or to a direction at one counter.
type TransferVisit struct {
	VisitCommand
	Direction DirectionID // zero: the same
	Counter   CounterID   // zero: any
}

// Start says that the client has come and is served.
func (h *Hall) Start(ctx context.Context, cmd VisitCommand) (Visit, error) {
	return h.step(ctx, "start", cmd, func(v *Visit, now time.Time) error {
		v.Started = now
		return v.move("start", StepServing, now, StepCalled)
	})
}

// Finish says that the client was served. Whoever was called and served without a start was served from the call on.
func (h *Hall) Finish(ctx context.Context, cmd VisitCommand) (Visit, error) {
	return h.step(ctx, "finish", cmd, func(v *Visit, now time.Time) error {
		if v.Started.IsZero() {
			v.Started = v.Called
		}
		return v.move("finish", StepServed, now, StepCalled, StepServing)
	})
}

// NoShow says that the client did not come.
func (h *Hall) NoShow(ctx context.Context, cmd VisitCommand) (Visit, error) {
	return h.step(ctx, "no-show", cmd, func(v *Visit, now time.Time) error { return v.move("no-show", StepAbsent, now, StepCalled) })
}

// Park lets the client fetch something: they come back to the same counter, see [Hall.CallTicket].
func (h *Hall) Park(ctx context.Context, cmd VisitCommand) (Visit, error) {
	return h.step(ctx, "park", cmd, func(v *Visit, now time.Time) error { return v.move("park", StepParked, now, StepServing, StepCalled) })
}

// move makes a step from one of those, which can be taken back for a while.
func (v *Visit) move(op string, to Step, now time.Time, from ...Step) error {
	if !slices.Contains(from, v.Step) {
		return fail(casecore.Conflict, op, "error.hall_visit_moved")
	}
	v.Before, v.Step, v.Stepped = v.Step, to, now
	if !to.Live() {
		v.Ended = now
	}
	return nil
}

// Transfer passes the client on, with the turn that they had. Their rating of this operator is over, and another can be rated
// after (VN-2.2).
func (h *Hall) Transfer(ctx context.Context, cmd TransferVisit) (Visit, error) {
	const op = "transfer"
	return h.stepWith(ctx, op, cmd.VisitCommand, cmd, func(ctx context.Context, v *Visit, now time.Time) error {
		if err := v.move(op, StepPassed, now, StepCalled, StepServing); err != nil {
			return err
		}
		if cmd.Direction.IsZero() && cmd.Counter.IsZero() {
			return fail(casecore.Invalid, op, "error.hall_nowhere")
		}
		direction := cmd.Direction
		if direction.IsZero() {
			direction = v.Direction
		}
		var known bool
		err := h.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM hall_directions WHERE id = $2 AND branch_id = $1 AND active)
			AND ($3::uuid IS NULL OR EXISTS (SELECT FROM hall_counters WHERE id = $3 AND branch_id = $1 AND active))`,
			v.Branch.UUID(), direction.UUID(), pg.NullID(cmd.Counter)).Scan(&known)
		if err != nil {
			return err
		}
		if !known {
			return fail(casecore.Invalid, op, "error.hall_nowhere")
		}
		return h.db.Queue(ctx, nil, `UPDATE hall_tickets SET direction_id = $2, counter_id = $3 WHERE id = $1`, v.Ticket.UUID(), direction.UUID(),
			pg.NullID(cmd.Counter))
	})
}

func (h *Hall) step(ctx context.Context, op string, cmd VisitCommand, change func(v *Visit, now time.Time) error) (Visit, error) {
	return h.stepWith(ctx, op, cmd, struct {
		Op string
		VisitCommand
	}{op, cmd}, func(_ context.Context, v *Visit, now time.Time) error { return change(v, now) })
}

// stepWith changes a visit of the actor's, and its ticket with it. The ticket is locked first, as by every call.
func (h *Hall) stepWith(ctx context.Context, op string, cmd VisitCommand, payload any,
	change func(ctx context.Context, v *Visit, now time.Time) error,
) (Visit, error) {
	_, err := h.once(ctx, op, cmd.Command, payload, cmd.Visit.UUID(), SubjectVisit, func(ctx context.Context) error {
		v, err := h.lock(ctx, op, cmd)
		if err != nil {
			return err
		}
		now := h.now()
		if err := change(ctx, &v, now); err != nil {
			return err
		}
		return h.write(ctx, &v, now)
	})
	if err != nil {
		return Visit{}, err
	}
	return h.Visit(ctx, cmd.Visit)
}

// lock takes a visit, which has to be the actor's.
func (h *Hall) lock(ctx context.Context, op string, cmd VisitCommand) (Visit, error) {
	v, err := h.lockVisit(ctx, op, cmd.Visit)
	if err == nil && v.Staff != cmd.Actor.Staff {
		err = fail(casecore.Forbidden, op, "error.hall_not_yours")
	}
	return v, err
}

// lockVisit takes a visit's ticket and then the visit.
func (h *Hall) lockVisit(ctx context.Context, op string, id VisitID) (Visit, error) {
	if _, err := one(ctx, h.db, op, "error.hall_no_visit", pgx.RowTo[uuid.UUID],
		`SELECT t.id FROM hall_tickets t JOIN hall_visits v ON v.ticket_id = t.id WHERE v.id = $1 FOR UPDATE OF t`, id.UUID()); err != nil {
		return Visit{}, err
	}
	return one(ctx, h.db, op, "error.hall_no_visit", scanVisit, `SELECT `+visitColumns+` FROM hall_visits v WHERE v.id = $1 FOR UPDATE`, id.UUID())
}

// write keeps a visit and what its step makes of the ticket.
func (h *Hall) write(ctx context.Context, v *Visit, now time.Time) error {
	if err := h.db.Queue(ctx, nil, `UPDATE hall_visits SET step = $2, before = $3, stepped_at = $4, recalls = $5, started_at = $6, ended_at = $7,
		version = version + 1 WHERE id = $1`, v.ID.UUID(), string(v.Step), string(v.Before), v.Stepped, v.Recalls, pg.NullTime(v.Started),
		pg.NullTime(v.Ended)); err != nil {
		return err
	}
	state := v.Step.ticket()
	var over *time.Time
	if state == Served || state == Absent {
		over = &now
	}
	_, err := h.db.Exec(ctx, `UPDATE hall_tickets SET state = $2, over_at = $3, version = version + 1,
		counter_id = CASE WHEN $2 = 'parked' THEN $4::uuid WHEN $2 IN ('waiting', 'called') THEN counter_id END WHERE id = $1`,
		v.Ticket.UUID(), string(state), over, v.Counter.UUID())
	if err != nil {
		return err
	}
	if v.Step == StepServed && v.Ended.Sub(v.Started) < h.shortest() {
		if err := h.arm(ctx, deadlineShort, int(v.Version), now, now.Add(h.profile.Undo()+settled), v.ID); err != nil {
			return err
		}
	}
	return h.tell(ctx, tellVisitSQL, v.ID.UUID())
}
