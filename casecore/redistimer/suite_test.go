package redistimer_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/redistimer"
	"hotline/casecore/regulation"
	"hotline/internal/redistest"
)

// suite holds on every server that the index may live on.
var suite = map[string]func(t *testing.T, w *world){
	"due ones fire once, in time":         firesInTime,
	"two workers share":                   twoWorkers,
	"flushed":                             flushed,
	"forgotten by redis":                  forgotten,
	"one failing among a thousand":        oneFailing,
	"a panic":                             panics,
	"held subject":                        heldSubject,
	"moved while its old timer fires":     movedWhileFiring,
	"stopped, accepted as it is breached": stoppedInARace,
	"a kind of a newer copy":              unknownKind,
	"armed elsewhere, due at once":        armedElsewhere,
	"a worker that dies loses its lease":  leaseRunsOut,
	"only near ones are indexed":          onlyNear,
	"dead letters come back":              deadLetters,
}

func onEach(t *testing.T, client redis.UniversalClient) {
	for name, scene := range suite {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scene(t, newWorld(t, client))
		})
	}
}

// MR-5.1 MR-6.1 RO-4.3
func TestDeadlinesFireOnce(t *testing.T) {
	t.Parallel()
	redistest.Each(t, onEach)
	t.Run("cluster", func(t *testing.T) {
		t.Parallel()
		onEach(t, redistest.Cluster(t))
	})
}

func firesInTime(t *testing.T, w *world) {
	const n = 300
	refs := armed(t, w.db, spread(n, -100*time.Millisecond, time.Second)...)
	cfg := w.config(&probe{db: w.db})
	e, _ := w.run(cfg)
	e.Arm(refs...)
	w.firedOnce(n)
	w.eventually(func() bool {
		due, leased := w.indexed(cfg)
		return due+leased == 0
	}, "the index keeps what has fired")
}

func twoWorkers(t *testing.T, w *world) {
	const n = 2000
	armed(t, w.db, spread(n, 200*time.Millisecond, 400*time.Millisecond)...)
	var by [2]atomic.Int64
	for i := range by {
		cfg := w.config(&probe{db: w.db})
		cfg.Batch = 20
		cfg.Hooks.Settled = func(casecore.TimerRef, redistimer.Path, time.Duration) { by[i].Add(1) }
		w.run(cfg)
	}
	w.firedOnce(n)
	require.Positive(t, by[0].Load())
	require.Positive(t, by[1].Load())
}

func flushed(t *testing.T, w *world) {
	const n = 200
	loaded := make(chan int, 16)
	cfg := w.config(&probe{db: w.db})
	cfg.SweepEvery = 50 * time.Millisecond // how soon a lost epoch is noticed
	cfg.Hooks.Loaded = func(n int) { loaded <- n }
	armed(t, w.db, spread(n, time.Second, 200*time.Millisecond)...)
	w.run(cfg)
	require.Equal(t, n, <-loaded)
	w.forget(cfg, "due", "leased", "epoch")
	require.Equal(t, n, <-loaded, "a lost epoch is a reason to load")
	w.firedOnce(n)
}

// forget deletes the index's keys of these kinds, as a failover or an operator might.
func (w *world) forget(cfg redistimer.Config, kinds ...string) {
	w.t.Helper()
	for _, n := range []string{"0", "1", "2", "3"} {
		for _, kind := range kinds {
			require.NoError(w.t, w.redis.Del(w.t.Context(), cfg.Prefix+"{t"+n+"}:"+kind).Err())
		}
	}
}

func forgotten(t *testing.T, w *world) {
	const n = 100
	loaded := make(chan int, 16)
	cfg := w.config(&probe{db: w.db})
	cfg.SweepEvery, cfg.SweepAfter = 100*time.Millisecond, 200*time.Millisecond
	cfg.Hooks.Loaded = func(n int) { loaded <- n }
	var swept atomic.Int64
	cfg.Hooks.Settled = func(_ casecore.TimerRef, by redistimer.Path, _ time.Duration) {
		if by == redistimer.BySweep {
			swept.Add(1)
		}
	}
	armed(t, w.db, spread(n, 4*time.Second, 200*time.Millisecond)...) // none is due before it is forgotten
	w.run(cfg)
	require.Equal(t, n, <-loaded)
	w.forget(cfg, "due") // the epoch stays: nothing tells the engine
	w.firedOnce(n)
	require.EqualValues(t, n, swept.Load())
}

