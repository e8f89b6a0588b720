package redistimer_test

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/redistimer"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

const (
	// patience is how long a condition may take to come true on a busy machine.
	patience = 60 * time.Second
	glance   = 5 * time.Millisecond
)

// world is a database with probes and a Redis, for one test.
type world struct {
	t     *testing.T
	db    *pg.DB
	redis redis.UniversalClient
}

func newWorld(t *testing.T, client redis.UniversalClient) *world {
	t.Helper()
	return newWorldOn(t, pgtest.New(t), client)
}

func newWorldOn(t *testing.T, pool *pgxpool.Pool, client redis.UniversalClient) *world {
	t.Helper()
	_, err := pool.Exec(t.Context(), probeTable)
	require.NoError(t, err)
	return &world{t: t, db: pg.NewDB(pool), redis: client}
}

// openPool opens a pool on a database that another process shares.
func openPool(t *testing.T, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// config is an engine's for a test: the sweep is far away, so that what is proven is not its doing.
func (w *world) config(h casecore.DeadlineHandler) redistimer.Config {
	return redistimer.Config{
		Redis: w.redis, DB: w.db, Now: time.Now, Log: quiet(),
		Prefix:   "test:" + w.t.Name() + ":",
		Handlers: map[regulation.DeadlineID]casecore.DeadlineHandler{probeKind: h},
		Shards:   4, Lease: 10 * time.Second, SweepEvery: time.Second, SweepAfter: time.Hour,
		RetryFirst: 5 * time.Millisecond, Poll: 20 * time.Millisecond, Release: 20 * time.Millisecond,
	}
}

// quiet logs when HOTLINE_TEST_LOG is set.
func quiet() *slog.Logger {
	if os.Getenv("HOTLINE_TEST_LOG") == "" {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// run runs an engine until the test ends or the returned function is called; both wait for its end.
func (w *world) run(cfg redistimer.Config) (*redistimer.Engine, func()) {
	w.t.Helper()
	e, err := redistimer.New(cfg)
	require.NoError(w.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				w.t.Errorf("the engine failed: %v", err)
			}
		case <-time.After(patience):
			w.t.Errorf("the engine does not stop")
		}
	})
	w.t.Cleanup(stop)
	return e, stop
}

// firedOnce waits until n deadlines have fired and checks that each did so once, none before its time, and that nobody
// deadlocked.
func (w *world) firedOnce(n int) {
	w.t.Helper()
	w.eventually(func() bool {
		_, deadlines := effects(w.t, w.db)
		return deadlines >= n
	}, "not every deadline fired")
	w.nothingTwice(n)
}

func (w *world) nothingTwice(n int) {
	w.t.Helper()
	rows, deadlines := effects(w.t, w.db)
	require.Equal(w.t, n, deadlines)
	require.Equal(w.t, n, rows, "a deadline fired twice")
	var early, deadlocks int
	require.NoError(w.t, w.db.QueryRow(w.t.Context(), `
		SELECT (SELECT count(*) FROM probe_effects WHERE at < due_at - interval '50 ms'),
		       (SELECT deadlocks FROM pg_stat_database WHERE datname = current_database())`).Scan(&early, &deadlocks))
	require.Zero(w.t, early, "a deadline fired before its time")
	require.Zero(w.t, deadlocks)
}

func (w *world) eventually(condition func() bool, why string) {
	w.t.Helper()
	require.Eventually(w.t, condition, patience, glance, why)
}

// sent counts what the index holds, waiting and leased.
func (w *world) indexed(cfg redistimer.Config) (due, leased int64) {
	w.t.Helper()
	for _, n := range []string{"0", "1", "2", "3"} {
		d, err := w.redis.ZCard(w.t.Context(), cfg.Prefix+"{t"+n+"}:due").Result()
		require.NoError(w.t, err)
		l, err := w.redis.ZCard(w.t.Context(), cfg.Prefix+"{t"+n+"}:leased").Result()
		require.NoError(w.t, err)
		due, leased = due+d, leased+l
	}
	return due, leased
}

// spread returns n times, evenly over the span that starts after from now.
func spread(n int, after, span time.Duration) []time.Time {
	start := time.Now().Add(after)
	times := make([]time.Time, n)
	for i := range times {
		times[i] = start.Add(span * time.Duration(i) / time.Duration(n))
	}
	return times
}
