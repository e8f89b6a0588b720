package desk

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/internal/pg"
)

// Outcome is how the wait for an agent ended.
type Outcome string

// The outcomes.
const (
	Answered  Outcome = "answered"
	Abandoned Outcome = "abandoned"
	CallBack  Outcome = "callback"
	Message   Outcome = "message"
)

// Offer is a call that was given to an agent whose telephone is to ring.
type Offer struct {
	Call      calls.CallID
	Staff     casecore.StaffID
	DeskPhone bool
	At        time.Time
	// Back: it is no call but the wish for one, which is made by itself.
	Back bool
}

// Phone is the name under which the agent's telephone registers.
func (o *Offer) Phone() string { return PhoneName(o.Staff, o.DeskPhone) }

// Queue puts a call among those that wait. One that waited before has the place that it had; wanted is whom it was passed on
// to, zero for nobody.
func (d *Desk) Queue(ctx context.Context, c calls.Call, wanted casecore.StaffID) error {
	now := d.now()
	var till time.Time
	if !wanted.IsZero() {
		till = now.Add(d.waits().Wanted.Length())
	}
	_, err := d.db.Exec(ctx, `
		INSERT INTO desk_waits AS w (call_id, pbx, lang, emergency, state, queued_at, place, wanted_id, wanted_till)
		VALUES ($1, $2, $3, $4, 'waiting', $5, 1 + (SELECT count(*) FROM desk_waits WHERE state IN ('waiting', 'offered')), $6, $7)
		ON CONFLICT (call_id) DO UPDATE SET state = 'waiting', lang = $3, emergency = $4, wanted_id = $6, wanted_till = $7, over_at = NULL,
			outcome = ''
		WHERE w.state IN ('waiting', 'over')`, c.ID.UUID(), c.PBX, c.Lang, c.Emergency, now, pg.NullID(wanted), pg.NullTime(till))
	d.told(ctx)
	return failed("queue", err)
}

// Unqueue takes a call out of the queue that got no agent. Whom it was given to meanwhile is free again.
func (d *Desk) Unqueue(ctx context.Context, id calls.CallID, outcome Outcome) error {
	const op = "unqueue"
	return failed(op, d.db.InTx(ctx, func(ctx context.Context) error {
		var staff *uuid.UUID
		err := d.db.QueryRow(ctx, `SELECT staff_id FROM desk_waits WHERE call_id = $1 AND state IN ('waiting', 'offered') FOR UPDATE`,
			id.UUID()).Scan(&staff)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		now := d.now()
		_, err = d.db.Exec(ctx, `UPDATE desk_waits SET state = 'over', staff_id = NULL, over_at = $2,
			outcome = CASE WHEN answered_at IS NULL THEN $3 ELSE 'answered' END WHERE call_id = $1`, id.UUID(), now, string(outcome))
		if err != nil || staff == nil {
			d.told(ctx)
			return err
		}
		return d.free(ctx, id, casecore.StaffID(*staff), false, "", now)
	}))
}

// Meet says that an agent and the caller whom they were given talk.
func (d *Desk) Meet(ctx context.Context, id calls.CallID, staff casecore.StaffID, at time.Time) error {
	const op = "meet"
	return failed(op, d.db.InTx(ctx, func(ctx context.Context) error {
		_, err := d.db.Exec(ctx, `UPDATE desk_waits SET state = 'talking', answered_at = CASE WHEN call_id = $1 THEN coalesce(answered_at, $3) END
			WHERE staff_id = $2 AND (call_id = $1 OR call_id = (SELECT wait_id FROM call_tasks WHERE call_id = $1))`,
			id.UUID(), staff.UUID(), at)
		if err != nil {
			return err
		}
		_, err = d.db.Exec(ctx, `UPDATE desk_seats SET state = 'talking', since = $3 WHERE staff_id = $2 AND call_id = $1 AND state = 'ringing'`,
			id.UUID(), staff.UUID(), at)
		d.told(ctx, staff)
		return err
	}))
}

