package redistimer

import (
	"context"

	"hotline/casecore"
)

// maxPending is how many armed deadlines wait for Redis at most; the rest is the loader's.
const maxPending = 1 << 16

// Arm tells of deadlines that have just been committed. It never blocks, and what it loses is found by the loader or
// the sweep.
func (e *Engine) Arm(refs ...casecore.TimerRef) {
	if len(refs) == 0 {
		return
	}
	e.mu.Lock()
	taken := min(len(refs), maxPending-len(e.pending))
	e.pending = append(e.pending, refs[:taken]...)
	e.mu.Unlock()
	if taken < len(refs) {
		e.lost(len(refs) - taken)
	}
	e.armed.give()
}

func (e *Engine) lost(n int) {
	e.cfg.Hooks.lost(n)
	e.requestLoad()
}

// arming carries what was armed to Redis. What gathers during one round trip goes with the next.
func (e *Engine) arming(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-e.armed:
		}
		e.armOnce(ctx)
	}
}

func (e *Engine) armOnce(ctx context.Context) {
	e.mu.Lock()
	refs := e.pending
	e.pending = nil
	e.mu.Unlock()

	now := e.cfg.Now()
	horizon := now.Add(e.scaled(e.cfg.HotWindow))
	soon := now.Add(e.scaled(e.cfg.SweepEvery)) // until then nobody may look by themselves
	var near []timer
	urgent := false
	for _, ref := range refs {
		if ref.Due.After(horizon) {
			continue
		}
		near = append(near, timer{ref, ref.Due})
		urgent = urgent || ref.Due.Before(soon)
	}
	if len(near) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, redisWait)
	defer cancel()
	if err := e.index.add(ctx, near); err != nil {
		e.cfg.Log.DebugContext(ctx, "timers: armed ones left to the loader", "n", len(near), "err", err)
		e.lost(len(near))
		e.sweep.give()
		return
	}
	if !urgent {
		return
	}
	e.look.give()
	if err := e.index.wake(ctx); err != nil {
		e.cfg.Log.DebugContext(ctx, "timers: other copies not woken", "err", err)
	}
}

// listen passes the other copies' wake-ups on.
func (e *Engine) listen(ctx context.Context) error {
	words := e.cfg.Redis.Subscribe(ctx, e.index.channel)
	defer words.Close()
	heard := words.Channel()
	for {
		select {
		case <-ctx.Done():
			return nil
		case _, open := <-heard:
			if !open {
				return nil
			}
			e.look.give()
		}
	}
}
