package queuehall

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/internal/pg"
)

// goneSQL takes away the connection that the device has: a lamp that nobody hears of is not known to be lit.
const goneSQL = `
	UPDATE hall_devices SET conn = NULL, state = 'offline', since = $3, lit_nonce = NULL, version = version + 1
	WHERE id = $1 AND conn = $2 AND revoked_at IS NULL`

// Gone says that a connection has ended. When the device has a later one by now, nothing has changed.
func (h *Hall) Gone(ctx context.Context, id DeviceID, conn uuid.UUID) error {
	return failed("gone", h.db.InTx(ctx, func(ctx context.Context) error {
		tag, err := h.db.Exec(ctx, goneSQL, id.UUID(), conn, h.now())
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return h.tell(ctx, tellDeviceSQL, id.UUID())
	}))
}

// Silent marks pads that have said nothing for a while as offline: whoever served them was killed before it could say so. It returns
// how many there were.
func (h *Hall) Silent(ctx context.Context) (n int, err error) {
	now := h.now()
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		gone, err := pg.Collect(ctx, h.db, pgx.RowTo[uuid.UUID], `
			UPDATE hall_devices d SET conn = NULL, state = 'offline', since = $1, lit_nonce = NULL, version = version + 1
			FROM (SELECT id FROM hall_devices WHERE role = 'pad' AND state IN ('online', 'faulty') AND last_seen < $2 ORDER BY id
				FOR NO KEY UPDATE SKIP LOCKED) silent
			WHERE d.id = silent.id RETURNING d.id`, now, now.Add(-silence))
		if err != nil {
			return err
		}
		n = len(gone)
		for _, id := range gone {
			if err := h.tell(ctx, tellDeviceSQL, id); err != nil {
				return err
			}
		}
		return nil
	})
	return n, failed("silent", err)
}

// listenEvery is how often silent pads are looked for.
const listenEvery = 10 * time.Second

// Listen looks for silent pads until ctx ends. Any copies may.
func (h *Hall) Listen(ctx context.Context, log *slog.Logger) error {
	tick := time.NewTicker(listenEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		switch n, err := h.Silent(ctx); {
		case err != nil && ctx.Err() == nil:
			log.WarnContext(ctx, "hall: silent pads not looked for", "err", err)
		case n > 0:
			log.InfoContext(ctx, "hall: pads fell silent", "n", n)
		}
	}
}
