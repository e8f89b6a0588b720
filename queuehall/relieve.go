package queuehall

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// Relieve takes an operator from a counter who does not leave it themselves: they fell ill, or have gone home. Their client is passed on
// with the turn that they had, and whoever waits for the counter alone is anybody's. Conflict when nobody sits there.
func (h *Hall) Relieve(ctx context.Context, cmd CounterCommand) error {
	const op = "relieve"
	_, err := h.once(ctx, op, cmd.Command, struct{ Relieve CounterID }{cmd.Counter}, cmd.Counter.UUID(), SubjectCounter,
		func(ctx context.Context) error {
			gone, err := h.relieve(ctx, cmd.Counter, uuid.Nil, cmd.Actor.Staff, h.now())
			if err == nil && !gone {
				err = fail(casecore.Conflict, op, "error.hall_nobody_there")
			}
			return err
		})
	return err
}

// relieve ends the sign-on at a counter and the visit there; false when there is none, or another than only, which is Nil for any. by is
// zero for nobody.
func (h *Hall) relieve(ctx context.Context, counter CounterID, only uuid.UUID, by casecore.StaffID, now time.Time) (bool, error) {
	s, ok, err := h.seatAt(ctx, counter)
	if err != nil || !ok || only != uuid.Nil && only != s {
		return false, err
	}
	err = h.abandon(ctx, counter, func(v *Visit) error { return v.move("relieve", StepPassed, now, StepCalled, StepServing) })
	if err != nil {
		return false, err
	}
	return true, h.vacate(ctx, s, counter, by, now)
}

// seatAt holds the sign-on at a counter: nobody is called there meanwhile.
func (h *Hall) seatAt(ctx context.Context, counter CounterID) (id uuid.UUID, ok bool, err error) {
	err = h.db.QueryRow(ctx, `SELECT id FROM hall_signons WHERE counter_id = $1 AND ended_at IS NULL FOR UPDATE`, counter.UUID()).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return id, false, nil
	}
	return id, err == nil, err
}

// abandon ends the visit at a counter, if there is one, by a step that nobody takes back.
func (h *Hall) abandon(ctx context.Context, counter CounterID, end func(v *Visit) error) error {
	ids, err := pg.Collect(ctx, h.db, pgx.RowTo[uuid.UUID], `SELECT id FROM hall_visits WHERE counter_id = $1 AND ended_at IS NULL`, counter.UUID())
	if err != nil || len(ids) == 0 {
		return err
	}
	v, err := h.lockVisit(ctx, "relieve", VisitID(ids[0]))
	if err != nil || !v.Step.Live() { // its operator was quicker
		return err
	}
	if err := end(&v); err != nil {
		return err
	}
	v.Before = ""
	return h.write(ctx, &v, v.Stepped)
}

// vacate ends a sign-on; whoever waits for its counter alone is anybody's from then on.
func (h *Hall) vacate(ctx context.Context, signon uuid.UUID, counter CounterID, by casecore.StaffID, now time.Time) error {
	if err := h.db.Queue(ctx, nil, `UPDATE hall_signons SET ended_at = $2, relieved_by = $3 WHERE id = $1`, signon, now, pg.NullID(by)); err != nil {
		return err
	}
	if err := h.tell(ctx, tellSignonSQL, signon); err != nil {
		return err
	}
	_, err := h.anybodys(ctx, `o.counter_id = $1`, counter.UUID())
	return err
}

// RelieveAbsent relieves whoever sits at a counter and may no longer work there: their account was closed, or their role has ended. It
// returns how many there were.
func (h *Hall) RelieveAbsent(ctx context.Context) (n int, err error) {
	type signon struct{ ID, Counter uuid.UUID }
	absent, err := pg.Collect(ctx, h.db, pgx.RowToStructByPos[signon], `
		SELECT s.id, s.counter_id FROM hall_signons s JOIN staff p ON p.id = s.staff_id WHERE s.ended_at IS NULL
			AND (p.disabled_at IS NOT NULL OR NOT EXISTS (SELECT FROM staff_roles r WHERE r.staff_id = s.staff_id AND r.role = ANY ($1)
				AND r.since <= $2 AND coalesce(r.until >= $2, true)))`, servingRoles, h.today())
	if err != nil {
		return 0, failed("relieve absent", err)
	}
	for _, s := range absent {
		err := h.db.InTx(ctx, func(ctx context.Context) error { // somebody else may sit there by now
			gone, err := h.relieve(ctx, CounterID(s.Counter), s.ID, casecore.StaffID{}, h.now())
			if gone {
				n++
			}
			return err
		})
		if err != nil {
			return n, failed("relieve absent", err)
		}
	}
	return n, nil
}

// servingRoles are the roles whose holders may sit at a counter.
var servingRoles = []string{string(regulation.RoleHallOperator), string(regulation.RoleBranchHead)}

// FreeDeserted lets anybody call whoever waits for, or is parked at, a counter at which nobody has sat for the profile's minutes. It
// returns how many there were.
func (h *Hall) FreeDeserted(ctx context.Context) (n int, err error) {
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		n, err = h.anybodys(ctx, `NOT EXISTS (SELECT FROM hall_signons s WHERE s.counter_id = o.counter_id
			AND (s.ended_at IS NULL OR s.ended_at > $1))`, h.now().Add(-h.profile.Away()))
		return err
	})
	return n, failed("free deserted", err)
}

// anybodys makes those who wait for one counter, or are parked at it, everybody's to call: those of whom the condition holds, o in it.
func (h *Hall) anybodys(ctx context.Context, condition string, arg any) (int, error) {
	free, err := pg.Collect(ctx, h.db, pgx.RowTo[uuid.UUID], `
		UPDATE hall_tickets t SET counter_id = NULL, version = version + 1
		FROM (SELECT o.id FROM hall_tickets o WHERE o.state IN ('waiting', 'parked') AND o.counter_id IS NOT NULL AND `+condition+`
			ORDER BY o.id FOR UPDATE SKIP LOCKED) free
		WHERE t.id = free.id RETURNING t.id`, arg)
	if err != nil || len(free) == 0 {
		return 0, err
	}
	return len(free), h.tell(ctx, tellTicketsSQL, free)
}
