package queuehall

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Health is what a device says of itself: on each change of its lamp, after its self-test, and every ten seconds.
type Health struct {
	Boot    uuid.UUID // of this start of the device
	Lit     bool
	Nonce   uuid.UUID // of the visit for which it is lit
	Lamps   Test
	Buttons Test
	Stuck   []int // buttons that are held down: 1 to 3
}

// Test is the result of a self-test.
type Test string

// The results. A device without lamps or buttons says nothing of them.
const (
	TestGood  Test = "ok"
	TestFault Test = "fault"
)

// seenEvery is how exact the moment is at which a device was last heard: it is written no more often.
const seenEvery = 9 * time.Second

// faults are what a self-test found, as they are kept.
func (r *Health) faults() []string {
	list := []string{}
	for name, test := range map[string]Test{"lamps": r.Lamps, "buttons": r.Buttons} {
		if test == TestFault {
			list = append(list, name)
		}
	}
	for _, b := range r.Stuck {
		list = append(list, fmt.Sprint("stuck_", b))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (r *Health) check() bool {
	known := func(t Test) bool { return t == "" || t == TestGood || t == TestFault }
	return r.Boot != uuid.Nil && known(r.Lamps) && known(r.Buttons) &&
		!slices.ContainsFunc(r.Stuck, func(b int) bool { return b < int(Bad) || b > int(Exemplary) })
}

// condition is what is known of a device and its counter.
type condition struct {
	boot, lit uuid.UUID
	faults    []string
	state     DeviceState
	seen      time.Time
	version   int64
	incident  bool // an open one
	busy      bool // with a client
}

// Health takes what a device says of itself. Only what has changed is written, and that it lives every few seconds. A pad that is lit
// for its client ends the counter's incident, and so does a good self-test while there is no client; but what an operator saw with
// their own eyes is not talked away before the next client or start. Invalid for what no device says.
func (h *Hall) Health(ctx context.Context, d Device, r Health) error {
	const op = "health"
	if !r.check() {
		return fail(casecore.Invalid, op, "error.hall_health")
	}
	was, err := h.condition(ctx, d.ID)
	if err != nil {
		return failed(op, err)
	}
	faults := r.faults()
	if !r.Lit || r.Lamps == TestFault {
		r.Nonce = uuid.Nil
	}
	state := DeviceOnline
	if len(faults) > 0 {
		state = DeviceFaulty
	}
	now := h.now()
	restarted := was.boot != uuid.Nil && was.boot != r.Boot
	same := was.boot == r.Boot && was.lit == r.Nonce && was.state == state && slices.Equal(was.faults, faults)
	healthy := was.incident && !was.busy && state == DeviceOnline
	if same && !healthy {
		if now.Sub(was.seen) >= seenEvery {
			_, err = h.db.Exec(ctx, `UPDATE hall_devices SET last_seen = $2 WHERE id = $1`, d.ID.UUID(), now)
		}
		return failed(op, err)
	}
	return failed(op, h.db.InTx(ctx, func(ctx context.Context) error {
		lit, err := h.lit(ctx, d, r.Nonce, now)
		if err == nil && !lit && was.lit != uuid.Nil && was.lit != r.Nonce {
			err = h.wentDark(ctx, d, was, now)
		}
		if err != nil {
			return err
		}
		if !same {
			if err := h.db.Queue(ctx, nil, `UPDATE hall_devices SET boots = boots + (boot_id IS NOT NULL AND boot_id <> $2)::int, boot_id = $2,
				lit_nonce = $3, lit_at = CASE WHEN $3::uuid IS NOT NULL AND lit_nonce IS DISTINCT FROM $3 THEN $4 ELSE lit_at END,
				faults = $5, since = CASE WHEN state = $6 THEN since ELSE $4 END, state = $6, last_seen = $4, version = version + 1
				WHERE id = $1 AND revoked_at IS NULL`, d.ID.UUID(), r.Boot, pg.NullID(r.Nonce), now, faults, string(state)); err != nil {
				return err
			}
			if err := h.tell(ctx, tellDeviceSQL, d.ID.UUID()); err != nil {
				return err
			}
		}
		switch {
		case lit:
			return h.mended(ctx, d.Counter, OnceLit, now, `true`)
		case !healthy:
			return nil
		}
		return h.mended(ctx, d.Counter, OnceHealthy, now, `(i.opened_by = 'system' OR $4) AND NOT EXISTS (
			SELECT FROM hall_visits v WHERE v.counter_id = i.counter_id AND v.ended_at IS NULL)`, restarted)
	}))
}

// condition reads what is known. NotFound for a device that was revoked.
func (h *Hall) condition(ctx context.Context, id DeviceID) (c condition, err error) {
	var boot, lit *uuid.UUID
	var seen *time.Time
	err = h.db.QueryRow(ctx, `SELECT d.boot_id, d.lit_nonce, d.faults, d.state, d.last_seen, d.version,
			EXISTS (SELECT FROM hall_incidents i WHERE i.counter_id = d.counter_id AND i.closed_at IS NULL),
			EXISTS (SELECT FROM hall_visits v WHERE v.counter_id = d.counter_id AND v.ended_at IS NULL)
		FROM hall_devices d WHERE d.id = $1 AND d.revoked_at IS NULL`, id.UUID()).
		Scan(&boot, &lit, &c.faults, &c.state, &seen, &c.version, &c.incident, &c.busy)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, fail(casecore.NotFound, "health", "error.hall_no_device")
	}
	c.boot, c.lit, c.seen = pg.ID[uuid.UUID](boot), pg.ID[uuid.UUID](lit), pg.Time(seen)
	return c, err
}

// lit notes that the pad is lit for the client whom its counter has: nobody waits for that any more. It does not count, while the operator
// says of this very client that the pad is dark.
func (h *Hall) lit(ctx context.Context, d Device, nonce uuid.UUID, now time.Time) (bool, error) {
	if d.Role != Pad || nonce == uuid.Nil {
		return false, nil
	}
	var visit VisitID
	err := h.db.QueryRow(ctx, `UPDATE hall_visits v SET pad = 'lit' WHERE v.nonce = $1 AND v.counter_id = $2 AND v.ended_at IS NULL
		AND NOT EXISTS (SELECT FROM hall_incidents i WHERE i.visit_id = v.id AND i.opened_by = 'operator') RETURNING v.id`,
		nonce, d.Counter.UUID()).Scan((*uuid.UUID)(&visit))
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	stop := casecore.DeadlineStop{Subject: visitSubject(visit), Kind: deadlineLit}
	return true, h.core.Apply(ctx, casecore.Change{At: now, Stop: []casecore.DeadlineStop{stop}})
}

// wentDark gives a pad that is dark before a client who has not rated yet the time that it has after a call.
func (h *Hall) wentDark(ctx context.Context, d Device, was condition, now time.Time) error {
	var visit VisitID
	err := h.db.QueryRow(ctx, `UPDATE hall_visits v SET pad = '' WHERE v.nonce = $1 AND v.counter_id = $2 AND v.ended_at IS NULL AND v.pad = 'lit'
		AND NOT EXISTS (SELECT FROM hall_presses p WHERE p.visit_id = v.id AND p.why = '') RETURNING v.id`, was.lit, d.Counter.UUID()).
		Scan((*uuid.UUID)(&visit))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	key := casecore.DeadlineKey{Subject: visitSubject(visit), Kind: deadlineLit, Level: relit, Cycle: int(was.version)}
	return h.armAs(ctx, now, now.Add(h.profile.Lit()), key)
}
