package redistimer

import (
	"context"
	"time"

	"hotline/casecore"
)

const (
	// sweepPages is how many batches are read at once: pages of one instant are sorted anew for each read.
	sweepPages = 10
	// drainAfter is how overdue a deadline has to be for the sweep while the index is plainly working off a heap: before
	// that the two would only take each other's work.
	drainAfter = 30 * time.Second
	// drainSeen is how long ago a full claim still means a heap.
	drainSeen = time.Second
)

// sweeping fires overdue deadlines from PostgreSQL, whatever Redis does; while Redis is away, due ones at once.
func (e *Engine) sweeping(ctx context.Context) error {
	pause(ctx, e.cfg.SweepEvery, e.sweep) // until it is known whether Redis answers
	for ctx.Err() == nil {
		alone := e.redis.Load() != redisUp
		err := e.sweepOnce(ctx, alone)
		if err != nil && ctx.Err() == nil {
			e.cfg.Log.WarnContext(ctx, "timers: sweep", "err", err)
		}
		wait := e.cfg.SweepEvery
		if alone && err == nil {
			wait = e.untilNext(ctx)
		}
		pause(ctx, wait, e.sweep)
	}
	return nil
}

// sweepOnce passes once over what is overdue; alone, over what is due.
func (e *Engine) sweepOnce(ctx context.Context, alone bool) error {
	now := e.cfg.Now()
	after := e.cfg.SweepAfter
	switch {
	case alone:
		after = 0
	case now.Sub(time.UnixMicro(e.fullAt.Load())) < e.scaled(drainSeen):
		after = max(after, drainAfter)
	}
	p := page{before: now.Add(-e.scaled(after)), retry: now, kinds: e.kinds, limit: e.cfg.Batch * sweepPages}
	for ctx.Err() == nil {
		timers, err := e.rows.page(ctx, p)
		if err != nil {
			return err
		}
		for from := 0; from < len(timers) && ctx.Err() == nil; from += e.cfg.Batch {
			// What was held or has failed is met again by a later pass.
			e.fire(context.WithoutCancel(ctx), BySweep, refsOf(timers[from:min(from+e.cfg.Batch, len(timers))]))
		}
		if len(timers) < p.limit {
			return nil
		}
		p.after = &timers[len(timers)-1].ref
	}
	return nil
}

// untilNext is how long nothing comes due, [Config.Poll] at most: without Redis nobody tells of what others arm.
func (e *Engine) untilNext(ctx context.Context) time.Duration {
	now := e.cfg.Now()
	at, found, err := e.rows.next(ctx, now)
	if err != nil || !found {
		return e.cfg.Poll
	}
	return min(time.Duration(float64(at.Sub(now))/e.cfg.Scale), e.cfg.Poll)
}

func refsOf(timers []timer) []casecore.TimerRef {
	refs := make([]casecore.TimerRef, len(timers))
	for i, t := range timers {
		refs[i] = t.ref
	}
	return refs
}
