package redistimer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// rows are the deadlines in PostgreSQL. Every statement here reads, or writes one row.
type rows struct{ db *pg.DB }

// live is the condition of the index deadlines_due.
const live = `fired_at IS NULL AND stopped_at IS NULL AND dead_at IS NULL`

// page asks for live deadlines in the order of their due times.
type page struct {
	before time.Time // due at or before
	retry  time.Time // and after a failure not before this
	kinds  []string  // nil for all
	after  *casecore.TimerRef
	limit  int
}

const selectPage = `
SELECT subject_type, subject_id, kind, level, cycle, version, due_at, greatest(due_at, retry_at)
FROM deadlines
WHERE ` + live + `
  AND due_at <= $1 AND (retry_at IS NULL OR retry_at <= $2)
  AND ($3::text[] IS NULL OR kind = ANY ($3))
  AND (due_at, subject_id, kind, level, cycle) > ($4, $5, $6, $7, $8)
ORDER BY due_at, subject_id, kind, level, cycle
LIMIT $9`

// infinity is later than any deadline.
var infinity = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func (r rows) page(ctx context.Context, p page) ([]timer, error) {
	after := casecore.TimerRef{Due: time.Time{}.UTC()}
	if p.after != nil {
		after = *p.after
	}
	found, err := r.db.Query(ctx, selectPage, p.before, p.retry, p.kinds,
		after.Due, after.Subject.ID, string(after.Kind), after.Level, after.Cycle, p.limit)
	if err != nil {
		return nil, fmt.Errorf("redistimer: read deadlines: %w", err)
	}
	timers, err := pgx.CollectRows(found, func(row pgx.CollectableRow) (timer, error) {
		var t timer
		err := row.Scan(&t.ref.Subject.Type, &t.ref.Subject.ID, &t.ref.Kind, &t.ref.Level, &t.ref.Cycle, &t.ref.Version,
			&t.ref.Due, &t.at)
		t.ref.Due = t.ref.Due.UTC()
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("redistimer: read deadlines: %w", err)
	}
	return timers, nil
}

// next is when the first deadline after now is due, false when there is none.
func (r rows) next(ctx context.Context, now time.Time) (time.Time, bool, error) {
	var at time.Time
	err := r.db.QueryRow(ctx, `SELECT due_at FROM deadlines WHERE `+live+` AND due_at > $1 ORDER BY due_at LIMIT 1`,
		now).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, fmt.Errorf("redistimer: next deadline: %w", err)
	}
	return at, true, nil
}

// failure is a culprit's state after a failure.
type failure struct {
	attempts int
	retryAt  time.Time
	dead     bool
}

// fail notes a failure of ref, unless the deadline has changed or somebody holds it.
func (r rows) fail(
	ctx context.Context, ref casecore.TimerRef, now time.Time, first time.Duration, cause string,
) (f failure, found bool, err error) {
	var retry, dead *time.Time
	err = r.db.QueryRow(ctx, `
		WITH culprit AS (
			SELECT subject_id, kind, level, cycle FROM deadlines
			WHERE subject_id = $1 AND kind = $2 AND level = $3 AND cycle = $4 AND version = $5 AND `+live+`
			FOR UPDATE SKIP LOCKED
		)
		UPDATE deadlines d SET
			attempts = d.attempts + 1,
			last_error = $6,
			retry_at = CASE WHEN d.attempts + 1 < $7 THEN $8::timestamptz + $9::interval * power(4, d.attempts) END,
			dead_at = CASE WHEN d.attempts + 1 >= $7 THEN $8::timestamptz END
		FROM culprit c
		WHERE (d.subject_id, d.kind, d.level, d.cycle) = (c.subject_id, c.kind, c.level, c.cycle)
		RETURNING d.attempts, d.retry_at, d.dead_at`,
		ref.Subject.ID, string(ref.Kind), ref.Level, ref.Cycle, ref.Version, cause, MaxAttempts, now, first,
	).Scan(&f.attempts, &retry, &dead)
	if errors.Is(err, pgx.ErrNoRows) {
		return failure{}, false, nil
	}
	if err != nil {
		return failure{}, false, fmt.Errorf("redistimer: note a failure: %w", err)
	}
	if retry != nil {
		f.retryAt = *retry
	}
	f.dead = dead != nil
	return f, true, nil
}

// dead returns the latest dead letters.
func (r rows) dead(ctx context.Context, limit int) ([]casecore.Deadline, error) {
	found, err := r.db.Query(ctx, `
		SELECT subject_type, subject_id, kind, level, cycle, version, due_at, armed_at, why, attempts, last_error, dead_at
		FROM deadlines WHERE dead_at IS NOT NULL ORDER BY dead_at DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("redistimer: dead letters: %w", err)
	}
	letters, err := pgx.CollectRows(found, func(row pgx.CollectableRow) (casecore.Deadline, error) {
		var d casecore.Deadline
		err := row.Scan(&d.Subject.Type, &d.Subject.ID, &d.Kind, &d.Level, &d.Cycle, &d.Version, &d.Due, &d.ArmedAt, &d.Why,
			&d.Attempts, &d.LastError, &d.DeadAt)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("redistimer: dead letters: %w", err)
	}
	return letters, nil
}

// revive makes a dead letter live again, false when it is none.
func (r rows) revive(ctx context.Context, key casecore.DeadlineKey) (casecore.TimerRef, bool, error) {
	ref := casecore.TimerRef{DeadlineKey: key}
	var subject uuid.UUID
	err := r.db.QueryRow(ctx, `
		UPDATE deadlines SET dead_at = NULL, attempts = 0, retry_at = NULL
		WHERE subject_id = $1 AND kind = $2 AND level = $3 AND cycle = $4
		  AND dead_at IS NOT NULL AND fired_at IS NULL AND stopped_at IS NULL
		RETURNING subject_type, subject_id, version, due_at`,
		key.Subject.ID, string(key.Kind), key.Level, key.Cycle,
	).Scan(&ref.Subject.Type, &subject, &ref.Version, &ref.Due)
	if errors.Is(err, pgx.ErrNoRows) {
		return ref, false, nil
	}
	if err != nil {
		return ref, false, fmt.Errorf("redistimer: replay: %w", err)
	}
	return ref, true, nil
}
