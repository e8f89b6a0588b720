package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Methods of an outgoing row. Only messages keep their order and pace; an answer that waited for them would be too late.
const (
	methodSend   = "send"   // a message
	methodAnswer = "answer" // to a callback query
	methodStrip  = "strip"  // takes the buttons from a message
)

// outgoing is something that a turn says.
type outgoing struct {
	method  string
	payload payload
}

// payload is what a row holds until it was sent.
type payload struct {
	Text    string    `json:"text,omitempty"` // HTML of a message, plain text of an answer
	Markup  *keyboard `json:"markup,omitempty"`
	Query   string    `json:"query,omitempty"`   // callback query to answer
	Message int       `json:"message,omitempty"` // whose buttons to take
}

// queued is an outgoing row that was claimed.
type queued struct {
	id       int64
	chat     int64
	method   string
	payload  payload
	attempts int
}

func (s *store) enqueue(ctx context.Context, chat, update int64, list []outgoing, now time.Time) error {
	for i, o := range list {
		body, err := json.Marshal(o.payload)
		if err != nil {
			return fmt.Errorf("write answer: %w", err)
		}
		err = s.db.Queue(ctx, nil, `
			INSERT INTO tg_outgoing (bot_id, chat_id, update_id, ordinal, method, payload, next_at, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`, s.bot, chat, update, i, o.method, body, now)
		if err != nil {
			return err
		}
	}
	return nil
}

// claimOutgoing takes rows that are due, moving them out of others' sight for lease. A chat's messages go one by one.
func (s *store) claimOutgoing(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]queued, time.Time, error) {
	rows, err := s.db.Query(ctx, `
		UPDATE tg_outgoing SET next_at = $3, attempts = attempts + 1 WHERE id IN (
			SELECT q.id FROM tg_outgoing q
			WHERE q.bot_id = $1 AND q.state = 'queued' AND q.next_at <= $2 AND (q.method <> 'send' OR NOT EXISTS (
				SELECT FROM tg_outgoing e WHERE e.bot_id = q.bot_id AND e.chat_id = q.chat_id AND e.id < q.id
				AND e.state = 'queued' AND e.method = 'send'))
			ORDER BY q.id LIMIT $4 FOR UPDATE SKIP LOCKED)
		RETURNING id, chat_id, method, payload, attempts`, s.bot, now, now.Add(lease), limit)
	if err != nil {
		return nil, time.Time{}, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (q queued, err error) {
		var body []byte
		if err := row.Scan(&q.id, &q.chat, &q.method, &body, &q.attempts); err != nil {
			return q, err
		}
		return q, json.Unmarshal(body, &q.payload)
	})
	if err != nil || len(list) > 0 {
		return list, time.Time{}, err
	}
	var next *time.Time
	err = s.db.QueryRow(ctx, `
		SELECT min(next_at) FROM tg_outgoing WHERE bot_id = $1 AND state = 'queued' AND next_at > $2`, s.bot, now).Scan(&next)
	if err != nil || next == nil {
		return nil, time.Time{}, err
	}
	return nil, *next, nil
}

// settleOutgoing ends a row; what it said goes, because it is somebody's.
func (s *store) settleOutgoing(ctx context.Context, id int64, state string, message int, reason string, now time.Time) error {
	_, err := s.db.Exec(ctx, `
		UPDATE tg_outgoing SET state = $2, message_id = nullif($3, 0), last_error = $4, settled_at = $5, payload = '{}'
		WHERE id = $1`, id, state, message, clip(reason, 300), now)
	return err
}

// postponeOutgoing gives a row back until at; a wait for its turn is not an attempt.
func (s *store) postponeOutgoing(ctx context.Context, id int64, at time.Time, reason string, attempted bool) error {
	undo := 1
	if attempted {
		undo = 0
	}
	_, err := s.db.Exec(ctx, `
		UPDATE tg_outgoing SET next_at = $2, last_error = $3, attempts = attempts - $4 WHERE id = $1`,
		id, at, clip(reason, 300), undo)
	return err
}