// Free gives an agent back: after a talk they have their wrap-up, when the desk gave them a call and they could not be had a break
// that says why, and else they are ready. Their call waits again when nobody talked with it.
func (d *Desk) Free(ctx context.Context, id calls.CallID, staff casecore.StaffID, talked bool, missed Why, at time.Time) error {
	const op = "free"
	return failed(op, d.db.InTx(ctx, func(ctx context.Context) error {
		sql := `UPDATE desk_waits SET state = 'waiting', staff_id = NULL, offered_at = NULL WHERE call_id = $1 AND staff_id = $2 AND state = 'offered'`
		args := []any{id.UUID(), staff.UUID()}
		if talked {
			sql = `UPDATE desk_waits SET state = 'over', staff_id = NULL, over_at = $3, outcome = 'answered' WHERE call_id = $1 AND staff_id = $2`
			args = append(args, at)
		}
		tag, err := d.db.Exec(ctx, sql, args...)
		if err != nil {
			return err
		}
		back, err := d.freeBack(ctx, id, talked, missed, at)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 && !back {
			missed = ByChoice // of a call of their own
		}
		return d.free(ctx, id, staff, talked, missed, at)
	}))
}

func (d *Desk) free(ctx context.Context, id calls.CallID, staff casecore.StaffID, talked bool, missed Why, at time.Time) error {
	state, why, until := Ready, ByChoice, time.Time{}
	switch {
	case talked:
		state, until = WrapUp, at.Add(d.waits().WrapUp.Length())
	case missed != "":
		state, why = Break, missed
	}
	_, err := d.db.Exec(ctx, `UPDATE desk_seats SET state = $3, why = $4, since = $5, call_id = NULL, wrapup_until = $6,
			freed_at = CASE WHEN $3 = 'wrapup' THEN $5 ELSE freed_at END
		WHERE staff_id = $2 AND call_id = $1`, id.UUID(), staff.UUID(), string(state), string(why), at, pg.NullTime(until))
	d.told(ctx, staff)
	return err
}

// Assign gives the next waiting call of an Asterisk to an agent: emergencies first (MR-4.7), then whoever waits longest; of the
// agents who fit, those for emergencies first where it is one, then whoever is idle longest. It returns false when no call has an
// agent. A call gives way, for a moment, to an emergency at another Asterisk. The turn of a wish to be called back asks for that call in
// the same statement, and is of whoever has its report in hand; whoever is about to call somebody gets nobody.
func (d *Desk) Assign(ctx context.Context, pbx string) (Offer, bool, error) {
	var o Offer
	now := d.now()
	err := d.db.QueryRow(ctx, `
		WITH pair AS (
			SELECT w.call_id, w.report_id, s.staff_id, s.desk_phone
			FROM desk_waits w JOIN desk_seats s ON s.state = 'ready' AND s.heard_at >= $3
				AND (w.wanted_id IS NULL OR w.wanted_id = s.staff_id OR w.wanted_till <= $2)
				AND (w.lang = 'uk' OR w.lang = ANY (s.langs) OR w.queued_at <= $4 OR NOT EXISTS (
					SELECT FROM desk_seats o WHERE o.state <> 'off' AND o.heard_at >= $3 AND w.lang = ANY (o.langs)))
				AND NOT EXISTS (SELECT FROM call_tasks t
					WHERE t.staff_id = s.staff_id AND t.kind IN ('callback', 'executor') AND t.state IN ('waiting', 'calling'))
			WHERE w.state = 'waiting' AND w.pbx = $1 AND (w.emergency OR NOT EXISTS (
				SELECT FROM desk_waits e WHERE e.state = 'waiting' AND e.emergency AND e.pbx <> $1 AND e.queued_at >= $5))
				AND (w.report_id IS NULL OR (w.back_at IS NULL OR w.back_at <= $2) AND (w.emergency OR $6 OR w.queued_at >= $7) AND `+wishStands+`
					AND NOT `+heldCity+` AND EXISTS (
						SELECT FROM reports r WHERE r.id = w.report_id AND (r.claimed_by IS NULL OR r.claimed_by = s.staff_id)))
			ORDER BY w.emergency DESC, w.queued_at, w.call_id, (w.emergency AND s.emergency) DESC, s.freed_at, s.staff_id
			LIMIT 1 FOR UPDATE OF w, s SKIP LOCKED
		), given AS (
			UPDATE desk_waits w SET state = 'offered', staff_id = p.staff_id, offered_at = $2 FROM pair p WHERE w.call_id = p.call_id
		), held AS (
			UPDATE desk_seats s SET state = 'ringing', since = $2, why = '', call_id = p.call_id FROM pair p WHERE s.staff_id = p.staff_id
		), asked AS (
			INSERT INTO call_tasks (id, kind, report_id, staff_id, via, state, next_at, created_at, wait_id)
			SELECT $8, 'callback', p.report_id, p.staff_id, CASE WHEN p.desk_phone THEN $9 ELSE $10 END || p.staff_id, 'waiting', $2, $2, p.call_id
			FROM pair p WHERE p.report_id IS NOT NULL
		)
		SELECT call_id, staff_id, desk_phone, report_id IS NOT NULL FROM pair`,
		pbx, now, d.silentSince(now), now.Add(-d.waits().Skills.Length()), now.Add(-givesWay),
		d.anyHour(now), now.Add(-freshWish), casecore.NewID[casecore.CallTaskID]().UUID(), deskPrefix, browserPrefix).
		Scan((*uuid.UUID)(&o.Call), (*uuid.UUID)(&o.Staff), &o.DeskPhone, &o.Back)
	if errors.Is(err, pgx.ErrNoRows) {
		return Offer{}, false, nil
	}
	o.At = now
	if err == nil {
		d.told(ctx, o.Staff)
	}
	return o, err == nil, failed("assign", err)
}

