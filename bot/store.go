package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/internal/pg"
)

// store keeps the tables of one bot. Every method joins the transaction of its context.
type store struct {
	db  *pg.DB
	bot int64
}

// lockChat locks the chat's row, so that one worker at a time takes its updates. It reports false when another one has it.
func (s *store) lockChat(ctx context.Context, id int64) (chat, bool, error) {
	c := chat{id: id}
	var session []byte
	var saved []byte
	err := s.db.QueryRow(ctx, `
		SELECT kind, lang, session, unreachable_at, consent_at, consent_version, saved, muted_until, loud
		FROM tg_chats WHERE bot_id = $1 AND chat_id = $2
		FOR NO KEY UPDATE SKIP LOCKED`, s.bot, id).Scan(&c.kind, &c.lang, &session, &c.unreachableAt,
		&c.chosen.consentAt, &c.chosen.consentVersion, &saved, &c.chosen.mutedUntil, &c.chosen.loud)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, fmt.Errorf("lock chat: %w", err)
	}
	if err := errors.Join(json.Unmarshal(session, &c.session), json.Unmarshal(saved, &c.chosen.saved)); err != nil {
		return c, false, fmt.Errorf("read session: %w", err)
	}
	c.stored = string(session)
	return c, true, nil
}

// saveChat writes back what the turn changed.
func (s *store) saveChat(ctx context.Context, c *chat, now time.Time) error {
	session, err := json.Marshal(c.session)
	if err != nil {
		return fmt.Errorf("write session: %w", err)
	}
	saved, err := json.Marshal(c.chosen.saved)
	if err != nil {
		return fmt.Errorf("write what is saved: %w", err)
	}
	var at *time.Time
	if c.session.Draft != nil || c.session.Asked != nil || len(c.session.Sent) > 0 {
		at = &now
	}
	return s.db.Queue(ctx, nil, `
		UPDATE tg_chats SET kind = $3, lang = $4, session = $5, session_at = $6, unreachable_at = $7, consent_at = $8,
			consent_version = $9, saved = $10, muted_until = $11, loud = $12
		WHERE bot_id = $1 AND chat_id = $2`, s.bot, c.id, c.kind, c.lang, session, at, c.unreachableAt,
		c.chosen.consentAt, c.chosen.consentVersion, saved, c.chosen.mutedUntil, c.chosen.loud)
}

// hearing is how a chat may be told something.
type hearing struct {
	gone       bool // it has refused the bot since its last /start
	mutedUntil *time.Time
	loud       bool
}

func (s *store) hearing(ctx context.Context, chat int64) (h hearing, err error) {
	err = s.db.QueryRow(ctx, `
		SELECT unreachable_at IS NOT NULL, muted_until, loud FROM tg_chats WHERE bot_id = $1 AND chat_id = $2`,
		s.bot, chat).Scan(&h.gone, &h.mutedUntil, &h.loud)
	if errors.Is(err, pgx.ErrNoRows) {
		return hearing{}, nil
	}
	return h, err
}

// tellNow makes due what waits to be told in a chat; a mute that still holds puts it off again.
func (s *store) tellNow(ctx context.Context, chat int64, now time.Time) error {
	return s.db.Queue(ctx, nil, `
		UPDATE deliveries SET next_at = $2
		WHERE channel = 'telegram' AND address = $1 AND state = 'queued' AND next_at > $2 AND attempts = 0 AND gather = ''`,
		address(chat), now)
}

// markUnreachable records that a chat refuses the bot: its conversation, its contact points, what was still to be said.
func (s *store) markUnreachable(ctx context.Context, chat int64, now time.Time) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		return errors.Join(
			s.db.Queue(ctx, nil, `
				INSERT INTO tg_chats (bot_id, chat_id, unreachable_at) VALUES ($1, $2, $3)
				ON CONFLICT (bot_id, chat_id) DO UPDATE SET unreachable_at = coalesce(tg_chats.unreachable_at, $3)`,
				s.bot, chat, now),
			s.db.Queue(ctx, nil, `
				UPDATE contact_points SET unreachable_at = $2
				WHERE channel = 'telegram' AND address = $1 AND unreachable_at IS NULL`, address(chat), now),
			s.db.Queue(ctx, nil, `
				UPDATE tg_outgoing SET state = 'unreachable', settled_at = $3, payload = '{}'
				WHERE bot_id = $1 AND chat_id = $2 AND state = 'queued' AND method = 'send'`, s.bot, chat, now))
	})
}

// markReachable undoes it for the contact points; the chat's own row is written with its turn.
func (s *store) markReachable(ctx context.Context, chat int64) error {
	return s.db.Queue(ctx, nil, `
		UPDATE contact_points SET unreachable_at = NULL
		WHERE channel = 'telegram' AND address = $1 AND unreachable_at IS NOT NULL`, address(chat))
}

// moveChat follows a group that became a supergroup: its contact points have a new address.
func (s *store) moveChat(ctx context.Context, from, to int64) error {
	_, err := s.db.Exec(ctx, `
		UPDATE contact_points c SET address = $2 WHERE channel = 'telegram' AND address = $1
		AND NOT EXISTS (SELECT FROM contact_points o WHERE o.channel = 'telegram' AND o.address = $2
			AND o.staff_id IS NOT DISTINCT FROM c.staff_id AND o.org_id IS NOT DISTINCT FROM c.org_id)`,
		address(from), address(to))
	return err
}

// Retention of what was dealt with.
const (
	keepUpdates = 7 * 24 * time.Hour // ids restart after a quiet week, so none may be met again
	keepDead    = 30 * 24 * time.Hour
	keepSession = 30 * 24 * time.Hour
)

// prune forgets what is past its time.
func (s *store) prune(ctx context.Context, now time.Time) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		old, dead, session := now.Add(-keepUpdates), now.Add(-keepDead), now.Add(-keepSession)
		return errors.Join(
			s.db.Queue(ctx, nil, `
				DELETE FROM tg_files f USING tg_updates u
				WHERE f.bot_id = $1 AND u.bot_id = f.bot_id AND u.update_id = f.update_id
				AND (u.done_at < $2 OR u.dead_at < $3)`, s.bot, old, dead),
			s.db.Queue(ctx, nil, `
				DELETE FROM tg_updates WHERE bot_id = $1 AND (done_at < $2 OR dead_at < $3)`, s.bot, old, dead),
			s.db.Queue(ctx, nil, `DELETE FROM tg_outgoing WHERE bot_id = $1 AND settled_at < $2`, s.bot, old),
			s.db.Queue(ctx, nil, `
				UPDATE tg_chats SET session = '{}', session_at = NULL WHERE bot_id = $1 AND session_at < $2`, s.bot, session))
	})
}

// offer remembers a question in a chat where nothing else is going on.
func (s *store) offer(ctx context.Context, chat int64, a asked) error {
	question, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = s.db.Exec(ctx, `
		UPDATE tg_chats SET session = jsonb_set(session, '{asked}', $3), session_at = clock_timestamp()
		WHERE bot_id = $1 AND chat_id = $2 AND NOT session ?| ARRAY['asked', 'draft']`, s.bot, chat, question)
	return err
}

// lang returns the chat's language, "" when nobody was heard there.
func (s *store) lang(ctx context.Context, chat int64) (string, error) {
	var lang string
	err := s.db.QueryRow(ctx, `SELECT lang FROM tg_chats WHERE bot_id = $1 AND chat_id = $2`, s.bot, chat).Scan(&lang)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return lang, err
}
