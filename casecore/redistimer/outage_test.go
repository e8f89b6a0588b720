package redistimer_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/redistimer"
	"hotline/internal/childtest"
	"hotline/internal/clock"
	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

// MR-6.1
func TestAWorkerKilledInTheMiddleLosesNothing(t *testing.T) {
	t.Parallel()
	url, server := pgtest.URL(t), redistest.NewServer(t)
	w := newWorldOn(t, openPool(t, url), server.Client())
	const n = 100
	armed(t, w.db, spread(n, 0, 0)...)
	cfg := w.config(&probe{db: w.db})
	cfg.Lease = childLease

	dying := childtest.Start(t, doomed{Database: url, Redis: server.URL(), Prefix: cfg.Prefix, Hangs: true})
	require.Equal(t, inTheMiddle, dying.Line(patience))
	_, leased := w.indexed(cfg)
	require.Positive(t, leased)
	dying.Kill()
	rows, _ := effects(t, w.db)
	require.Zero(t, rows, "what was not committed has no effect")

	w.run(cfg) // its sweep is an hour away: the lease gives the deadlines back
	w.firedOnce(n)
}

func TestWorkersKilledAtAnyMomentLoseNothing(t *testing.T) {
	t.Parallel()
	url, server := pgtest.URL(t), redistest.NewServer(t)
	w := newWorldOn(t, openPool(t, url), server.Client())
	const n, each = 1000, 150
	armed(t, w.db, spread(n, 0, 0)...)
	cfg := w.config(&probe{db: w.db})
	for killed := range 4 {
		dying := childtest.Start(t, doomed{Database: url, Redis: server.URL(), Prefix: cfg.Prefix})
		w.eventually(func() bool {
			_, fired := effects(t, w.db)
			return fired >= killed*each+1
		}, "the worker fires nothing")
		dying.Kill()
	}
	cfg.Lease = childLease
	w.run(cfg)
	w.firedOnce(n)
}

func TestRedisStoppedAndStartedLosesNothing(t *testing.T) {
	t.Parallel()
	server := redistest.NewServer(t)
	w := newWorld(t, server.Client())
	cfg := w.config(&probe{db: w.db})
	up := make(chan bool, 16)
	cfg.Hooks.Redis = func(is bool) { up <- is }
	var latest atomic.Int64
	cfg.Hooks.Settled = func(_ casecore.TimerRef, _ redistimer.Path, late time.Duration) {
		latest.Store(max(latest.Load(), int64(late)))
	}
	const before, during, after = 50, 300, 50
	e, _ := w.run(cfg)
	require.True(t, <-up)
	e.Arm(armed(t, w.db, spread(before, 0, 100*time.Millisecond)...)...)
	w.firedOnce(before)

	server.Stop()
	e.Arm(armed(t, w.db, spread(during, 0, time.Second)...)...)
	require.False(t, <-up)
	w.firedOnce(before + during)
	require.Less(t, time.Duration(latest.Load()), 2*time.Second, "without Redis the work goes on at once")
	far := armed(t, w.db, spread(after, 500*time.Millisecond, 100*time.Millisecond)...)
	e.Arm(far...) // Redis will not hear of them

	server.Start()
	require.True(t, <-up)
	w.firedOnce(before + during + after)
}

func TestRedisKilledUnderLoadLosesNothing(t *testing.T) {
	t.Parallel()
	server := redistest.NewServer(t)
	w := newWorld(t, server.Client())
	cfg := w.config(&probe{db: w.db})
	cfg.Batch, cfg.Lease = 10, time.Second
	const n = 1500
	armed(t, w.db, spread(n, 0, 0)...)
	w.run(cfg)
	w.eventually(func() bool {
		_, fired := effects(t, w.db)
		return fired > n/10
	}, "nothing fires")
	server.Kill9()
	server.Start()
	w.firedOnce(n)
}

func TestPostgresRestartedLosesNothing(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t)
	w := newWorldOn(t, server.Pool(), redistest.New(t))
	cfg := w.config(&probe{db: w.db})
	cfg.Batch = 20
	var blamed atomic.Int64
	cfg.Hooks.Failed = func(casecore.TimerRef, bool) { blamed.Add(1) }
	const each = 400
	w.run(cfg)
	armedSoon := func() {
		armed(t, w.db, spread(each, 0, 800*time.Millisecond)...)
	}
	total := 0
	for _, end := range []func(){func() { server.Stop(false) }, func() { server.Stop(true) }, server.Kill9} {
		armedSoon()
		reload, err := redistimer.New(cfg) // another copy that has them in Redis before the server goes
		require.NoError(t, err)
		require.NoError(t, reload.Load(t.Context()))
		w.eventually(func() bool {
			_, fired := effects(t, w.db)
			return fired > total
		}, "nothing fires")
		total += each
		end()
		server.Start()
		w.eventually(func() bool { return w.db.Pool().Ping(t.Context()) == nil }, "PostgreSQL does not come back")
		w.firedOnce(total)
	}
	require.Zero(t, blamed.Load(), "a server's absence is nobody's fault")
}

func TestAClockThreeSecondsOffFiresByPostgresTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t, redistest.New(t))
	const n = 300
	for _, off := range []time.Duration{3 * time.Second, -3 * time.Second} {
		c := clock.New(w.db, clock.Config{Local: func() time.Time { return time.Now().Add(off) }})
		require.NoError(t, c.Measure(t.Context()))
		cfg := w.config(&probe{db: w.db})
		cfg.Now = c.Now
		w.run(cfg)
	}
	armed(t, w.db, spread(n, 200*time.Millisecond, 800*time.Millisecond)...)
	loader, err := redistimer.New(w.config(&probe{db: w.db}))
	require.NoError(t, err)
	require.NoError(t, loader.Load(t.Context()))
	w.firedOnce(n) // by the server's clock: none of them early
	var late time.Duration
	require.NoError(t, w.db.QueryRow(t.Context(), `SELECT max(at - due_at) FROM probe_effects`).Scan(&late))
	require.Less(t, late, 2*time.Second)
}
