package bot

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// Failures of a file.
const (
	failureTooBig = "too_big"
	failureLost   = "lost"
)

// wanted is a file that has to be fetched.
type wanted struct {
	update   int64
	ordinal  int
	chat     int64
	file     attachment
	attempts int
}

// claimFiles takes files that wait to be fetched, moving them out of others' sight for lease.
func (s *store) claimFiles(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]wanted, error) {
	rows, err := s.db.Query(ctx, `
		UPDATE tg_files f SET next_at = $3, attempts = attempts + 1 WHERE (bot_id, update_id, ordinal) IN (
			SELECT bot_id, update_id, ordinal FROM tg_files
			WHERE bot_id = $1 AND settled_at IS NULL AND next_at <= $2
			ORDER BY next_at LIMIT $4 FOR UPDATE SKIP LOCKED)
		RETURNING update_id, ordinal, telegram_id, name, content_type, size, attempts,
			coalesce((SELECT chat_id FROM tg_updates u WHERE u.bot_id = f.bot_id AND u.update_id = f.update_id), 0)`,
		s.bot, now, now.Add(lease), limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (w wanted, err error) {
		err = row.Scan(&w.update, &w.ordinal, &w.file.id, &w.file.name, &w.file.contentType, &w.file.size,
			&w.attempts, &w.chat)
		return w, err
	})
}

// settleFile records where a file is kept, or why it is not.
func (s *store) settleFile(ctx context.Context, w wanted, id casecore.FileID, failure string, now time.Time) error {
	var kept *uuid.UUID
	if !id.IsZero() {
		u := id.UUID()
		kept = &u
	}
	_, err := s.db.Exec(ctx, `
		UPDATE tg_files SET file_id = $4, failure = $5, settled_at = $6
		WHERE bot_id = $1 AND update_id = $2 AND ordinal = $3 AND settled_at IS NULL`,
		s.bot, w.update, w.ordinal, kept, failure, now)
	return err
}

func (s *store) retryFile(ctx context.Context, w wanted, at time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE tg_files SET next_at = $4 WHERE bot_id = $1 AND update_id = $2 AND ordinal = $3 AND settled_at IS NULL`,
		s.bot, w.update, w.ordinal, at)
	return err
}
