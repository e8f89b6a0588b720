package rota

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// locked reads a month to change it, at the revision that was seen.
func (b *Book) locked(ctx context.Context, op string, m Month, revision int64) (Version, error) {
	v, err := b.read(ctx, op, m, true)
	if err == nil && v.Revision != revision {
		return Version{}, fail(casecore.Conflict, op, "error.rota_changed")
	}
	return v, err
}

// read reads the version of a month that is worked on, else the one in force.
func (b *Book) read(ctx context.Context, op string, m Month, lock bool) (Version, error) {
	p, err := b.rules.At(b.now())
	if err != nil {
		return Version{}, &casecore.Error{Code: casecore.Internal, Op: op, Key: "error.profile", Err: err}
	}
	if !p.Rota.Kept() {
		return Version{}, fail(casecore.Refused, op, "error.rota_not_kept")
	}
	v := Version{Month: m, Sheet: Sheet{Month: m, Rules: &p.Rota, Calendar: p.Calendar}}
	if lock { // two who begin a month take turns
		if _, err := b.db.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('rota ' || $1))`, m.String()); err != nil {
			return v, err
		}
	}
	if err := b.readVersion(ctx, &v); err != nil {
		return v, err
	}
	if v.Sheet.People, err = b.people(ctx, m, p.Rota.Staff); err != nil {
		return v, err
	}
	if v.Sheet.Cells, err = b.cells(ctx, v.ID); err != nil {
		return v, err
	}
	v.Sheet.Around, err = b.around(ctx, m)
	return v, err
}

func (b *Book) readVersion(ctx context.Context, v *Version) error {
	var (
		changed, submitted, approved *uuid.UUID
		submittedAt, approvedAt      *time.Time
	)
	err := b.db.QueryRow(ctx, `
		SELECT id, version, revision, state, changed_by, changed_at, submitted_by, submitted_at, approved_by, approved_at, reason,
			COALESCE((SELECT version FROM rotas f WHERE f.year = r.year AND f.month = r.month AND f.state = 'approved'), 0)
		FROM rotas r WHERE year = $1 AND month = $2 AND state <> 'replaced' ORDER BY version DESC LIMIT 1`, v.Month.Year, int(v.Month.Month)).
		Scan(&v.ID, &v.Number, &v.Revision, &v.State, &changed, &v.ChangedAt, &submitted, &submittedAt, &approved, &approvedAt, &v.Reason,
			&v.InForce)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	v.ChangedBy, v.SubmittedBy, v.ApprovedBy = pg.ID[casecore.StaffID](changed), pg.ID[casecore.StaffID](submitted), pg.ID[casecore.StaffID](approved)
	v.SubmittedAt, v.ApprovedAt = pg.Time(submittedAt), pg.Time(approvedAt)
	return err
}

// people are those who hold a role of the rota on some day of the month, by name.
func (b *Book) people(ctx context.Context, m Month, roles []regulation.RoleID) ([]casecore.StaffID, error) {
	return pg.Collect(ctx, b.db, pgx.RowTo[casecore.StaffID], `
		SELECT id FROM staff s WHERE disabled_at IS NULL AND EXISTS (SELECT FROM staff_roles r
			WHERE r.staff_id = s.id AND r.role = ANY($1) AND r.since < $3 AND (r.until IS NULL OR r.until > $2))
		ORDER BY name, id`, roles, day(m.First()), day(m.Add(1).First()))
}

func (b *Book) cells(ctx context.Context, rota uuid.UUID) ([]Cell, error) {
	return pg.Collect(ctx, b.db, func(row pgx.CollectableRow) (Cell, error) {
		var c Cell
		var d time.Time
		err := row.Scan((*uuid.UUID)(&c.Staff), &d, &c.Pattern)
		c.Day = calendar.DateOf(d)
		return c, err
	}, `SELECT staff_id, day, pattern FROM rota_shifts WHERE rota_id = $1 ORDER BY day, staff_id`, rota)
}

// around are the shifts in force of the months beside.
func (b *Book) around(ctx context.Context, m Month) ([]Shift, error) {
	return pg.Collect(ctx, b.db, scanShift, `SELECT staff_id, day, pattern, starts_at, ends_at FROM rota_shifts
		WHERE live AND starts_at IS NOT NULL AND day >= $1 AND day < $2 AND NOT (day >= $3 AND day < $4) ORDER BY starts_at`,
		day(m.Add(-1).First()), day(m.Add(2).First()), day(m.First()), day(m.Add(1).First()))
}

func scanShift(row pgx.CollectableRow) (Shift, error) {
	var s Shift
	var d time.Time
	err := row.Scan((*uuid.UUID)(&s.Staff), &d, &s.Pattern, &s.Start, &s.End)
	s.Day = calendar.DateOf(d)
	return s, err
}

func (b *Book) write(ctx context.Context, v *Version) error {
	_, err := b.db.Exec(ctx, `
		INSERT INTO rotas (id, year, month, version, revision, state, changed_by, changed_at, submitted_by, submitted_at, approved_by,
			approved_at, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET revision = $5, state = $6, changed_by = $7, changed_at = $8, submitted_by = $9,
			submitted_at = $10, approved_by = $11, approved_at = $12, reason = $13`,
		v.ID, v.Month.Year, int(v.Month.Month), v.Number, v.Revision, v.State, v.ChangedBy.UUID(), v.ChangedAt,
		pg.NullID(v.SubmittedBy), pg.NullTime(v.SubmittedAt), pg.NullID(v.ApprovedBy), pg.NullTime(v.ApprovedAt), v.Reason)
	return err
}

func (b *Book) writeCells(ctx context.Context, v *Version) error {
	if _, err := b.db.Exec(ctx, `DELETE FROM rota_shifts WHERE rota_id = $1`, v.ID); err != nil {
		return err
	}
	shifts := v.Sheet.Shifts()
	people, days := make([]uuid.UUID, len(shifts)), make([]time.Time, len(shifts))
	patterns := make([]string, len(shifts))
	starts, ends := make([]*time.Time, len(shifts)), make([]*time.Time, len(shifts))
	for i, s := range shifts {
		people[i], days[i], patterns[i] = s.Staff.UUID(), day(s.Day), string(s.Pattern)
		starts[i], ends[i] = pg.NullTime(s.Start), pg.NullTime(s.End)
	}
	_, err := b.db.Exec(ctx, `INSERT INTO rota_shifts (rota_id, staff_id, day, pattern, starts_at, ends_at)
		SELECT $1, * FROM unnest($2::uuid[], $3::date[], $4::text[], $5::timestamptz[], $6::timestamptz[])`,
		v.ID, people, days, patterns, starts, ends)
	return err
}

// putInForce replaces the version that was in force by this one.
func (b *Book) putInForce(ctx context.Context, v *Version) error {
	_, err := b.db.Exec(ctx, `WITH old AS (
			UPDATE rotas SET state = 'replaced', revision = revision + 1 WHERE year = $1 AND month = $2 AND state = 'approved' RETURNING id)
		UPDATE rota_shifts SET live = false WHERE live AND rota_id IN (SELECT id FROM old)`, v.Month.Year, int(v.Month.Month))
	if err != nil {
		return err
	}
	if err := b.write(ctx, v); err != nil {
		return err
	}
	_, err = b.db.Exec(ctx, `UPDATE rota_shifts SET live = true WHERE rota_id = $1`, v.ID)
	return err
}

func (b *Book) remove(ctx context.Context, v *Version) error {
	_, err := b.db.Exec(ctx, `DELETE FROM rotas WHERE id = $1`, v.ID)
	return err
}

// overlaps are the exclusions of the schema and what they mean to a person.
var overlaps = map[string]string{
	"rota_shifts_one_place": "error.rota_overlap",
	"rota_shifts_one_live":  "error.rota_overlap",
}

// refused gives the schema's refusals the domain's names, and others a code.
func refused(err error) error {
	var known *casecore.Error
	var pgErr *pgconn.PgError
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.As(err, &pgErr) && overlaps[pgErr.ConstraintName] != "":
		return &casecore.Error{Code: casecore.Conflict, Op: "rota", Key: overlaps[pgErr.ConstraintName], Err: err}
	}
	return fmt.Errorf("rota: %w", err)
}

func day(d calendar.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
