package calls

import (
	"context"

	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/internal/pg"
)

// NextOrdinal is the number of a call's next report, from 1. The call's row is locked until the transaction of ctx ends, so that
// nobody else gives it another one meanwhile; NotFound when there is no such call.
func (b *Book) NextOrdinal(ctx context.Context, call CallID) (int, error) {
	n, err := nextOrdinal(ctx, b.db, call)
	return n, failed("next ordinal", err)
}

// Gave notes a report that a call gave under its next number; a repeat changes nothing.
func (b *Book) Gave(ctx context.Context, call CallID, ordinal int, report casecore.ReportID) error {
	return failed("gave", gave(ctx, b.db, call, ordinal, report))
}

// Give notes that a call gave a report that somebody typed in; a repeat changes nothing. NotFound when there is no such call.
func (s *Shelf) Give(ctx context.Context, call CallID, report casecore.ReportID) error {
	return failed("give", s.db.InTx(ctx, func(ctx context.Context) error {
		n, err := nextOrdinal(ctx, s.db, call)
		if err != nil {
			return err
		}
		return gave(ctx, s.db, call, n, report)
	}))
}

// nextOrdinal counts in a statement of its own: one that locks counts as of before it waited for the lock.
func nextOrdinal(ctx context.Context, db *pg.DB, call CallID) (n int, err error) {
	there := func(tag pgconn.CommandTag) error {
		if tag.RowsAffected() == 0 {
			return unknown("next ordinal")
		}
		return nil
	}
	if err := db.Queue(ctx, there, `SELECT FROM calls WHERE id = $1 FOR UPDATE`, call.UUID()); err != nil {
		return 0, err
	}
	err = db.QueryRow(ctx, `SELECT 1 + coalesce(max(ordinal), 0) FROM call_reports WHERE call_id = $1`, call.UUID()).Scan(&n)
	return n, err
}

func gave(ctx context.Context, db *pg.DB, call CallID, ordinal int, report casecore.ReportID) error {
	_, err := db.Exec(ctx, `
		INSERT INTO call_reports (call_id, ordinal, report_id)
		SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM call_reports WHERE call_id = $1 AND report_id = $3)`,
		call.UUID(), ordinal, report.UUID())
	return err
}
