package queuehall

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/internal/pg"
)

// EndDays gives up the tickets of days that are over: nobody waits overnight, and no counter calls yesterday's number. It returns how
// many there were.
func (h *Hall) EndDays(ctx context.Context) (n int, err error) {
	now := h.now()
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		left, err := pg.Collect(ctx, h.db, pgx.RowTo[uuid.UUID], `
			UPDATE hall_tickets t SET state = 'left', over_at = $2, version = version + 1
			FROM (SELECT id FROM hall_tickets WHERE day < $1 AND state IN ('drawn', 'waiting', 'parked') ORDER BY id FOR UPDATE SKIP LOCKED) gone
			WHERE t.id = gone.id RETURNING t.id`, h.today(), now)
		if err != nil {
			return err
		}
		n = len(left)
		for _, id := range left {
			if err := h.tell(ctx, tellTicketSQL, id); err != nil {
				return err
			}
		}
		return nil
	})
	return n, failed("end days", err)
}
