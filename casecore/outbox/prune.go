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
				WHERE s.name = $1 AND o.stream = $1 AND o.position <= CASE WHEN $4 THEN s.position ELSE s.sealed END
				ORDER BY o.position LIMIT $3) oldest
			WHERE at < $2)`

	// knownSQL is the oldest position that the table knows, the newest there was when it knows none.
	knownSQL = `
		SELECT coalesce((SELECT min(position) FROM outbox WHERE stream = $1 AND position IS NOT NULL), s.position) FROM streams s WHERE s.name = $1`
)

// prune deletes old rows until ctx ends, and their copies in Redis: rows hold the beginning of what people said, which
// nowhere lives longer than in the table, where an erasure finds it.
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
		if err := r.trim(ctx); err != nil && ctx.Err() == nil {
			r.cfg.Log.WarnContext(ctx, "redis keeps what the table has let go", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (r *Relay) trim(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, redisWait)
	defer cancel()
	var known int64
	if err := r.db.QueryRow(ctx, knownSQL, r.cfg.Stream).Scan(&known); err != nil {
		return err
	}
	return r.redis.trim(ctx, known)
}

// pruneSome deletes at most one batch.
func (r *Relay) pruneSome(ctx context.Context, f pg.Fence) (n int64, err error) {
	err = r.fenced(ctx, f, "prune", func(ctx context.Context) error {
		tag, err := r.db.Exec(ctx, pruneSQL, r.cfg.Stream, r.cfg.Now().Add(-r.cfg.Retention), pruneRows, r.cfg.Unsealed)
		n = tag.RowsAffected()
		return err
	})
	if err != nil {
		return 0, err
	}
	if n > 0 && r.cfg.Hooks.Pruned != nil {
		r.cfg.Hooks.Pruned(n)
	}
	return n, nil
}
