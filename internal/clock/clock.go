package clock

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// defaultEvery keeps the drift of a poor crystal (100 ppm) to 3 ms.
	defaultEvery = 30 * time.Second
	samples      = 5
	// measureWait bounds one measurement; a server that is away must not hold the next one up.
	measureWait = 5 * time.Second
)

// Server is the database whose time is taken.
type Server interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Config adjusts a Clock; its zero value serves.
type Config struct {
	// Every is the time between measurements, 30 s when zero.
	Every time.Duration
	// Scale is how many seconds pass in one, 1 when zero. Other than 1 only for a demonstration in one process.
	Scale float64
	// Behind is how far before the present a scaled clock begins. It runs faster until it has caught up and keeps the
	// true time from then on; zero when it is to run faster for ever.
	Behind time.Duration
	// Local is the machine's clock, time.Now when nil. Its times have to carry a monotonic reading.
	Local func() time.Time
	Log   *slog.Logger
}

// Clock tells PostgreSQL's time.
type Clock struct {
	server Server
	every  time.Duration
	scale  float64
	behind time.Duration
	local  func() time.Time
	log    *slog.Logger
	anchor atomic.Pointer[anchor]
	origin atomic.Pointer[time.Time] // from where a scaled clock runs faster
}

// anchor ties a reading of the local clock to the server's time at that moment.
type anchor struct {
	local  time.Time
	server time.Time
}

// New returns a clock that has not measured yet.
func New(server Server, cfg Config) *Clock {
	c := &Clock{server: server, every: cfg.Every, scale: cfg.Scale, behind: cfg.Behind, local: cfg.Local, log: cfg.Log}
	if c.every <= 0 {
		c.every = defaultEvery
	}
	if c.scale <= 0 {
		c.scale = 1
	}
	if c.local == nil {
		c.local = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Scale is how many seconds of [Clock.Now] pass in one.
func (c *Clock) Scale() float64 { return c.scale }

// Now is the server's time, in UTC.
func (c *Clock) Now() time.Time {
	local := c.local()
	now := local.UTC()
	if a := c.anchor.Load(); a != nil {
		now = a.server.Add(local.Sub(a.local))
	}
	if c.scale == 1 {
		return now
	}
	origin := c.origin.Load()
	if origin == nil {
		c.origin.CompareAndSwap(nil, &now)
		origin = c.origin.Load()
	}
	if c.behind == 0 {
		return origin.Add(time.Duration(float64(now.Sub(*origin)) * c.scale))
	}
	left := c.behind - time.Duration(float64(now.Sub(*origin))*(c.scale-1))
	return now.Add(-max(left, 0))
}

// Offset is how far the server's clock is ahead of this machine's, zero before the first measurement.
func (c *Clock) Offset() time.Duration {
	a := c.anchor.Load()
	if a == nil {
		return 0
	}
	return a.server.Sub(a.local.Round(0)) // without the monotonic reading: the wall clocks are compared
}

// Measure takes the server's time now. It is called once before anything relies on the clock.
func (c *Clock) Measure(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, measureWait)
	defer cancel()
	var best anchor
	shortest := time.Duration(-1)
	for range samples {
		var server time.Time
		before := c.local()
		if err := c.server.QueryRow(ctx, `SELECT clock_timestamp()`).Scan(&server); err != nil {
			return fmt.Errorf("clock: measure: %w", err)
		}
		trip := c.local().Sub(before)
		if shortest < 0 || trip < shortest {
			shortest = trip
			best = anchor{local: before.Add(trip / 2), server: server.UTC()}
		}
	}
	if a := c.anchor.Load(); a != nil {
		// Half of a round trip is the error of a measurement: less than that is no news.
		drift := best.server.Sub(a.server.Add(best.local.Sub(a.local)))
		if drift.Abs() <= shortest/2 {
			return nil
		}
		c.log.DebugContext(ctx, "clock corrected", "drift_us", drift.Microseconds(), "round_trip_us", shortest.Microseconds())
	}
	c.anchor.Store(&best)
	return nil
}

// Run measures from time to time until ctx ends. A failed measurement leaves the clock as it was.
func (c *Clock) Run(ctx context.Context) error {
	ticker := time.NewTicker(c.every)
	defer ticker.Stop()
	for {
		if err := c.Measure(ctx); err != nil && ctx.Err() == nil {
			c.log.WarnContext(ctx, "clock not measured", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}
