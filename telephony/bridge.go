package telephony

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/internal/pg"
	"hotline/telephony/asterisk"
)

const (
	leaseTTL   = 4 * time.Second // another copy looks every fifth of it, and so takes over within 5 s
	firstRetry = 250 * time.Millisecond
	retryGrows = 8 // times, at most
	// compareAfter bounds how often all calls are compared anew for one of them.
	compareAfter = 5 * time.Second
)

// Bridge serves one Asterisk application.
type Bridge struct {
	cfg Config
	Deps
	lines     map[string]Line
	lease     *pg.Lease
	owning    atomic.Bool // this copy has the lease
	ready     atomic.Bool
	collect   chan struct{} // there may be something to collect
	connected chan struct{} // the socket is open after it was not
	desk      chan struct{} // there may be something to assign or to carry out
	sessions  atomic.Int64  // how often the socket was opened

	mu       sync.Mutex
	calls    map[string]*call // by the call's id
	channels map[string]*call // by the caller's channel and by the legs of ours
	restart  func()           // ends the session, nil for none
	compared time.Time        // when that was last wanted
}

// New returns a bridge.
func New(cfg Config, deps Deps) *Bridge {
	if cfg.LeaseTTL == 0 {
		cfg.LeaseTTL = leaseTTL
	}
	if cfg.Retry == 0 {
		cfg.Retry = firstRetry
	}
	b := &Bridge{
		cfg: cfg, Deps: deps, lines: map[string]Line{}, collect: make(chan struct{}, 1),
		connected: make(chan struct{}, 1), desk: make(chan struct{}, 1),
		calls: map[string]*call{}, channels: map[string]*call{},
	}
	b.Log = b.Log.With("pbx", deps.PBX.Name())
	for _, l := range cfg.Lines {
		b.lines[l.Number] = l
	}
	b.lease = pg.NewLease(deps.DB, "telephony "+deps.PBX.Name(), cfg.Holder, cfg.LeaseTTL, b.Log)
	return b
}

// Ready tells whether the bridge hears Asterisk's events and has caught up. A copy that stands by is not ready and need not be.
func (b *Bridge) Ready() bool { return b.ready.Load() }

// Check fails while this copy should serve Asterisk and does not hear it. Another copy that stands by is in order.
func (b *Bridge) Check(context.Context) error {
	if b.owning.Load() && !b.ready.Load() {
		return errors.New("telephony: " + b.PBX.Name() + " is not heard")
	}
	return nil
}

// Run serves the application whenever this copy has the lease, until ctx ends.
func (b *Bridge) Run(ctx context.Context) error {
	return b.lease.Run(ctx, func(ctx context.Context, f pg.Fence) error { return b.own(ctx, f) })
}

// own serves while the lease is held.
func (b *Bridge) own(ctx context.Context, f pg.Fence) error {
	b.owning.Store(true)
	defer b.owning.Store(false)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { b.rehearse(ctx); return nil })
	g.Go(func() error { return b.stayConnected(ctx, f) })
	g.Go(func() error { return b.collectAll(ctx, f) })
	g.Go(func() error { return b.dispatchAll(ctx, f) })
	return g.Wait()
}

// stayConnected listens, and connects again with growing pauses.
func (b *Bridge) stayConnected(ctx context.Context, f pg.Fence) error {
	pause := b.cfg.Retry
	for {
		began := b.Now()
		err := b.session(ctx, f)
		b.setReady(false)
		switch {
		case errors.Is(err, pg.ErrLeaseLost):
			return err
		case ctx.Err() != nil:
			return nil //nolint:nilerr // it was told to stop
		case errors.Is(err, asterisk.ErrReplaced):
			b.Log.ErrorContext(ctx, "telephony: another process has taken the application over; every copy needs the same database")
			pause = b.cfg.Retry * retryGrows
		default:
			b.Log.WarnContext(ctx, "telephony: the event socket is away", "err", err)
		}
		if b.Now().Sub(began) > b.cfg.Retry*retryGrows {
			pause = b.cfg.Retry
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		pause = min(pause*2, b.cfg.Retry*retryGrows)
	}
}

func (b *Bridge) setReady(ready bool) {
	if b.ready.Swap(ready) != ready && b.Hooks.State != nil {
		b.Hooks.State(ready)
	}
}

// compare begins another session, which compares what Asterisk has with what is written. It returns false when that was done a
// moment ago.
func (b *Bridge) compare() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := b.Now(); b.restart != nil && now.Sub(b.compared) > compareAfter {
		b.compared = now
		b.restart()
		return true
	}
	return false
}

// find returns the live call of that id.
func (b *Bridge) find(id string) *call {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.calls[id]
}

func (b *Bridge) onChannel(id string) *call {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.channels[id]
}

// bind says whose a channel is.
func (b *Bridge) bind(channel string, c *call) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.channels[channel] = c
}

// forget drops a call that has ended, with its channels.
func (b *Bridge) forget(c *call) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.calls, c.row.ID.String())
	for id, of := range b.channels {
		if of == c {
			delete(b.channels, id)
		}
	}
}

// adopt makes a call live, unless its channel has one.
func (b *Bridge) adopt(c *call) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.channels[c.row.Channel] != nil {
		return false
	}
	b.calls[c.row.ID.String()] = c
	b.channels[c.row.Channel] = c
	return true
}

// began is a call that has just come in.
func (b *Bridge) began(channel, line, number string) calls.Call {
	phone, grade := callerOf(number)
	lang := b.lines[line].Lang
	if lang == "" {
		lang = usualLang
	}
	return calls.Call{
		ID: casecore.NewID[calls.CallID](), PBX: b.PBX.Name(), Channel: channel, Direction: calls.In, Purpose: calls.ToReport,
		Line: line, Caller: phone, Grade: grade, Lang: lang, Started: b.Now(),
	}
}
