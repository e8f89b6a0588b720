package blob

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/internal/pg"
)

// LooseFiles is Loose on the files table.
type LooseFiles struct {
	db *pg.DB
}

var _ Loose = (*LooseFiles)(nil)

// NewLooseFiles returns the files table of db.
func NewLooseFiles(db *pg.DB) *LooseFiles { return &LooseFiles{db: db} }

// RemoveLoose implements Loose. A row that somebody is attaching is locked and passed over.
func (l *LooseFiles) RemoveLoose(ctx context.Context, before time.Time, limit int) ([]string, error) {
	return l.strings(ctx, `
		DELETE FROM files WHERE id IN (
			SELECT id FROM files WHERE subject_id IS NULL AND added_at < $1
			ORDER BY added_at LIMIT $2 FOR UPDATE SKIP LOCKED)
		RETURNING blob_key`, before, limit)
}

// Unknown implements Loose.
func (l *LooseFiles) Unknown(ctx context.Context, keys []string) ([]string, error) {
	return l.strings(ctx, `
		SELECT k FROM unnest($1::text[]) AS k WHERE NOT EXISTS (SELECT FROM files WHERE blob_key = k)`, keys)
}

func (l *LooseFiles) strings(ctx context.Context, sql string, args ...any) ([]string, error) {
	rows, err := l.db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
