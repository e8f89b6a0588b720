package redistimer

import (
	"context"
	"time"
)

// The engine's steps, for a test that takes them one by one.

// ClaimAndFire claims everything that is due and fires it.
func (e *Engine) ClaimAndFire(ctx context.Context) error { return e.claimStep(ctx, true) }

// ClaimAndDie claims everything that is due, as a worker does that dies then.
func (e *Engine) ClaimAndDie(ctx context.Context) error { return e.claimStep(ctx, false) }

func (e *Engine) claimStep(ctx context.Context, fire bool) error {
	next := make([]time.Time, len(e.index.shards))
	for {
		refs, err := e.claim(ctx, everyShard(next), next, e.cfg.Now())
		if err != nil || len(refs) == 0 {
			return err
		}
		if fire {
			e.work(ctx, refs)
		}
	}
}

// CarryArmed takes what was armed to Redis.
func (e *Engine) CarryArmed(ctx context.Context) { e.armOnce(ctx) }

// LoseArmed forgets it.
func (e *Engine) LoseArmed() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pending = nil
}

// LoadIfStale loads as the loader does when it is signalled, Load in any case.
func (e *Engine) LoadIfStale(ctx context.Context) error {
	if !e.stale(ctx) {
		return nil
	}
	return e.loadOnce(ctx)
}

func (e *Engine) Load(ctx context.Context) error { return e.loadOnce(ctx) }

// Sweep passes once over what is overdue.
func (e *Engine) Sweep(ctx context.Context) error {
	e.fullAt.Store(0)
	return e.sweepOnce(ctx, false)
}

var (
	Encode = encode
	Decode = decode
)