// givesWay is for how long a call leaves the agents to an emergency at another Asterisk, should nobody serve that one.
const givesWay = 5 * time.Second

// Offers returns the calls of an Asterisk that were given to an agent and are not talked with yet, oldest first; no call-backs.
func (d *Desk) Offers(ctx context.Context, pbx string) ([]Offer, error) {
	list, err := pg.Collect(ctx, d.db, func(row pgx.CollectableRow) (o Offer, err error) {
		err = row.Scan((*uuid.UUID)(&o.Call), (*uuid.UUID)(&o.Staff), &o.DeskPhone, &o.At)
		return o, err
	}, `SELECT w.call_id, w.staff_id, s.desk_phone, w.offered_at
		FROM desk_waits w JOIN desk_seats s ON s.staff_id = w.staff_id WHERE w.pbx = $1 AND w.state = 'offered' AND w.report_id IS NULL
		ORDER BY w.offered_at`, pbx)
	return list, failed("offers", err)
}

// Staffed tells whether anybody takes calls.
func (d *Desk) Staffed(ctx context.Context) (bool, error) {
	var there bool
	err := d.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM desk_seats
		WHERE state IN ('talking', 'ringing', 'wrapup') OR state = 'ready' AND heard_at >= $1)`, d.silentSince(d.now())).Scan(&there)
	return there, failed("staffed", err)
}

// Place tells how many calls, itself included, are before the end of a call's wait, and how long that may take by what others
// waited in the last hours; zero when nobody did. A call that does not wait yet has the place that it would get.
func (d *Desk) Place(ctx context.Context, id calls.CallID, emergency bool) (place int, expected time.Duration, err error) {
	var seconds float64
	now := d.now()
	err = d.db.QueryRow(ctx, `
		WITH me AS (SELECT coalesce((SELECT queued_at FROM desk_waits WHERE call_id = $1), $2) AS since)
		SELECT 1 + (SELECT count(*) FROM desk_waits w, me WHERE w.state IN ('waiting', 'offered') AND w.call_id <> $1
				AND (w.emergency AND NOT $3 OR w.emergency = $3 AND w.queued_at < me.since)),
			coalesce((SELECT sum(extract(epoch FROM answered_at - queued_at)) / sum(place) FROM (
				SELECT queued_at, answered_at, place FROM desk_waits WHERE queued_at > $4 AND answered_at IS NOT NULL AND NOT emergency
				ORDER BY queued_at DESC LIMIT $5) recent), 0)`,
		id.UUID(), now, emergency, now.Add(-recentWaits), recentCount).Scan(&place, &seconds)
	return place, time.Duration(seconds*float64(place)) * time.Second, failed("place", err)
}

// The real waits that an expected one is made of.
const (
	recentWaits = 2 * time.Hour
	recentCount = 30
)
