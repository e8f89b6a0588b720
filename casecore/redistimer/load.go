package redistimer

import (
	"context"
	"time"
)

const (
	loadPage = 5000
	// loadAgain is the pause after a load that a server's absence broke off.
	loadAgain = time.Second
	// loadShare is how many loads a window sees: each deadline is loaded long before it is due, and more than once.
	loadShare = 4
)

// load fills the index: at the start, every quarter of the window, and when it has lost something.
func (e *Engine) load(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := e.loadOnce(ctx); err != nil && ctx.Err() == nil {
			e.cfg.Log.WarnContext(ctx, "timers: near deadlines not loaded", "err", err)
			e.mustLoad.Store(true)
			pause(ctx, loadAgain, nil)
			continue
		}
		until := time.Now().Add(e.cfg.HotWindow / loadShare)
		for ctx.Err() == nil && time.Until(until) > 0 && !e.stale(ctx) {
			pause(ctx, time.Until(until), e.reload)
		}
	}
	return nil
}

// stale tells whether the index needs a load before the time has come.
func (e *Engine) stale(ctx context.Context) bool {
	if e.mustLoad.Load() {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, redisWait)
	defer cancel()
	epochs, err := e.index.epochs(ctx)
	if err != nil {
		return false // when Redis is back, that will be noticed
	}
	for n, epoch := range epochs {
		if !e.knows(n, epoch) {
			return true
		}
	}
	return false
}

// loadOnce puts the live deadlines due within the window into Redis, from the most overdue on. The epochs are read
// before: if Redis loses its data meanwhile, the next claim sees another epoch.
func (e *Engine) loadOnce(ctx context.Context) error {
	e.mustLoad.Store(false)
	epochs, err := e.index.epochs(ctx)
	if err != nil {
		return err
	}
	p := page{before: e.cfg.Now().Add(e.scaled(e.cfg.HotWindow)), retry: infinity, limit: loadPage}
	loaded := 0
	for {
		timers, err := e.rows.page(ctx, p)
		if err != nil {
			return err
		}
		if err := e.index.add(ctx, timers); err != nil {
			return err
		}
		loaded += len(timers)
		if len(timers) > 0 {
			e.look.give()
		}
		if len(timers) < p.limit {
			break
		}
		p.after = &timers[len(timers)-1].ref
	}
	e.mu.Lock()
	e.epochs = epochs
	e.mu.Unlock()
	e.cfg.Hooks.loaded(loaded)
	return nil
}

// knows tells whether the shard was loaded under this epoch.
func (e *Engine) knows(shard int, epoch string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return epoch != "" && e.epochs[shard] == epoch
}
