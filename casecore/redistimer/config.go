package redistimer

import (
	"errors"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// Config is what an Engine is made of. Redis, DB, Now and Log are needed, the rest has defaults.
type Config struct {
	Redis redis.UniversalClient
	DB    *pg.DB
	Now   func() time.Time // the one clock
	Log   *slog.Logger

	// Handlers fire the deadlines of their kind. Kinds of one handler fire together when it is comparable.
	Handlers map[regulation.DeadlineID]casecore.DeadlineHandler

	// Prefix begins every key and channel, so that several cities may share a Redis; "hl:" when empty.
	Prefix string
	// Scale is how many seconds of Now pass in one, 1 when zero. The durations below are of real time.
	Scale float64
	// Shards is how many parts the index has; every copy has to agree. 1 when zero, 16 on a Redis Cluster.
	Shards int
	// HotWindow is how far ahead Redis knows, 1 h when zero.
	HotWindow time.Duration
	// Lease is how long a claimed deadline waits for its worker, and the longest that one transaction may take; 15 s
	// when zero.
	Lease time.Duration
	// Batch is how many deadlines fire in one transaction at most, 500 when zero.
	Batch int
	// Workers is how many transactions run at once while a heap is worked off, 4 when zero; two serve otherwise. The
	// sweeper has one more.
	Workers int
	// Grain is what the scheduler adds to its sleep so that neighbours share a transaction; 5 ms when zero, negative for
	// none. It is lateness given away for work saved: at a thousand a second, a third of it.
	Grain time.Duration
	// SweepEvery and SweepAfter govern the sweep: how often, and how overdue; 2 s each when zero.
	SweepEvery time.Duration
	SweepAfter time.Duration
	// Poll is the longest pause of the sweeper while Redis is away, 100 ms when zero.
	Poll time.Duration
	// RetryFirst is the pause after a first failure; each further one is four times as long. 1 s when zero.
	RetryFirst time.Duration
	// Release is the pause of a deadline whose kind has no handler here, 5 s when zero.
	Release time.Duration
	Hooks   Hooks
}

const (
	defaultPrefix        = "hl:"
	defaultHotWindow     = time.Hour
	defaultLease         = 15 * time.Second
	defaultBatch         = 500
	defaultWorkers       = 4
	steadyWorkers        = 2 // more of them only make the batches smaller
	defaultGrain         = 5 * time.Millisecond
	defaultSweep         = 2 * time.Second
	defaultPoll          = 100 * time.Millisecond
	defaultRetryFirst    = time.Second
	defaultRelease       = 5 * time.Second
	defaultClusterShards = 16
)

func (c *Config) complete() error {
	if c.Redis == nil || c.DB == nil || c.Now == nil || c.Log == nil {
		return errors.New("redistimer: Redis, DB, Now and Log are needed")
	}
	if c.Shards <= 0 {
		c.Shards = 1 // on one server more of them only cost
		if _, ok := c.Redis.(*redis.ClusterClient); ok {
			c.Shards = defaultClusterShards
		}
	}
	if c.Prefix == "" {
		c.Prefix = defaultPrefix
	}
	if c.Scale <= 0 {
		c.Scale = 1
	}
	if c.Batch <= 0 {
		c.Batch = defaultBatch
	}
	if c.Workers <= 0 {
		c.Workers = defaultWorkers
	}
	for _, d := range []struct {
		value *time.Duration
		or    time.Duration
	}{
		{&c.HotWindow, defaultHotWindow},
		{&c.Lease, defaultLease},
		{&c.SweepEvery, defaultSweep},
		{&c.SweepAfter, defaultSweep},
		{&c.Poll, defaultPoll},
		{&c.RetryFirst, defaultRetryFirst},
		{&c.Release, defaultRelease},
	} {
		if *d.value <= 0 {
			*d.value = d.or
		}
	}
	if c.Grain == 0 {
		c.Grain = defaultGrain
	}
	c.Grain = max(c.Grain, 0)
	return nil
}

// Path says which way a deadline came to its handler.
type Path string

// The paths.
const (
	ByIndex Path = "index" // claimed in Redis
	BySweep Path = "sweep" // found overdue in PostgreSQL
)

// Hooks observe the engine; any of them may be nil. They are called by many goroutines and must not block.
type Hooks struct {
	// Settled sees each deadline that a committed batch is done with: fired, or found obsolete. late is how long after its
	// due time.
	Settled func(ref casecore.TimerRef, by Path, late time.Duration)
	// Held sees how many were put back because their subjects were locked.
	Held func(n int)
	// Failed sees a culprit; dead says that it is now a dead letter.
	Failed func(ref casecore.TimerRef, dead bool)
	// Loaded sees how many deadlines a load carried to Redis.
	Loaded func(n int)
	// Lost sees how many armed deadlines were left to the loader because the queue was full or Redis away.
	Lost func(n int)
	// Redis sees the index come and go.
	Redis func(up bool)
}

func (h Hooks) settled(ref casecore.TimerRef, by Path, late time.Duration) {
	if h.Settled != nil {
		h.Settled(ref, by, late)
	}
}

func (h Hooks) held(n int) {
	if h.Held != nil && n > 0 {
		h.Held(n)
	}
}

func (h Hooks) failed(ref casecore.TimerRef, dead bool) {
	if h.Failed != nil {
		h.Failed(ref, dead)
	}
}

func (h Hooks) loaded(n int) {
	if h.Loaded != nil {
		h.Loaded(n)
	}
}

func (h Hooks) lost(n int) {
	if h.Lost != nil && n > 0 {
		h.Lost(n)
	}
}

func (h Hooks) redis(up bool) {
	if h.Redis != nil {
		h.Redis(up)
	}
}
