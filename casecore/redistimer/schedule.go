package redistimer

import (
	"context"
	"time"

	"hotline/casecore"
)

const (
	// redisWait bounds a call to Redis, as far as the client heeds contexts.
	redisWait = 2 * time.Second
	// redisAgain is the pause after Redis failed to answer.
	redisAgain = 200 * time.Millisecond
)

// schedule claims what is due whenever a worker is free. It looks into a shard when the shard's next member is due, and
// into all of them when it is woken or has not looked for [Config.SweepEvery]: a lost epoch is noticed no later.
func (e *Engine) schedule(ctx context.Context) error {
	defer e.drain()
	next := make([]time.Time, len(e.index.shards)) // zero: nothing known
	var looked time.Time                           // at all shards
	heap := false                                  // the last claim left something behind
	for ctx.Err() == nil {
		now := e.cfg.Now()
		due := dueShards(next, now)
		if now.Sub(looked) >= e.scaled(e.cfg.SweepEvery) {
			due = everyShard(next)
		}
		if len(due) == 0 {
			if e.sleep(ctx, now, looked, next) {
				looked = time.Time{}
			}
			continue
		}
		free, ok := e.worker(ctx, heap)
		if !ok {
			return nil
		}
		now = e.cfg.Now() // what came due while all workers were busy shares the batch
		if len(due) == len(next) {
			looked = now
		}
		refs, err := e.claim(ctx, due, next, now)
		heap = len(dueShards(next, now)) > 0
		if len(refs) > 0 {
			go func() {
				defer free()
				e.work(context.WithoutCancel(ctx), refs)
			}()
		} else {
			free()
		}
		if err != nil && ctx.Err() == nil {
			pause(ctx, redisAgain, nil)
			looked = time.Time{}
		}
	}
	return nil
}

// worker waits for a free worker and returns what frees it again, false when ctx has ended. Without a heap few work, and
// what comes due meanwhile shares their next batch.
func (e *Engine) worker(ctx context.Context, heap bool) (free func(), ok bool) {
	taken := make([]chan struct{}, 0, 2)
	free = func() {
		for _, slot := range taken {
			<-slot
		}
	}
	wanted := []chan struct{}{e.slots}
	if !heap {
		wanted = []chan struct{}{e.steady, e.slots}
	}
	for _, slot := range wanted {
		select {
		case slot <- struct{}{}:
			taken = append(taken, slot)
		case <-ctx.Done():
			free()
			return nil, false
		}
	}
	return free, true
}

// drain waits for the workers.
func (e *Engine) drain() {
	for range e.cfg.Workers {
		e.slots <- struct{}{}
	}
}

func dueShards(next []time.Time, now time.Time) []int {
	var due []int
	for n, at := range next {
		if !at.IsZero() && !at.After(now) {
			due = append(due, n)
		}
	}
	return due
}

func everyShard(next []time.Time) []int {
	all := make([]int, len(next))
	for n := range all {
		all[n] = n
	}
	return all
}

// sleep waits for the next member, a look at everything, or a wake-up, of which it tells.
func (e *Engine) sleep(ctx context.Context, now, looked time.Time, next []time.Time) (woken bool) {
	until := looked.Add(e.scaled(e.cfg.SweepEvery))
	grain := time.Duration(0)
	for _, at := range next {
		if !at.IsZero() && at.Before(until) {
			until, grain = at, e.cfg.Grain
		}
	}
	timer := time.NewTimer(time.Duration(float64(until.Sub(now))/e.cfg.Scale) + grain)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-e.look:
		return true
	case <-timer.C:
	}
	return false
}

// claim takes what is due from the shards, notes when each of them has its next member, and returns up to a batch.
func (e *Engine) claim(
	running context.Context, shards []int, next []time.Time, now time.Time,
) ([]casecore.TimerRef, error) {
	ctx, cancel := context.WithTimeout(running, redisWait)
	defer cancel()
	limit := max(e.cfg.Batch/len(shards), 1)
	var refs []casecore.TimerRef
	var failed error
	for _, c := range e.index.claim(ctx, shards, now, now.Add(e.scaled(e.cfg.Lease)), limit) {
		if c.err != nil {
			failed = c.err
			next[c.shard] = time.Time{}
			continue
		}
		next[c.shard] = c.next
		refs = append(refs, c.refs...)
		if len(c.refs) >= limit {
			e.fullAt.Store(now.UnixMicro())
		}
		if !e.knows(c.shard, c.epoch) {
			e.reload.give()
		}
		if err := e.index.discard(ctx, c); err != nil {
			failed = err
		}
	}
	if running.Err() == nil {
		e.setUp(ctx, failed == nil, failed)
	}
	return refs, failed
}

// work fires a batch that was claimed.
func (e *Engine) work(ctx context.Context, refs []casecore.TimerRef) {
	result := e.fire(ctx, ByIndex, refs)
	if result.fault { // the worker stays taken, so that the rest of a heap is not tried in vain too
		defer time.Sleep(faultPause)
	}
	ctx, cancel := context.WithTimeout(ctx, redisWait)
	defer cancel()
	if err := e.index.settle(ctx, result.done, result.back); err != nil {
		e.cfg.Log.DebugContext(ctx, "timers: claimed ones stay leased", "n", len(refs), "err", err)
		return
	}
	if len(result.back) > 0 {
		e.look.give()
	}
}
