package queuehall

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/privacy"
	"hotline/internal/pg"
)

// Holders are those who booked, for whoever serves people that ask about their data. It implements [privacy.Bookings].
type Holders struct {
	db  *pg.DB
	now func() time.Time
}

var _ privacy.Bookings = (*Holders)(nil)

// NewHolders returns the holders of a city's bookings. now is the one clock.
func NewHolders(db *pg.DB, now func() time.Time) *Holders { return &Holders{db, now} }

// mostFound bounds what one search shows.
const mostFound = 200

// OfContact implements [privacy.Bookings].
func (h *Holders) OfContact(ctx context.Context, phone casecore.Phone, chat string) ([]privacy.Booking, error) {
	list, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (b privacy.Booking, err error) {
		err = row.Scan(&b.ID, &b.At, &b.Branch, &b.Service, &b.Ahead)
		return b, err
	}, `SELECT b.id, b.at, r.name, d.name, b.state = 'booked' FROM hall_bookings b
			JOIN hall_branches r ON r.id = b.branch_id JOIN hall_directions d ON d.id = b.direction_id
		WHERE ($1 = '' OR b.phone = $1) AND ($2 = '' OR EXISTS (SELECT FROM hall_booking_watches w WHERE w.booking_id = b.id AND w.chat = $2))
		ORDER BY b.at DESC LIMIT $3`, string(phone), chat, mostFound)
	return list, failed("find holder", err)
}

// Data implements [privacy.Bookings].
func (h *Holders) Data(ctx context.Context, ids []uuid.UUID) ([]json.RawMessage, error) {
	list, err := pg.Collect(ctx, h.db, pgx.RowTo[json.RawMessage], `SELECT to_jsonb(b) - ARRAY['seat', 'ticket_id', 'branch_id', 'direction_id']
			|| jsonb_build_object('branch', r.name, 'service', d.name,
				'ticket', (SELECT t.letter || '-' || lpad(t.number::text, 3, '0') FROM hall_tickets t WHERE t.id = b.ticket_id),
				'chats', (SELECT coalesce(jsonb_agg(w.chat), '[]') FROM hall_booking_watches w WHERE w.booking_id = b.id),
				'letters', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', l.created_at, 'address', l.address, 'template', l.template,
					'args', l.args) ORDER BY l.created_at), '[]') FROM deliveries l WHERE l.subject_id IN (b.id, b.ticket_id)))
		FROM hall_bookings b JOIN hall_branches r ON r.id = b.branch_id JOIN hall_directions d ON d.id = b.direction_id
		WHERE b.id = ANY ($1) ORDER BY b.at`, ids)
	return list, failed("holder's data", err)
}

// Forget implements [privacy.Bookings]. What was served stays in the results, which know nobody.
func (h *Holders) Forget(ctx context.Context, ids []uuid.UUID) (removed privacy.Counts, err error) {
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		removed = privacy.Counts{}
		for _, s := range []struct {
			what, sql string
			args      []any
		}{
			{"bookings", `UPDATE hall_bookings SET phone = '', over_at = coalesce(over_at, $2), reason = '{}',
				ended_by = CASE state WHEN 'booked' THEN 'holder' ELSE ended_by END, state = CASE state WHEN 'booked' THEN 'cancelled' ELSE state END
				WHERE id = ANY ($1) AND (phone <> '' OR state = 'booked' OR reason <> '{}')`, []any{ids, h.now()}},
			{"chats", `DELETE FROM hall_booking_watches WHERE booking_id = ANY ($1)`, []any{ids}},
			{"chats", `DELETE FROM hall_watches w USING hall_bookings b WHERE b.ticket_id = w.ticket_id AND b.id = ANY ($1)`, []any{ids}},
			{"letters", `DELETE FROM deliveries l USING hall_bookings b
				WHERE b.id = ANY ($1) AND l.subject_id IN (b.id, b.ticket_id) AND l.state = 'queued'`, []any{ids}},
			{"letters", `UPDATE deliveries l SET args = '{}', address = l.id::text FROM hall_bookings b
				WHERE b.id = ANY ($1) AND l.subject_id IN (b.id, b.ticket_id) AND (l.args <> '{}' OR l.address <> l.id::text)`, []any{ids}},
		} {
			tag, err := h.db.Exec(ctx, s.sql, s.args...)
			if err != nil {
				return err
			}
			if n := tag.RowsAffected(); n > 0 {
				removed[s.what] += n
			}
		}
		return nil
	})
	return removed, failed("forget holders", err)
}
