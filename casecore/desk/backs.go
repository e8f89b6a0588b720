package desk

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/internal/pg"
)

// freshWish is for how long whoever asked to be called back is called at any hour: they wait for it. Later they are called in the
// profile's hours.
const freshWish = time.Hour

// KeepPlace has a call that ended with the wish to be called back stay among those that wait, where it was. When its turn comes,
// [Desk.Assign] asks for a call to the report's applicant.
func (d *Desk) KeepPlace(ctx context.Context, id calls.CallID, report casecore.ReportID) error {
	_, err := d.db.Exec(ctx, `UPDATE desk_waits SET state = 'waiting', report_id = $2, over_at = NULL WHERE call_id = $1 AND state = 'over'`,
		id.UUID(), report.UUID())
	d.told(ctx)
	return failed("keep place", err)
}

// anyHour tells whether it is an hour in which applicants are called about what can wait.
func (d *Desk) anyHour(now time.Time) bool {
	p, err := d.rules.At(now)
	return err != nil || !p.CallableAt(now).After(now)
}

// Occupy says that somebody is in a call that was made for them, in the transaction that begins it: they get no other one until
// [Desk.Free]. A seat that is left or on a break stays so.
func (d *Desk) Occupy(ctx context.Context, id calls.CallID, staff casecore.StaffID, at time.Time) error {
	_, err := d.db.Exec(ctx, `UPDATE desk_seats SET state = 'ringing', since = $3, why = '', call_id = $1, wrapup_until = NULL
		WHERE staff_id = $2 AND (state IN ('ready', 'wrapup')
			OR state = 'ringing' AND call_id = (SELECT wait_id FROM call_tasks WHERE call_id = $1))`, id.UUID(), staff.UUID(), at)
	d.told(ctx, staff)
	return failed("occupy", err)
}

// freeBack gives up the turn of a call-back whose call was made: it is over when the two talked, keeps its place when the agent was
// not to be had, and comes again a little later when its citizen was not. It returns false for a call that is none.
func (d *Desk) freeBack(ctx context.Context, call calls.CallID, talked bool, missed Why, at time.Time) (bool, error) {
	list, err := pg.Collect(ctx, d.db, pgx.RowTo[uuid.UUID], `SELECT w.call_id FROM desk_waits w JOIN call_tasks t ON t.wait_id = w.call_id
		WHERE t.call_id = $1 AND w.state IN ('offered', 'talking') FOR UPDATE OF w`, call.UUID())
	if err != nil || len(list) == 0 {
		return false, err
	}
	wait := list[0]
	switch {
	case talked:
		_, err = d.db.Exec(ctx, `UPDATE desk_waits SET state = 'over', staff_id = NULL, over_at = $2 WHERE call_id = $1`, wait, at)
	case missed != "":
		_, err = d.db.Exec(ctx, `UPDATE desk_waits SET state = 'waiting', staff_id = NULL, offered_at = NULL WHERE call_id = $1`, wait)
	default:
		err = d.later(ctx, wait, at)
	}
	return true, err
}

// later has a citizen who was not reached called again after the profile's pause, as often as it says. Whoever is given up stays
// among the reports.
func (d *Desk) later(ctx context.Context, wait uuid.UUID, at time.Time) error {
	again, attempts := time.Minute, 1
	if p, err := d.rules.At(at); err == nil && p.Calling.Kept() {
		again, attempts = p.Calling.Again.Length(), p.Calling.Attempts
	}
	_, err := d.db.Exec(ctx, `UPDATE desk_waits SET staff_id = NULL, offered_at = NULL, backs = backs + 1, back_at = $2,
			state = CASE WHEN backs + 1 < $3 THEN 'waiting' ELSE 'over' END, over_at = CASE WHEN backs + 1 < $3 THEN NULL ELSE $4::timestamptz END
		WHERE call_id = $1`, wait, at.Add(again), attempts, at)
	return err
}

// settledAfter is how long a call that ended, or was never made, may hold a seat: whoever ends it frees the seat with it.
const settledAfter = 5 * time.Second

// sweepBacks ends wishes that were dealt with, gives call-backs another turn whose call never came to be, and frees seats whose call
// has ended without a word.
func (d *Desk) sweepBacks(ctx context.Context, now time.Time) error {
	if _, err := d.db.Exec(ctx, `UPDATE desk_waits w SET state = 'over', over_at = $1 WHERE w.state = 'waiting' AND w.report_id IS NOT NULL
		AND NOT (`+wishStands+`)`, now); err != nil {
		return err
	}
	lost, err := pg.Collect(ctx, d.db, pgx.RowToStructByPos[held], `SELECT w.call_id, w.staff_id FROM desk_waits w
		WHERE w.report_id IS NOT NULL AND w.state IN ('offered', 'talking') AND w.offered_at < $1 AND NOT EXISTS (
			SELECT FROM call_tasks t LEFT JOIN calls c ON c.id = t.call_id
			WHERE t.wait_id = w.call_id AND (t.state IN ('waiting', 'calling') OR c.ended_at IS NULL AND c.id IS NOT NULL))
		ORDER BY w.call_id FOR UPDATE OF w SKIP LOCKED`, now.Add(-settledAfter))
	if err != nil {
		return err
	}
	for _, l := range lost {
		if err := d.later(ctx, l.Call, now); err != nil {
			return err
		}
		if err := d.free(ctx, calls.CallID(l.Call), casecore.StaffID(l.Staff), false, ByChoice, now); err != nil {
			return err
		}
	}
	left, err := pg.Collect(ctx, d.db, pgx.RowToStructByPos[held], `SELECT s.call_id, s.staff_id FROM desk_seats s JOIN calls c ON c.id = s.call_id
		WHERE c.ended_at < $1 AND NOT EXISTS (SELECT FROM desk_waits w WHERE w.call_id = s.call_id AND w.staff_id = s.staff_id)
		ORDER BY s.staff_id FOR UPDATE OF s SKIP LOCKED`, now.Add(-settledAfter))
	if err != nil {
		return err
	}
	for _, l := range left {
		if err := d.free(ctx, calls.CallID(l.Call), casecore.StaffID(l.Staff), false, ByChoice, now); err != nil {
			return err
		}
	}
	return nil
}

// wishStands is true of a wait w whose citizen still wants to be called: nobody has settled the report, or called about it by
// themselves.
const wishStands = `EXISTS (SELECT FROM reports r WHERE r.id = w.report_id AND r.status IN ('waiting', 'claimed', 'worded', 'call_back'))
	AND NOT EXISTS (SELECT FROM call_tasks t WHERE t.report_id = w.report_id AND t.wait_id IS NULL AND t.created_at > w.queued_at)`

// heldCity is true while a restored city is held: what its people wished is the archive's past.
const heldCity = `EXISTS (SELECT FROM restores WHERE letters_released_at IS NULL)`

// held is a call and who holds it.
type held struct{ Call, Staff uuid.UUID }
