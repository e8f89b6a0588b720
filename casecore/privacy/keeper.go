package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
	"hotline/internal/regularly"
)

const (
	keepEvery = 24 * time.Hour
	lookEvery = time.Hour
	leaseTTL  = 15 * time.Second
	keepBatch = 100
)

// Keeper lets go, once a day, of what the profile keeps no longer.
type Keeper struct {
	office *Office
	lease  *pg.Lease
	log    *slog.Logger
}

// NewKeeper returns a Keeper; holder is an identity unique to this process.
func NewKeeper(office *Office, holder string, log *slog.Logger) *Keeper {
	return &Keeper{office: office, lease: pg.NewLease(office.db, "retention", holder, leaseTTL, log), log: log}
}

// Run works while it holds the lease and stands by otherwise, until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	return k.lease.Run(ctx, func(ctx context.Context, _ pg.Fence) error {
		return regularly.Do(ctx, lookEvery, func(ctx context.Context) {
			if err := k.look(ctx); err != nil && ctx.Err() == nil {
				k.log.ErrorContext(ctx, "retention", "err", err)
			}
		})
	})
}

// look runs retention when the last run is a day old.
func (k *Keeper) look(ctx context.Context) error {
	var last *time.Time
	if err := k.office.db.QueryRow(ctx, `SELECT max(at) FROM retention_runs`).Scan(&last); err != nil {
		return err
	}
	if last != nil && k.office.now().Sub(*last) < keepEvery {
		return nil
	}
	_, err := k.office.Retain(ctx)
	return err
}

// Retain lets go of what is older than the profile in force keeps it, except what a hold protects, and records how many of
// what. It goes on where an earlier run was killed. Bytes that cannot be removed are left for the next run.
func (o *Office) Retain(ctx context.Context) (Counts, error) {
	p, err := o.rules.At(o.now())
	if err != nil {
		return nil, err
	}
	removed := Counts{}
	for _, r := range p.Privacy.Retention {
		n, err := o.retain(ctx, r.Of, before(o.now(), r.Keep))
		if err != nil {
			return nil, err
		}
		removed.add(n)
	}
	b, err := json.Marshal(removed)
	if err != nil {
		return nil, err
	}
	if _, err := o.db.Exec(ctx, `INSERT INTO retention_runs (at, removed) VALUES ($1, $2)`, o.now(), b); err != nil {
		return nil, err
	}
	o.log.InfoContext(ctx, "retention", "removed", removed)
	o.removeBytes(ctx)
	return removed, nil
}

// before is the moment since when data are kept. What is kept for days is kept for whole ones.
func before(now time.Time, t regulation.Term) time.Time {
	switch t.Unit {
	case regulation.UnitMinute, regulation.UnitHour:
		return now.Add(-t.Length())
	case regulation.UnitWorkingHour:
		return now.Add(-time.Duration(t.N) * time.Hour)
	}
	return now.Add(-time.Duration(t.N) * 24 * time.Hour)
}

func (o *Office) retain(ctx context.Context, kind regulation.DataKind, before time.Time) (Counts, error) {
	switch kind {
	case regulation.DataCases:
		return o.retainReports(ctx, endedCasesSQL, before)
	case regulation.DataReports:
		return o.retainReports(ctx, closedReportsSQL, before)
	case regulation.DataFiles:
		tag, err := o.db.Exec(ctx, oldFilesSQL, before, o.now())
		return Counts{"files": tag.RowsAffected()}, err
	case regulation.DataLetters:
		tag, err := o.db.Exec(ctx, oldLettersSQL, before)
		return Counts{"letters": tag.RowsAffected()}, err
	case regulation.DataRecordings:
		return o.retainCalls(ctx, before)
	}
	return Counts{}, nil
}

// retainCalls lets go of what was recorded, and of the numbers: what is left of a call is when it was and what came of it.
func (o *Office) retainCalls(ctx context.Context, before time.Time) (Counts, error) {
	tag, err := o.db.Exec(ctx, oldRecordingsSQL, before, o.now())
	if err != nil {
		return nil, err
	}
	removed := Counts{"recordings": tag.RowsAffected()}
	for _, sql := range []string{oldCallsSQL, oldOrdersSQL, oldNamesSQL, oldRefusalsSQL} {
		if tag, err = o.db.Exec(ctx, sql, before); err != nil {
			return nil, err
		}
		removed["calls"] += tag.RowsAffected()
	}
	return removed, nil
}

const (
	endedCasesSQL = `
		SELECT r.id FROM reports r JOIN applicants a ON a.id = r.applicant_id
		WHERE a.erased_at IS NULL AND r.id > $2 AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.report_id = r.id)
			AND EXISTS (SELECT FROM cases c WHERE c.report_id = r.id AND c.ended_at < $1)
			AND NOT EXISTS (SELECT FROM cases c WHERE c.report_id = r.id AND (c.ended_at IS NULL OR c.ended_at >= $1))
		ORDER BY r.id LIMIT $3`

	closedReportsSQL = `
		SELECT r.id FROM reports r JOIN applicants a ON a.id = r.applicant_id
		WHERE a.erased_at IS NULL AND r.id > $2 AND r.closed_at < $1
			AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.report_id = r.id)
			AND NOT EXISTS (SELECT FROM cases c WHERE c.report_id = r.id OR c.id = r.case_id AND c.ended_at IS NULL)
		ORDER BY r.id LIMIT $3`

	oldFilesSQL = `
		WITH gone AS (DELETE FROM files f WHERE f.subject_id IN (
			SELECT c.id FROM cases c WHERE c.ended_at < $1 AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.report_id = c.report_id)
			UNION ALL
			SELECT r.id FROM reports r LEFT JOIN cases c ON c.id = r.case_id
			WHERE r.closed_at < $1 AND (c.id IS NULL OR c.ended_at < $1)
				AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.report_id = r.id)) RETURNING blob_key)
		INSERT INTO blob_removals (blob_key, at) SELECT blob_key, $2 FROM gone ON CONFLICT DO NOTHING`

	oldLettersSQL = `
		UPDATE deliveries d SET args = '{}' WHERE settled_at < $1 AND args <> '{}'
			AND NOT EXISTS (SELECT FROM legal_holds h LEFT JOIN cases c ON c.report_id = h.report_id
				WHERE d.subject_id IN (h.report_id, c.id))`
)

// retainReports erases, report by report, those that sql finds.
func (o *Office) retainReports(ctx context.Context, sql string, before time.Time) (Counts, error) {
	removed := Counts{}
	run := uuid.Must(uuid.NewV7())
	for last := uuid.Nil; ; {
		rows, err := o.db.Query(ctx, sql, before, last, keepBatch)
		if err != nil {
			return nil, err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			n, _, err := o.eraseReport(ctx, casecore.ReportID(id), run, casecore.System, regulation.OpenKept)
			if err != nil && !errors.Is(err, context.Canceled) {
				return nil, err
			}
			removed.add(n)
			last = id
		}
		if len(ids) < keepBatch || ctx.Err() != nil {
			return removed, ctx.Err()
		}
	}
}
