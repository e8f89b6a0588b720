package queuehall

import (
	"context"
	"time"

	"hotline/internal/pg"
)

// draw keeps a new ticket under the next number of its letter on the branch's day, with the wait that is to be expected.
func (h *Hall) draw(ctx context.Context, t *Ticket) error {
	ahead, err := h.foretell(ctx, t, t.Issued)
	if err != nil {
		return err
	}
	day := t.Issued.In(h.profile.Location()).Format(time.DateOnly)
	err = h.db.QueryRow(ctx, `INSERT INTO hall_numbers AS n (branch_id, day, letter, last) VALUES ($1, $2, $3, 1)
		ON CONFLICT (branch_id, day, letter) DO UPDATE SET last = n.last + 1 RETURNING last`, t.Branch.UUID(), day, t.Letter).Scan(&t.Number)
	if err != nil {
		return err
	}
	_, err = h.db.Exec(ctx, `
		INSERT INTO hall_tickets (id, branch_id, direction_id, day, letter, number, state, source, lang, priority, lane, turn_at, booked_at, issued_at,
			least_wait, most_wait, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)`,
		t.ID.UUID(), t.Branch.UUID(), t.Direction.UUID(), day, t.Letter, t.Number, string(t.State), string(t.Source), t.Lang, t.Priority,
		int16(t.Lane), t.Turn, pg.NullTime(t.Booked), t.Issued, int(ahead.Wait.Least.Seconds()), int(ahead.Wait.Most.Seconds()))
	if err != nil {
		return err
	}
	return h.tell(ctx, tellTicketSQL, t.ID.UUID())
}
