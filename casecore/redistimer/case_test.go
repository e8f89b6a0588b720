package redistimer_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/redistimer"
	"hotline/casecore/regulation"
	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

// city is a small city whose use cases arm the engine that fires its deadlines.
type city struct {
	*casetest.World
	t      *testing.T
	engine atomic.Pointer[redistimer.Engine]
	cfg    redistimer.Config
}

func newCity(t *testing.T, client redis.UniversalClient) *city {
	t.Helper()
	c := &city{t: t}
	c.World = casetest.On(t, pgtest.New(t), "mariupol", casecore.Hooks{Armed: func(refs []casecore.TimerRef) {
		if e := c.engine.Load(); e != nil {
			e.Arm(refs...)
		}
	}})
	c.cfg = redistimer.Config{
		Redis: client, DB: c.DB, Now: c.Clock.Now, Log: quiet(), Prefix: "test:" + t.Name() + ":", Shards: 4,
		Handlers: c.Service.Handlers(), HotWindow: 100 * 24 * time.Hour, Batch: 10,
		SweepEvery: 10 * time.Millisecond, // how soon a clock that was moved by hand is looked at
	}
	c.tick()
	return c
}

// tick lets the world's clock go on between the moves that the test makes.
func (c *city) tick() {
	ticker := time.NewTicker(time.Millisecond)
	stop := make(chan struct{})
	c.t.Cleanup(func() { close(stop) })
	go func() {
		defer ticker.Stop()
		for last := time.Now(); ; {
			select {
			case <-stop:
				return
			case now := <-ticker.C:
				c.Clock.Advance(now.Sub(last))
				last = now
			}
		}
	}()
}

// run starts an engine; the last one started is the one that use cases arm.
func (c *city) run() {
	c.t.Helper()
	e, err := redistimer.New(c.cfg)
	require.NoError(c.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	c.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			c.t.Errorf("the engine failed: %v", err)
		}
	})
	c.engine.Store(e)
}

// cases registers n of them at one moment.
func (c *city) cases(n int) []casecore.Case {
	c.t.Helper()
	list := make([]casecore.Case, n)
	for i := range list {
		list[i] = c.Case(casetest.Topic)
	}
	return list
}

// consistent wants each deadline of a kind fired with exactly one breach and one event, or stopped with none, and every
// history unbroken.
func (c *city) consistent(cases []casecore.Case, kind regulation.DeadlineID) (fired int) {
	c.t.Helper()
	ctx := context.Background()
	for i := range cases {
		var isFired, isStopped bool
		var breaches, events int
		require.NoError(c.t, c.DB.QueryRow(ctx, `
			SELECT d.fired_at IS NOT NULL, d.stopped_at IS NOT NULL,
				(SELECT count(*) FROM breaches b WHERE b.subject_id = d.subject_id AND b.kind = d.kind),
				(SELECT count(*) FROM events e WHERE e.subject_id = d.subject_id AND e.type = 'breach.' || d.kind)
			FROM deadlines d WHERE d.subject_id = $1 AND d.kind = $2`,
			cases[i].ID.UUID(), string(kind)).Scan(&isFired, &isStopped, &breaches, &events))
		require.NotEqual(c.t, isFired, isStopped)
		want := 0
		if isFired {
			fired++
			want = 1
		}
		require.Equal(c.t, want, breaches)
		require.Equal(c.t, want, events)

		history, err := c.Store.Events(ctx, cases[i].Subject())
		require.NoError(c.t, err)
		chain := casecore.Chain{}
		for k := range history {
			require.True(c.t, chain.Follows(&history[k]), history[k].Type)
			chain = casecore.Chain{Seq: history[k].Seq, Hash: history[k].Hash}
		}
	}
	var deadlocks int
	require.NoError(c.t, c.DB.QueryRow(ctx,
		`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`).Scan(&deadlocks))
	require.Zero(c.t, deadlocks)
	return fired
}

