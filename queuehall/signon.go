package queuehall

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// CounterCommand is something that an operator does at a counter.
type CounterCommand struct {
	casecore.Command `json:"-"`
	Counter          CounterID
}

// SubjectCounter is what sign-ons are about.
const SubjectCounter casecore.SubjectType = "counter"

// SignOn puts an operator at a counter of a branch that is theirs. Conflict when somebody is there, or they are elsewhere.
func (h *Hall) SignOn(ctx context.Context, cmd CounterCommand) error {
	const op = "sign on"
	id := casecore.NewID[CounterID]().UUID()
	_, err := h.once(ctx, op, cmd.Command, cmd, cmd.Counter.UUID(), SubjectCounter, func(ctx context.Context) error {
		var theirs bool
		err := h.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM hall_operators o WHERE o.branch_id = c.branch_id AND o.staff_id = $2)
			FROM hall_counters c WHERE c.id = $1 AND c.active`, cmd.Counter.UUID(), cmd.Actor.Staff.UUID()).Scan(&theirs)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return fail(casecore.NotFound, op, "error.hall_no_counter")
		case err != nil:
			return err
		case !theirs:
			return fail(casecore.Forbidden, op, "error.hall_not_operator")
		}
		_, err = h.db.Exec(ctx, `INSERT INTO hall_signons (id, counter_id, staff_id, began_at) VALUES ($1, $2, $3, $4)`,
			id, cmd.Counter.UUID(), cmd.Actor.Staff.UUID(), h.now())
		if err != nil {
			return err
		}
		return h.tell(ctx, tellSignonSQL, id)
	})
	return err
}

// SignOff takes an operator away from their counter. Conflict while they have a client.
func (h *Hall) SignOff(ctx context.Context, cmd CounterCommand) error {
	const op = "sign off"
	_, err := h.once(ctx, op, cmd.Command, struct{ Off CounterID }{cmd.Counter}, cmd.Counter.UUID(), SubjectCounter, func(ctx context.Context) error {
		if err := h.seated(ctx, op, cmd.Counter, cmd.Actor.Staff); err != nil {
			return err
		}
		if err := h.free(ctx, op, cmd.Counter); err != nil {
			return err
		}
		var id uuid.UUID
		err := h.db.QueryRow(ctx, `UPDATE hall_signons SET ended_at = $2 WHERE counter_id = $1 AND ended_at IS NULL RETURNING id`,
			cmd.Counter.UUID(), h.now()).Scan(&id)
		if err != nil {
			return err
		}
		return h.tell(ctx, tellSignonSQL, id)
	})
	return err
}

// seatedSQL is the counter $1 at which the operator $2 sits, and holds the sign-on.
const seatedSQL = `SELECT c.branch_id, c.directions, c.rule = 'ranked' AS ranked, s.counter_id
	FROM hall_signons s JOIN hall_counters c ON c.id = s.counter_id
	WHERE s.counter_id = $1 AND s.staff_id = $2 AND s.ended_at IS NULL FOR UPDATE OF s`

// seated fails unless the operator sits at the counter. The sign-on is held until the transaction ends: nobody is called to a counter
// that is being left.
func (h *Hall) seated(ctx context.Context, op string, id CounterID, staff casecore.StaffID) error {
	tag, err := h.db.Exec(ctx, seatedSQL, id.UUID(), staff.UUID())
	if err == nil && tag.RowsAffected() == 0 {
		err = fail(casecore.Forbidden, op, "error.hall_not_signed_on")
	}
	return err
}

// free is Conflict while the counter has a client. With its sign-on held it stays as it is.
func (h *Hall) free(ctx context.Context, op string, id CounterID) error {
	var busy bool
	err := h.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM hall_visits WHERE counter_id = $1 AND ended_at IS NULL)`, id.UUID()).Scan(&busy)
	if err == nil && busy {
		err = fail(casecore.Conflict, op, "error.hall_counter_busy")
	}
	return err
}