func oneFailing(t *testing.T, w *world) {
	const n = 1000
	refs := armed(t, w.db, spread(n, 0, 0)...)
	culprit := refs[n/3].Subject.ID
	cfg := w.config(&probe{db: w.db, before: failFor(culprit)})
	var failed atomic.Int64
	dead := make(chan casecore.TimerRef, 1)
	cfg.Hooks.Failed = func(ref casecore.TimerRef, isDead bool) {
		failed.Add(1)
		if isDead {
			dead <- ref
		}
	}
	cfg.RetryFirst = 200 * time.Microsecond // the eighth comes 4 s after the first
	w.run(cfg)
	w.firedOnce(n - 1)
	require.Equal(t, culprit, (<-dead).Subject.ID)
	require.EqualValues(t, redistimer.MaxAttempts, failed.Load())
	w.nothingTwice(n - 1)
}

var errCulprit = errors.New("this one does not work")

func failFor(culprit uuid.UUID) func(context.Context, []casecore.TimerRef) error {
	return func(_ context.Context, refs []casecore.TimerRef) error {
		for _, ref := range refs {
			if ref.Subject.ID == culprit {
				return errCulprit
			}
		}
		return nil
	}
}

func panics(t *testing.T, w *world) {
	const n = 50
	refs := armed(t, w.db, spread(n, 0, 0)...)
	var times atomic.Int64
	w.run(w.config(&probe{db: w.db, before: func(_ context.Context, batch []casecore.TimerRef) error {
		for _, ref := range batch {
			if ref.DeadlineKey == refs[7].DeadlineKey && times.Add(1) < 10 {
				panic("a handler's mistake")
			}
		}
		return nil
	}}))
	w.firedOnce(n)
}

func heldSubject(t *testing.T, w *world) {
	const n = 20
	refs := armed(t, w.db, spread(n, 0, 0)...)
	lock, err := w.db.Pool().Begin(t.Context())
	require.NoError(t, err)
	defer lock.Rollback(context.WithoutCancel(t.Context())) //nolint:errcheck // it may be over
	_, err = lock.Exec(t.Context(), `SELECT FROM probes WHERE id = $1 FOR UPDATE`, refs[3].Subject.ID)
	require.NoError(t, err)
	cfg := w.config(&probe{db: w.db})
	held := make(chan int, 1000)
	cfg.Hooks.Held = func(n int) { held <- n }
	w.run(cfg)
	w.firedOnce(n - 1) // the neighbours do not wait
	for range 3 {
		require.Equal(t, 1, <-held)
	}
	require.NoError(t, lock.Commit(t.Context()))
	w.firedOnce(n)
}

func movedWhileFiring(t *testing.T, w *world) {
	refs := armed(t, w.db, time.Now())
	started, moved := make(chan struct{}), make(chan struct{})
	var once atomic.Bool
	cfg := w.config(&probe{db: w.db, before: func(context.Context, []casecore.TimerRef) error {
		if once.CompareAndSwap(false, true) {
			close(started)
			<-moved
		}
		return nil
	}})
	e, _ := w.run(cfg)
	<-started // the old timer is in its worker's hands
	later := time.Now().Add(300 * time.Millisecond).Truncate(time.Microsecond)
	_, err := w.db.Exec(t.Context(), `UPDATE deadlines SET due_at = $2, version = version + 1 WHERE subject_id = $1`,
		refs[0].Subject.ID, later)
	require.NoError(t, err)
	refs[0].Version, refs[0].Due = 2, later
	e.Arm(refs[0])
	close(moved)
	w.firedOnce(1)
	var version int
	var at time.Time
	require.NoError(t, w.db.QueryRow(t.Context(), `SELECT version, at FROM probe_effects`).Scan(&version, &at))
	require.Equal(t, 2, version)
	require.WithinRange(t, at, later, later.Add(patience))
}

// MR-5.1 MR-6.2: an acceptance in the last moment is either in time or late, never both.
func stoppedInARace(t *testing.T, w *world) {
	const n = 200
	due := spread(n, 100*time.Millisecond, 600*time.Millisecond)
	refs := armed(t, w.db, due...)
	e, _ := w.run(w.config(&probe{db: w.db}))
	e.Arm(refs...)
	stopped := 0
	for i, ref := range refs { // each as its term runs out
		time.Sleep(time.Until(due[i]))
		require.NoError(t, w.db.InTx(t.Context(), func(ctx context.Context) error {
			var id uuid.UUID // the subject first, then its deadlines
			if err := w.db.QueryRow(ctx, `SELECT id FROM probes WHERE id = $1 FOR UPDATE`, ref.Subject.ID).Scan(&id); err != nil {
				return err
			}
			tag, err := w.db.Exec(ctx, `UPDATE deadlines SET stopped_at = clock_timestamp()
				WHERE subject_id = $1 AND fired_at IS NULL`, ref.Subject.ID)
			stopped += int(tag.RowsAffected())
			return err
		}))
	}
	w.firedOnce(n - stopped)
	var both int
	require.NoError(t, w.db.QueryRow(t.Context(),
		`SELECT count(*) FROM deadlines WHERE fired_at IS NOT NULL AND stopped_at IS NOT NULL`).Scan(&both))
	require.Zero(t, both)
}

