package outbox

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/internal/pg"
)

const (
	// leaseTTL lets another copy take over within 5 s: it looks every fifth of this.
	leaseTTL = 4 * time.Second
	// batchRows bounds one transaction and one script.
	batchRows = 500
	// poll runs behind the wake-ups.
	poll = 250 * time.Millisecond
	// checkEvery is how often an idle relay looks whether Redis still holds what it was given; it moves the beat.
	checkEvery = time.Second
	// redisWait bounds one call to Redis, so that a server that hangs does not hold up positions for long.
	redisWait = 2 * time.Second
	// redisPause follows a call that failed.
	redisPause = time.Second
)

// Config adjusts a Relay; its zero value serves, but for Holder, Now and Log.
type Config struct {
	Stream    string        // casecore.CasesStream when empty
	Unsealed  bool          // the stream's events are in no audit chain: rows go without waiting for a seal
	Holder    string        // an identity unique to this process
	Keep      int           // how many entries Redis keeps, about; 10,000 when zero
	Retention time.Duration // of rows that have a position and, but for an unsealed stream, a seal; 24 h when zero
	Now       func() time.Time
	Log       *slog.Logger
	Hooks     Hooks
}

// Hooks let metrics watch; each may be nil and must not block.
type Hooks struct {
	// Positioned is told how many rows got a position together, and how old the oldest was.
	Positioned func(rows int, oldest time.Duration)
	// Behind is told how many positions Redis lacks.
	Behind func(positions int64)
	// Pruned is told how many rows were deleted.
	Pruned func(rows int64)
}

// Relay gives positions to the rows of one stream and fills its Redis stream, whenever it holds the stream's lease.
// Several copies may run.
type Relay struct {
	db     *pg.DB
	redis  *redisStream
	client redis.UniversalClient
	lease  *pg.Lease
	cfg    Config
	waker  *Waker
	wake   chan struct{}
	owns   atomic.Bool
}

// NewRelay returns a relay; [Relay.Run] sets it to work.
func NewRelay(db *pg.DB, client redis.UniversalClient, cfg Config) *Relay {
	if cfg.Stream == "" {
		cfg.Stream = casecore.CasesStream
	}
	if cfg.Keep <= 0 {
		cfg.Keep = 10_000
	}
	if cfg.Retention <= 0 {
		cfg.Retention = 24 * time.Hour
	}
	cfg.Log = cfg.Log.With("relay", cfg.Stream)
	return &Relay{
		db: db, client: client, cfg: cfg,
		redis: newRedisStream(client, cfg.Stream, cfg.Keep),
		lease: pg.NewLease(db, "relay:"+cfg.Stream, cfg.Holder, leaseTTL, cfg.Log),
		waker: NewWaker(client, cfg.Stream, cfg.Log),
		wake:  make(chan struct{}, 1),
	}
}

// Wake says that something was committed. It never blocks.
func (r *Relay) Wake() {
	if r.owns.Load() {
		r.signal()
		return
	}
	r.waker.Wake()
}

func (r *Relay) signal() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run relays while it holds the lease and stands by otherwise, until ctx ends.
func (r *Relay) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.waker.Run(ctx) })
	group.Go(func() error { return r.lease.Run(ctx, r.own) })
	return group.Wait()
}

// own is the work of the lease's holder.
func (r *Relay) own(ctx context.Context, f pg.Fence) error {
	r.owns.Store(true)
	defer r.owns.Store(false)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return Listen(ctx, r.client, r.cfg.Stream, r.signal) })
	group.Go(func() error { return r.prune(ctx, f) })
	group.Go(func() error { return (&shift{Relay: r, fence: f}).work(ctx) })
	return group.Wait()
}
