package redistimer

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// Engine makes deadlines fire. See the package comment.
type Engine struct {
	cfg    Config
	index  *index
	rows   rows
	groups map[regulation.DeadlineID]int // the handler of a kind, by its number
	handle []casecore.DeadlineHandler
	kinds  []string // those with a handler

	slots  chan struct{} // one for each running worker
	steady chan struct{} // one for each that runs though there is no heap
	look   signal        // the scheduler should look again
	sweep  signal        // the sweeper should
	armed  signal        // the armer has something
	reload signal        // the loader should

	redis    atomic.Int32 // whether Redis answered last time
	fullAt   atomic.Int64 // when a claim last came back full, µs
	mustLoad atomic.Bool  // the index is known to lack something

	mu      sync.Mutex
	pending []casecore.TimerRef // armed, not yet in Redis
	epochs  []string            // under which each shard was loaded
}

// signal wakes one waiter; signals given while one is pending are one.
type signal chan struct{}

func (s signal) give() {
	select {
	case s <- struct{}{}:
	default:
	}
}

// New returns an engine that does nothing until Run.
func New(cfg Config) (*Engine, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	e := &Engine{
		cfg: cfg, index: newIndex(cfg.Redis, cfg.Prefix, cfg.Shards), rows: rows{cfg.DB},
		groups: make(map[regulation.DeadlineID]int), epochs: make([]string, cfg.Shards),
		slots: make(chan struct{}, cfg.Workers), steady: make(chan struct{}, min(cfg.Workers, steadyWorkers)),
		look: make(signal, 1), sweep: make(signal, 1), armed: make(signal, 1), reload: make(signal, 1),
	}
	known := make(map[casecore.DeadlineHandler]int)
	for kind, h := range cfg.Handlers {
		e.kinds = append(e.kinds, string(kind))
		if reflect.TypeOf(h).Comparable() {
			if n, ok := known[h]; ok {
				e.groups[kind] = n
				continue
			}
			known[h] = len(e.handle)
		}
		e.groups[kind] = len(e.handle)
		e.handle = append(e.handle, h)
	}
	return e, nil
}

// Run fires deadlines until ctx ends and the batches under way have finished, which takes a third of a lease at most.
// Servers that are away make it wait, never fail.
func (e *Engine) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return e.arming(ctx) })
	if len(e.handle) > 0 {
		g.Go(func() error { return e.schedule(ctx) })
		g.Go(func() error { return e.load(ctx) })
		g.Go(func() error { return e.sweeping(ctx) })
		g.Go(func() error { return e.listen(ctx) })
	}
	return g.Wait()
}

// What is known of Redis.
const (
	redisUnknown int32 = iota
	redisUp
	redisAway
)

// setUp notes whether Redis answers.
func (e *Engine) setUp(ctx context.Context, up bool, err error) {
	state := redisAway
	if up {
		state = redisUp
	}
	before := e.redis.Swap(state)
	if before == state {
		return
	}
	e.cfg.Hooks.redis(up)
	if up {
		if before == redisAway {
			e.cfg.Log.InfoContext(ctx, "timers: redis answers")
			e.requestLoad() // whatever was armed meanwhile is not there
		}
		return
	}
	e.cfg.Log.WarnContext(ctx, "timers: redis is away, firing from postgres", "err", err)
	e.sweep.give()
}

func (e *Engine) requestLoad() {
	e.mustLoad.Store(true)
	e.reload.give()
}

// scaled turns a span of real time into one of Now's.
func (e *Engine) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) * e.cfg.Scale)
}

// pause sleeps for a span of real time, cut short by the end of ctx or by any of the signals.
func pause(ctx context.Context, d time.Duration, wake signal) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-timer.C:
	}
}