// MR-5.1, MR-6.2: two workers, one breach for each missed term, and a late solution is another breach than a late
// acceptance.
func TestMissedTermsOfCasesAreBreachedOnceByTwoWorkers(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		c := newCity(t, client)
		cases := c.cases(25)
		c.run()
		c.run()
		for _, term := range []struct {
			kind regulation.DeadlineID
			due  time.Time
		}{{regulation.DeadlineAccept, cases[0].AcceptDue}, {regulation.DeadlineSolve, cases[0].SolveDue}} {
			c.Clock.Set(term.due)
			require.Eventually(t, func() bool {
				var n int
				require.NoError(t, c.DB.QueryRow(t.Context(), `SELECT count(*) FROM breaches WHERE kind = $1`,
					string(term.kind)).Scan(&n))
				return n == len(cases)
			}, patience, glance)
			require.Equal(t, len(cases), c.consistent(cases, term.kind))
		}
	})
}

// MR-5.1: an acceptance that comes with its breach is before it or after it, and nobody deadlocks.
func TestAcceptancesRaceTheirBreaches(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		c := newCity(t, client)
		cases := c.cases(30)
		executor := c.Person(regulation.RoleExecutor, cases[0].LeadOrg)
		c.cfg.Batch = 5
		c.run()
		var all sync.WaitGroup
		for _, one := range cases {
			all.Go(func() {
				// Their terms were set one after another: each executor taps as their own runs out.
				for c.Clock.Now().Before(one.AcceptDue.Add(-time.Millisecond)) {
					time.Sleep(time.Millisecond)
				}
				accepted, err := c.Service.Act(context.Background(), casecore.ActOnCase{
					Command: c.Command(executor), Case: one.ID, Action: regulation.ActionAccept,
				})
				if err != nil {
					t.Errorf("not accepted: %v", err)
				}
				if accepted.AcceptedAt.IsZero() {
					t.Errorf("accepted at no time")
				}
			})
		}
		c.Clock.Set(cases[0].AcceptDue.Add(-50 * time.Millisecond))
		all.Wait()
		require.Eventually(t, func() bool {
			var open int
			require.NoError(t, c.DB.QueryRow(t.Context(), `SELECT count(*) FROM deadlines
				WHERE kind = 'accept' AND fired_at IS NULL AND stopped_at IS NULL`).Scan(&open))
			return open == 0
		}, patience, glance)
		t.Logf("%d of %d were late", c.consistent(cases, regulation.DeadlineAccept), len(cases))
	})
}

// MR-4.4: an unanswered wording is reminded of once and then becomes a call-back task.
func TestAnUnansweredWordingBecomesACallBack(t *testing.T) {
	t.Parallel()
	c := newCity(t, redistest.New(t))
	c.run()
	out := c.Worded(c.Agent(), casetest.Topic)
	require.Eventually(t, func() bool {
		next, found := c.nextDue()
		if !found {
			return true
		}
		c.Clock.Set(next)
		return false
	}, patience, glance)
	r, err := c.Store.Report(t.Context(), out.Report.ID)
	require.NoError(t, err)
	require.Equal(t, casecore.ReportCallBack, r.Status)
	var reminders int
	require.NoError(t, c.DB.QueryRow(t.Context(),
		`SELECT count(*) FROM deliveries WHERE template = 'citizen.reminder'`).Scan(&reminders))
	require.Equal(t, 1, reminders)
}

// nextDue is when the first live deadline is due.
func (c *city) nextDue() (time.Time, bool) {
	var at *time.Time
	require.NoError(c.t, c.DB.QueryRow(context.Background(), `SELECT min(due_at) FROM deadlines
		WHERE fired_at IS NULL AND stopped_at IS NULL AND dead_at IS NULL`).Scan(&at))
	if at == nil {
		return time.Time{}, false
	}
	return *at, true
}
