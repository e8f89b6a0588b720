package privacy

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// Hold keeps a case's data whatever anybody asks, and whatever their age, until it is released.
func (o *Office) Hold(ctx context.Context, n casecore.Number, reason string, by casecore.Actor) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fail(casecore.Invalid, "hold", "error.need_reason")
	}
	tag, err := o.db.Exec(ctx, `
		INSERT INTO legal_holds (report_id, reason, since, held_by)
		SELECT report_id, $3, $4, $5 FROM cases WHERE year = $1 AND seq = $2
		ON CONFLICT (report_id) DO UPDATE SET reason = excluded.reason`, n.Year, n.Seq, reason, o.now(), by.String())
	if err == nil && tag.RowsAffected() == 0 {
		return fail(casecore.NotFound, "hold", "error.case_unknown")
	}
	return err
}

// Release ends a hold and keeps what it was, with who ended it and why; NotFound when there is none.
func (o *Office) Release(ctx context.Context, n casecore.Number, reason string, by casecore.Actor) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fail(casecore.Invalid, "release", "error.need_reason")
	}
	tag, err := o.db.Exec(ctx, `
		WITH ended AS (
			DELETE FROM legal_holds WHERE report_id IN (SELECT report_id FROM cases WHERE year = $1 AND seq = $2)
			RETURNING report_id, reason, since, held_by)
		INSERT INTO released_holds (report_id, reason, since, held_by, release, released_at, released_by)
		SELECT report_id, reason, since, held_by, $3, $4, $5 FROM ended`, n.Year, n.Seq, reason, o.now(), by.String())
	if err == nil && tag.RowsAffected() == 0 {
		return fail(casecore.NotFound, "release", "error.case_unknown")
	}
	return err
}

// Held is a case whose data are kept, by whom and why.
type Held struct {
	Number casecore.Number
	Reason string
	Since  time.Time
	By     string
}

// Holds lists what is held, the latest first.
func (o *Office) Holds(ctx context.Context, limit int) ([]Held, error) {
	rows, err := o.db.Query(ctx, `
		SELECT c.year, c.seq, h.reason, h.since, h.held_by FROM legal_holds h JOIN cases c ON c.report_id = h.report_id
		ORDER BY h.since DESC LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (h Held, err error) {
		err = row.Scan(&h.Number.Year, &h.Number.Seq, &h.Reason, &h.Since, &h.By)
		return h, err
	})
}

// Released is a hold that was ended: when, by whom and why.
type Released struct {
	ID uuid.UUID
	Held
	Why        string
	ReleasedAt time.Time
	ReleasedBy string
}

// Released lists the holds that were ended, the latest first.
func (o *Office) Released(ctx context.Context, limit int) ([]Released, error) {
	rows, err := o.db.Query(ctx, `
		SELECT h.id, c.year, c.seq, h.reason, h.since, h.held_by, h.release, h.released_at, h.released_by
		FROM released_holds h JOIN cases c ON c.report_id = h.report_id
		ORDER BY h.released_at DESC, h.id LIMIT $1`, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r Released, err error) {
		err = row.Scan(&r.ID, &r.Number.Year, &r.Number.Seq, &r.Reason, &r.Since, &r.By, &r.Why, &r.ReleasedAt, &r.ReleasedBy)
		return r, err
	})
}