func unknownKind(t *testing.T, w *world) {
	refs := armedAs(t, w.db, "of_tomorrow", time.Now())
	older := w.config(&probe{db: w.db})
	_, stop := w.run(older)
	w.eventually(func() bool {
		due, leased := w.indexed(older)
		return due+leased == 1
	}, "the older copy keeps what it does not know")
	stop()
	newer := older
	newer.Handlers = map[regulation.DeadlineID]casecore.DeadlineHandler{"of_tomorrow": &probe{db: w.db}}
	w.run(newer)
	w.firedOnce(len(refs))
}

func armedElsewhere(t *testing.T, w *world) {
	cfg := w.config(&probe{db: w.db})
	cfg.SweepEvery = time.Hour // it would sleep that long
	loaded := make(chan int, 1)
	cfg.Hooks.Loaded = func(n int) { loaded <- n }
	w.run(cfg)
	<-loaded
	w.eventually(func() bool {
		heard, err := w.redis.PubSubNumSub(t.Context(), cfg.Prefix+"wake:timers").Result()
		return err == nil && heard[cfg.Prefix+"wake:timers"] > 0 || isCluster(w.redis)
	}, "the engine does not listen")

	only := cfg
	only.Handlers = nil
	web, _ := w.run(only)
	fired := 0
	w.eventually(func() bool { // on a cluster the subscription is a node's secret: arm until it is heard
		web.Arm(armed(t, w.db, time.Now().Add(10*time.Millisecond))...)
		fired++
		time.Sleep(20 * time.Millisecond)
		rows, _ := effects(t, w.db)
		return rows > 0
	}, "not woken")
	w.firedOnce(fired)
}

func isCluster(client redis.UniversalClient) bool {
	_, is := client.(*redis.ClusterClient)
	return is
}

func leaseRunsOut(t *testing.T, w *world) {
	const n = 50
	armed(t, w.db, spread(n, 0, 0)...)
	cfg := w.config(&probe{db: w.db})
	cfg.Lease = 300 * time.Millisecond
	dying, err := redistimer.New(cfg)
	require.NoError(t, err)
	require.NoError(t, dying.Load(t.Context()))
	require.NoError(t, dying.ClaimAndDie(t.Context()))
	_, leased := w.indexed(cfg)
	require.EqualValues(t, n, leased)

	cfg.HotWindow = time.Nanosecond // so that the other does not load them again
	w.run(cfg)
	w.firedOnce(n)
}

func onlyNear(t *testing.T, w *world) {
	near := armed(t, w.db, spread(10, 30*time.Minute, time.Minute)...)
	far := armed(t, w.db, spread(1000, 2*time.Hour, 24*time.Hour)...)
	cfg := w.config(&probe{db: w.db})
	loaded := make(chan int, 1)
	cfg.Hooks.Loaded = func(n int) { loaded <- n }
	e, _ := w.run(cfg)
	require.Equal(t, len(near), <-loaded)
	e.Arm(far...)
	e.Arm(near...)
	due, _ := w.indexed(cfg)
	require.EqualValues(t, len(near), due)
}

func deadLetters(t *testing.T, w *world) {
	refs := armed(t, w.db, time.Now(), time.Now())
	var broken atomic.Bool
	broken.Store(true)
	fail := failFor(refs[0].Subject.ID)
	cfg := w.config(&probe{db: w.db, before: func(ctx context.Context, refs []casecore.TimerRef) error {
		if broken.Load() {
			return fail(ctx, refs)
		}
		return nil
	}})
	cfg.RetryFirst = 10 * time.Microsecond
	e, _ := w.run(cfg)
	var letters []casecore.Deadline
	w.eventually(func() bool {
		var err error
		letters, err = e.Dead(t.Context(), 10)
		require.NoError(t, err)
		return len(letters) == 1
	}, "no dead letter")
	require.Equal(t, refs[0].DeadlineKey, letters[0].DeadlineKey)
	require.Equal(t, redistimer.MaxAttempts, letters[0].Attempts)
	require.Equal(t, errCulprit.Error(), letters[0].LastError)
	w.firedOnce(1)

	broken.Store(false)
	revived, err := e.Replay(t.Context(), refs[0].DeadlineKey, refs[1].DeadlineKey)
	require.NoError(t, err)
	require.Equal(t, 1, revived, "what has fired is no dead letter")
	w.firedOnce(2)
}
