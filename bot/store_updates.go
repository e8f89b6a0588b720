package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// noGap is a held_until that holds nothing.
var noGap = time.Unix(0, 0)

// insert stores updates that the inbox does not have yet, with their chats and files. With hold not zero an update whose
// predecessor is missing, or is itself held, is not taken before that.
func (s *store) insert(ctx context.Context, updates []incoming, now time.Time, hold, album time.Duration) error {
	// A fixed order keeps two inserts of the same updates from waiting for each other.
	chats := make([]int64, 0, len(updates))
	for _, u := range updates {
		chats = append(chats, u.chat)
	}
	slices.Sort(chats)
	err := s.db.Queue(ctx, nil, `
		INSERT INTO tg_chats (bot_id, chat_id) SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING`,
		s.bot, slices.Compact(chats))
	if err != nil {
		return err
	}
	slices.SortFunc(updates, func(a, b incoming) int { return int(a.id - b.id) })
	for _, u := range updates {
		ready := now
		if u.album != "" {
			ready = now.Add(album)
		}
		until := now.Add(hold)
		if hold == 0 {
			until = noGap
		}
		err := s.db.Queue(ctx, nil, `
			INSERT INTO tg_updates (bot_id, update_id, chat_id, album, raw, received_at, held_until, ready_at)
			SELECT $1, $2, $3, $4, $5, $6, h.until, greatest($7, h.until)
			FROM (SELECT coalesce((SELECT held_until FROM tg_updates WHERE bot_id = $1 AND update_id = $2 - 1),
				$8::timestamptz) AS until) h
			ON CONFLICT DO NOTHING`, s.bot, u.id, u.chat, u.album, u.raw, now, ready, until)
		if err != nil {
			return err
		}
		for i, f := range u.files {
			err := s.db.Queue(ctx, nil, `
				INSERT INTO tg_files (bot_id, update_id, ordinal, telegram_id, name, content_type, size, next_at)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
				s.bot, u.id, i, clean(f.id, 300), f.name, line(f.contentType, 100), f.size, now)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// ready returns chats whose lowest pending update may be taken, longest waiting first, and when the next one will be.
func (s *store) ready(ctx context.Context, now time.Time, limit int) (chats []int64, next time.Time, err error) {
	rows, err := s.db.Query(ctx, `
		SELECT chat_id, ready_at FROM (
			SELECT DISTINCT ON (u.chat_id) u.chat_id, u.ready_at, EXISTS (
				SELECT FROM tg_files f WHERE f.bot_id = u.bot_id AND f.update_id = u.update_id AND f.settled_at IS NULL
			) AS fetching
			FROM tg_updates u WHERE u.bot_id = $1 AND u.done_at IS NULL AND u.dead_at IS NULL
			ORDER BY u.chat_id, u.update_id
		) heads WHERE NOT fetching ORDER BY ready_at LIMIT $2`, s.bot, limit)
	if err != nil {
		return nil, next, err
	}
	defer rows.Close()
	for rows.Next() {
		var chat int64
		var at time.Time
		if err := rows.Scan(&chat, &at); err != nil {
			return nil, next, err
		}
		if at.After(now) {
			next = at
			break
		}
		chats = append(chats, chat)
	}
	rows.Close()
	return chats, next, rows.Err()
}

// taken is what one turn deals with: an update, or the messages of an album.
type taken struct {
	ids      []int64
	raws     [][]byte
	files    []casecore.FileID
	tooBig   int // files that are larger than what is taken
	lost     int // files that could not be fetched
	attempts int
}

// head reads the lowest pending update of a locked chat, with the rest of its album. It reports false when there is none
// or it is not ready; an album waits for its last message and all its files.
func (s *store) head(ctx context.Context, chat int64, now time.Time) (u taken, ok bool, err error) {
	var first int64
	var album string
	err = s.db.QueryRow(ctx, `
		SELECT update_id, album, attempts FROM tg_updates
		WHERE bot_id = $1 AND chat_id = $2 AND done_at IS NULL AND dead_at IS NULL
		ORDER BY update_id LIMIT 1`, s.bot, chat).Scan(&first, &album, &u.attempts)
	if errors.Is(err, pgx.ErrNoRows) {
		return u, false, nil
	}
	if err != nil {
		return u, false, err
	}
	var readyAt time.Time
	rows, err := s.db.Query(ctx, `
		SELECT update_id, raw, ready_at FROM tg_updates
		WHERE bot_id = $1 AND chat_id = $2 AND done_at IS NULL AND dead_at IS NULL
		AND (update_id = $3 OR (album = $4 AND album <> '')) ORDER BY update_id`, s.bot, chat, first, album)
	if err != nil {
		return u, false, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var raw []byte
		var at time.Time
		if err := rows.Scan(&id, &raw, &at); err != nil {
			return u, false, err
		}
		if at.After(readyAt) {
			readyAt = at
		}
		u.ids, u.raws = append(u.ids, id), append(u.raws, raw)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return u, false, err
	}
	fetching, err := s.fetched(ctx, &u)
	if err != nil {
		return u, false, err
	}
	if fetching && !readyAt.After(now) {
		readyAt = now.Add(fetchPause)
	}
	if readyAt.After(now) {
		return u, false, s.db.Queue(ctx, nil, `
			UPDATE tg_updates SET ready_at = $3 WHERE bot_id = $1 AND update_id = $2`, s.bot, first, readyAt)
	}
	return u, true, nil
}

// fetchPause is how long an album waits before it looks again whether its files have come.
const fetchPause = 200 * time.Millisecond

func (s *store) fetched(ctx context.Context, u *taken) (fetching bool, err error) {
	rows, err := s.db.Query(ctx, `
		SELECT file_id, failure, settled_at IS NULL FROM tg_files
		WHERE bot_id = $1 AND update_id = ANY($2) ORDER BY update_id, ordinal`, s.bot, u.ids)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		var id *uuid.UUID
		var failure string
		var waiting bool
		if err := rows.Scan(&id, &failure, &waiting); err != nil {
			return false, err
		}
		switch {
		case waiting:
			fetching = true
		case id != nil:
			u.files = append(u.files, casecore.FileID(*id))
		case failure == failureTooBig:
			u.tooBig++
		default:
			u.lost++
		}
	}
	rows.Close()
	return fetching, rows.Err()
}

func (s *store) done(ctx context.Context, ids []int64, now time.Time) error {
	return s.db.Queue(ctx, nil, `
		UPDATE tg_updates SET done_at = $3 WHERE bot_id = $1 AND update_id = ANY($2)`, s.bot, ids, now)
}

// fail counts a failure of a pending update. After the last one, or at once when it can never succeed, the update is dead.
func (s *store) fail(ctx context.Context, ids []int64, reason string, retry time.Time, dead bool, now time.Time) error {
	var deadAt *time.Time
	if dead {
		deadAt = &now
	}
	_, err := s.db.Exec(ctx, `
		UPDATE tg_updates SET attempts = attempts + 1, last_error = $3, ready_at = $4, dead_at = $5
		WHERE bot_id = $1 AND update_id = ANY($2) AND done_at IS NULL AND dead_at IS NULL`,
		s.bot, ids, clip(reason, 300), retry, deadAt)
	return err
}

// DeadUpdate is an update that was given up after its last failure.
type DeadUpdate struct {
	ID         int64
	Chat       int64
	ReceivedAt time.Time
	DeadAt     time.Time
	LastError  string
}

func (s *store) dead(ctx context.Context, limit int) ([]DeadUpdate, error) {
	rows, err := s.db.Query(ctx, `
		SELECT update_id, chat_id, received_at, dead_at, last_error FROM tg_updates
		WHERE bot_id = $1 AND dead_at IS NOT NULL ORDER BY dead_at DESC LIMIT $2`, s.bot, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[DeadUpdate])
}

func (s *store) replay(ctx context.Context, id int64, now time.Time) error {
	tag, err := s.db.Exec(ctx, `
		UPDATE tg_updates SET dead_at = NULL, attempts = 0, last_error = '', ready_at = $3
		WHERE bot_id = $1 AND update_id = $2 AND dead_at IS NOT NULL`, s.bot, id, now)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return &casecore.Error{
			Code: casecore.NotFound, Op: "replay update", Key: "error.internal",
			Err: fmt.Errorf("update %d is not dead", id),
		}
	}
	return nil
}
