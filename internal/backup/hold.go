package backup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/internal/pg"
)

// lookEvery is how often a held part looks whether it was released.
const lookEvery = time.Second

// reasonRestored is why a letter that was dropped at a release is a dead one: a key of the catalogue.
const reasonRestored = "delivery.reason.restored"

// resultRestored is the result of a task for the telephone that was dropped at a release.
const resultRestored = "restored"

// Hold is what keeps a restored city still until somebody releases it.
type Hold struct{ db *pg.DB }

// NewHold returns the hold of a database.
func NewHold(db *pg.DB) *Hold { return &Hold{db} }

// State is what is held.
type State struct {
	Timers, Letters bool
	MadeAt          time.Time // the backup's snapshot, zero when nothing is held
}

// Held tells whether anything is held.
func (s State) Held() bool { return s.Timers || s.Letters }

// State reads what is held now.
func (h *Hold) State(ctx context.Context) (s State, err error) {
	var made *time.Time
	err = h.db.QueryRow(ctx, `SELECT max(made_at), coalesce(bool_or(timers_released_at IS NULL), false),
			coalesce(bool_or(letters_released_at IS NULL), false)
		FROM restores WHERE timers_released_at IS NULL OR letters_released_at IS NULL`).Scan(&made, &s.Timers, &s.Letters)
	if err != nil {
		return State{}, fmt.Errorf("backup: hold: %w", err)
	}
	if made != nil {
		s.MadeAt = made.UTC()
	}
	return s, nil
}

// AfterTimers is run, begun when timers are no longer held.
func (h *Hold) AfterTimers(run func(context.Context) error) func(context.Context) error {
	return h.after(func(s State) bool { return s.Timers }, run)
}

// AfterLetters is run, begun when letters are no longer held.
func (h *Hold) AfterLetters(run func(context.Context) error) func(context.Context) error {
	return h.after(func(s State) bool { return s.Letters }, run)
}

// after never begins a part that it could not ask about: a letter that is late does less harm than one that is wrong.
func (h *Hold) after(held func(State) bool, run func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		for {
			s, err := h.State(ctx)
			if err == nil && !held(s) {
				return run(ctx)
			}
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(lookEvery):
			}
		}
	}
}

// Waiting is what a release sets free.
type Waiting struct {
	Letters int64 // queued
	Calls   int64 // that would be made: tasks, and callers who asked to be called back
	Timers  int64 // overdue
}

// Waiting counts what would leave at once.
func (h *Hold) Waiting(ctx context.Context, now time.Time) (w Waiting, err error) {
	err = h.db.QueryRow(ctx, `SELECT (SELECT count(*) FROM deliveries WHERE state = 'queued'),
		(SELECT count(*) FROM call_tasks WHERE state IN ('waiting', 'calling'))
			+ (SELECT count(*) FROM desk_waits WHERE state = 'waiting' AND report_id IS NOT NULL),
		(SELECT count(*) FROM deadlines
			WHERE due_at <= $1 AND fired_at IS NULL AND stopped_at IS NULL AND dead_at IS NULL)`, now).Scan(&w.Letters, &w.Calls, &w.Timers)
	if err != nil {
		return Waiting{}, fmt.Errorf("backup: hold: %w", err)
	}
	return w, nil
}

// ErrNotHeld says that there is nothing to release.
var ErrNotHeld = errors.New("backup: nothing is held")

// Release is what a release is of.
type Release struct {
	Timers, Letters bool
	// Drop makes dead letters of what is queued instead of sending it; each can be sent from the console later. Nobody is called
	// about what the tasks for the telephone were made for.
	Drop bool
}

// Dropped is what a release did not set free.
type Dropped struct{ Letters, Calls int64 }

// Release lets go, once: what is released already stays so. Calls go with the letters. It returns what it dropped.
func (h *Hold) Release(ctx context.Context, r Release, now time.Time) (dropped Dropped, err error) {
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		var held State
		err := h.db.QueryRow(ctx, `SELECT timers_released_at IS NULL, letters_released_at IS NULL FROM restores
			WHERE timers_released_at IS NULL OR letters_released_at IS NULL
			ORDER BY restored_at DESC LIMIT 1 FOR UPDATE`).Scan(&held.Timers, &held.Letters)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNotHeld
		}
		if err != nil {
			return err
		}
		if r.Letters && r.Drop && held.Letters {
			tag, err := h.db.Exec(ctx, `UPDATE deliveries SET state = 'dead', settled_at = $1, last_error = $2
				WHERE state = 'queued'`, now, reasonRestored)
			if err != nil {
				return err
			}
			dropped.Letters = tag.RowsAffected()
			if dropped.Calls, err = h.dropCalls(ctx, now); err != nil {
				return err
			}
		}
		_, err = h.db.Exec(ctx, `UPDATE restores SET
				timers_released_at = CASE WHEN $1 THEN coalesce(timers_released_at, $3::timestamptz) ELSE timers_released_at END,
				letters_released_at = CASE WHEN $2 THEN coalesce(letters_released_at, $3::timestamptz) ELSE letters_released_at END`,
			r.Timers, r.Letters, now)
		return err
	})
	if err != nil && !errors.Is(err, ErrNotHeld) {
		err = fmt.Errorf("backup: release: %w", err)
	}
	return dropped, err
}

// dropCalls ends what somebody would be called about. Whoever asked to be called back stays among the reports.
func (h *Hold) dropCalls(ctx context.Context, now time.Time) (int64, error) {
	tasks, err := h.db.Exec(ctx, `UPDATE call_tasks SET state = 'needless', result = $2, ended_at = $1, lease_until = NULL
		WHERE state IN ('waiting', 'calling')`, now, resultRestored)
	if err != nil {
		return 0, err
	}
	wishes, err := h.db.Exec(ctx, `UPDATE desk_waits SET state = 'over', staff_id = NULL, over_at = $1
		WHERE state <> 'over' AND report_id IS NOT NULL`, now)
	return tasks.RowsAffected() + wishes.RowsAffected(), err
}
