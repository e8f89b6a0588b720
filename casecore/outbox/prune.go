package outbox

import (
	"context"
	"time"

	"hotline/internal/pg"
)

const (
	pruneEvery = time.Minute
	// pruneRows keeps one deletion short: the rows are locked and the relay's work is next to it.
	pruneRows = 500

	pruneSQL = `
		DELETE FROM outbox WHERE id IN (
			SELECT id FROM (
				SELECT o.id, o.at FROM outbox o, streams s
				WHERE s.name = $1 AND o.stream = $1 AND o.position <= s.sealed
				ORDER BY o.position LIMIT $3) oldest
			WHERE at < $2)`
)

// prune deletes old rows until ctx ends.
func (r *Relay) prune(ctx context.Context, f pg.Fence) error {
	tick := time.NewTicker(pruneEvery)
	defer tick.Stop()
	for {
		for {
			n, err := r.pruneSome(ctx, f)
			if ctx.Err() != nil {
				return nil
			}
			if err != nil {
				return err
			}
			if n < pruneRows {
				break
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// pruneSome deletes at most one batch.
func (r *Relay) pruneSome(ctx context.Context, f pg.Fence) (n int64, err error) {
	err = r.db.InTx(ctx, func(ctx context.Context) error {
		if err := f.Check(ctx); err != nil {
			return err
		}
		tag, err := r.db.Exec(ctx, pruneSQL, r.cfg.Stream, r.cfg.Now().Add(-r.cfg.Retention), pruneRows)
		n = tag.RowsAffected()
		return err
	})
	if err != nil {
		return 0, fail("prune", err)
	}
	if n > 0 && r.cfg.Hooks.Pruned != nil {
		r.cfg.Hooks.Pruned(n)
	}
	return n, nil
}
