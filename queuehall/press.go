package queuehall

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// Mark is a client's rating (VN-2.1).
type Mark int16

// The marks, as they stand on the pad: «Погано», «Добре», «Зразково».
const (
	Bad       Mark = 1
	Good      Mark = 2
	Exemplary Mark = 3
)

// Why says why a press does not count.
type Why string

// The reasons. A press that counts has none.
const (
	Counts   Why = ""
	Stranger Why = "stranger" // its nonce is of no visit at this counter
	Undone   Why = "undone"   // the call was a mis-click
	Early    Why = "early"    // before the pad was armed
	Late     Why = "late"     // after the visit's end (VN-2.7)
	Old      Why = "old"      // it came too long after it was made
	Second   Why = "second"   // this operator was rated already
)

// PressButton is a client's press, as the pad tells it.
type PressButton struct {
	ID    PressID
	Nonce uuid.UUID
	Mark  Mark
	Age   time.Duration // since it was pressed, by a clock of the pad's that does not jump
}

// MostAge is how long a press may have been under way.
const MostAge = 30 * time.Second

// pressSQL keeps a press in one statement, with the signs of abuse that it gives, and tells the pad of the mark that counts. Nothing is
// kept when the press is there already, or when another one counts. One that came before its own call was called came on a clock that was
// set back: it is not early, for its nonce is known since the call. The visit is held: what is told of its lamp is told in the order of the
// versions.
var pressSQL = `
	WITH visit AS (
		SELECT id, ticket_id, branch_id, counter_id, staff_id, step, nonce, called_at, ended_at, version FROM hall_visits
		WHERE nonce = $4 AND counter_id = $3 FOR NO KEY UPDATE
	), pressed AS (
		INSERT INTO hall_presses (id, device_id, visit_id, mark, pressed_at, received_at, why)
		SELECT $1, $2, v.id, $5, $6, $7, CASE
			WHEN v.id IS NULL THEN 'stranger'
			WHEN v.step = 'undone' THEN 'undone'
			WHEN $8 THEN 'old'
			WHEN $6 < v.called_at AND $7 >= v.called_at THEN 'early'
			WHEN $6 > v.ended_at THEN 'late'
			WHEN $9 THEN 'second'
			ELSE '' END
		FROM (SELECT) one LEFT JOIN visit v ON true
		ON CONFLICT DO NOTHING RETURNING why
	), rated AS (
		SELECT v.id, v.branch_id, v.counter_id, v.staff_id, v.ticket_id, v.nonce, v.called_at, v.ended_at, v.version FROM pressed, visit v WHERE pressed.why = ''
	), told AS (
		` + tellAtSQL(`$7`, lampSQL(`rated v`, `$5::smallint`)) + `
	), run AS (
		INSERT INTO hall_runs AS r (staff_id, mark, length) SELECT staff_id, $5, 1 FROM rated
		ON CONFLICT (staff_id) DO UPDATE SET mark = excluded.mark, length = CASE WHEN r.mark = excluded.mark THEN r.length + 1 ELSE 1 END
		RETURNING length
	), flagged AS (
		INSERT INTO hall_flags (id, kind, branch_id, visit_id, staff_id, press_id, device_id, at, made_at, detail)
		SELECT sign.id, sign.kind, rated.branch_id, rated.id, rated.staff_id, $1, $2, $6, $7, sign.detail
		FROM rated, LATERAL (
			SELECT $10::uuid AS id, 'fast_press' AS kind, jsonb_build_object('seconds', round(extract(epoch FROM $6 - rated.called_at), 1)) AS detail
			WHERE $6 - rated.called_at < $12 AND $7 >= rated.called_at
			UNION ALL
			SELECT $11, 'long_run', jsonb_build_object('length', run.length) FROM run WHERE run.length = $13
		) sign
	)
	SELECT why FROM pressed`

// Press keeps a press of a pad and tells whether it counts (VN-2.5, VN-2.8). One that is sent again has the first answer. The client
// alone rates: no other device may, and the counter's pad alone is told of the mark that counts (VN-2.6, VN-3.2).
func (h *Hall) Press(ctx context.Context, d Device, p PressButton) (why Why, err error) {
	const op = "press"
	if d.Role != Pad {
		return "", fail(casecore.Forbidden, op, "error.hall_not_a_pad")
	}
	if p.Mark < Bad || p.Mark > Exemplary || p.Age < 0 {
		return "", fail(casecore.Invalid, op, "error.hall_press")
	}
	now := h.now()
	keep := func(second bool) error {
		return h.db.QueryRow(ctx, pressSQL, p.ID.UUID(), d.ID.UUID(), d.Counter.UUID(), p.Nonce, int16(p.Mark), now.Add(-p.Age), now,
			p.Age > MostAge, second, casecore.NewID[FlagID]().UUID(), casecore.NewID[FlagID]().UUID(),
			time.Duration(h.profile.Signs.FastPressSeconds)*time.Second, h.profile.Signs.LongRun).Scan(&why)
	}
	if err = keep(false); !errors.Is(err, pgx.ErrNoRows) {
		if err == nil && why == Counts {
			h.changed(ctx)
		}
		return why, failed(op, err)
	}
	kept := func() error {
		return h.db.QueryRow(ctx, `SELECT why FROM hall_presses WHERE id = $1`, p.ID.UUID()).Scan(&why)
	}
	if err = kept(); !errors.Is(err, pgx.ErrNoRows) {
		return why, failed(op, err)
	}
	if err = keep(true); errors.Is(err, pgx.ErrNoRows) {
		err = kept() // the same press, told at once to another copy, is there by now
	}
	return why, failed(op, err)
}

// Lamp is what a pad shows.
type Lamp struct {
	Nonce uuid.UUID // zero: dark
	Mark  Mark      // the button that alone is lit, zero: all three are (VN-2.6)
}

// Lamp returns what the pad of a counter shows: dark without a client, lit once one is called, and the pressed button alone until the
// visit ends (VN-2.4, VN-2.6, VN-2.7).
func (h *Hall) Lamp(ctx context.Context, id CounterID) (l Lamp, err error) {
	var mark *int16
	err = h.db.QueryRow(ctx, `SELECT v.nonce, p.mark FROM hall_visits v LEFT JOIN hall_presses p ON p.visit_id = v.id AND p.why = ''
		WHERE v.counter_id = $1 AND v.ended_at IS NULL`, id.UUID()).Scan(&l.Nonce, &mark)
	if mark != nil {
		l.Mark = Mark(*mark)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return l, failed("lamp", err)
}
