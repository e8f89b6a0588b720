package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// record writes what became of the rows, in the second transaction. While the leases run it is tried again: a message that
// was sent and not recorded will be sent again.
func (d *Deliverer) record(ctx context.Context, outcomes []outcome) error {
	limit := deliverLease - startWithin
	if ctx.Err() != nil {
		limit = recordTimeout
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	for {
		err := d.rows.settle(ctx, d.cfg.Now(), outcomes)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("outbox: record deliveries: %w", err)
		case <-time.After(deliverPoll):
		}
	}
}

// settle records outcomes. A row that somebody else has claimed since then is left to them: its attempts have moved on.
func (r *deliveryRows) settle(ctx context.Context, now time.Time, outcomes []outcome) error {
	var ids []uuid.UUID
	var attempts []int32
	var states, reasons, externals []string
	var refunds []bool
	var nexts []time.Time
	gone := make(map[[2]string]bool)
	for _, o := range outcomes {
		ids, attempts = append(ids, o.row.ID.UUID()), append(attempts, int32(o.row.Attempts)) //nolint:gosec // small
		states, reasons, externals = append(states, o.state), append(reasons, o.reason), append(externals, o.external)
		refunds, nexts = append(refunds, o.refund), append(nexts, o.next)
		if o.state == stateUnreachable {
			gone[[2]string{o.row.Channel, o.row.Address}] = true
		}
	}
	return r.db.InTx(ctx, func(ctx context.Context) error {
		for at := range gone {
			err := r.db.Queue(ctx, nil, `UPDATE contact_points SET unreachable_at = $3
				WHERE channel = $1 AND address = $2 AND unreachable_at IS NULL`, at[0], at[1], now)
			if err != nil {
				return err
			}
		}
		return r.db.Queue(ctx, nil, `
			UPDATE deliveries d SET state = o.state, next_at = o.next_at, external_id = o.external,
				attempts = CASE WHEN o.refund THEN d.attempts - 1 ELSE d.attempts END,
				last_error = CASE WHEN o.refund THEN d.last_error ELSE o.reason END,
				settled_at = CASE WHEN o.state <> 'queued' THEN $8::timestamptz END
			FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::timestamptz[])
				AS o (id, attempts, state, reason, external, refund, next_at)
			WHERE d.id = o.id AND d.state = 'queued' AND d.attempts = o.attempts`,
			ids, attempts, states, reasons, externals, refunds, nexts, now)
	})
}

// Replay queues a dead or unreachable delivery anew, with all its attempts. One that was addressed to a role or an
// organisation looks again for where its people are reached. NotFound when there is none, Conflict when it is not dead.
func (d *Deliverer) Replay(ctx context.Context, id casecore.DeliveryID) error {
	const op = "replay delivery"
	tag, err := d.rows.db.Exec(ctx, `
		UPDATE deliveries SET state = 'queued', attempts = 0, next_at = $2, last_error = '', settled_at = NULL
		WHERE id = $1 AND state IN ('dead', 'unreachable')`, id.UUID(), d.cfg.Now())
	if err != nil {
		return fmt.Errorf("outbox: %s: %w", op, err)
	}
	if tag.RowsAffected() == 0 {
		var state string
		err := d.rows.db.QueryRow(ctx, `SELECT state FROM deliveries WHERE id = $1`, id.UUID()).Scan(&state)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return &casecore.Error{Code: casecore.NotFound, Op: op, Key: "error.delivery_unknown"}
		case err != nil:
			return fmt.Errorf("outbox: %s: %w", op, err)
		}
		return &casecore.Error{Code: casecore.Conflict, Op: op, Key: "error.delivery_not_dead"}
	}
	d.rows.db.AfterCommit(ctx, d.Wake)
	return nil
}
