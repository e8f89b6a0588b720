package redistimer_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/redistimer"
	"hotline/internal/redistest"
)

// dial is a clock that stands still until it is moved.
type dial struct{ at atomic.Int64 }

func (d *dial) Now() time.Time          { return time.UnixMicro(d.at.Load()).UTC() }
func (d *dial) Set(t time.Time)         { d.at.Store(t.UnixMicro()) }
func (d *dial) Advance(s time.Duration) { d.at.Add(s.Microseconds()) }

// stepped returns an engine that does what it is told when it is told.
func (w *world) stepped(d *dial) (*redistimer.Engine, redistimer.Config) {
	w.t.Helper()
	cfg := w.config(&probe{db: w.db})
	cfg.Now, cfg.SweepAfter = d.Now, 2*time.Second
	e, err := redistimer.New(cfg)
	require.NoError(w.t, err)
	return e, cfg
}

// MR-5.1: half an hour is half an hour on the nights of the clock change too, and a day ends by the wall clock.
func TestDeadlinesFireAtTheirInstantOnTheNightsOfTheClockChange(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	office, err := calendar.New(calendar.Config{Zone: zone, Week: everyDay(8, 17)})
	require.NoError(t, err)
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		w := newWorld(t, client)
		d := &dial{}
		e, _ := w.stepped(d)
		for _, night := range []time.Time{
			time.Date(2026, time.March, 29, 1, 30, 0, 0, zone),   // 03:00 is 04:00
			time.Date(2026, time.October, 25, 1, 30, 0, 0, zone), // 04:00 is 03:00
		} {
			d.Set(night)
			var due []time.Time
			for start := night; start.Before(night.Add(4 * time.Hour)); start = start.Add(15 * time.Minute) {
				due = append(due, start.Add(30*time.Minute), start.Add(2*time.Hour), office.AddDays(start, 1),
					office.AddWorkingHours(start, 3*time.Hour))
			}
			refs := armed(t, w.db, due...)
			firedAt := w.play(e, d, night.Add(30*time.Hour), 5*time.Minute)
			for i, ref := range refs {
				at, fired := firedAt[ref.DeadlineKey]
				require.True(t, fired, "armed for %s", due[i])
				require.WithinRange(t, at, due[i], due[i].Add(5*time.Minute), "armed for %s", due[i])
			}
		}
		rows, deadlines := effects(t, w.db)
		require.Equal(t, rows, deadlines)
	})
}

// play moves the clock on in steps, with the engine doing its rounds, and notes when each deadline fired.
func (w *world) play(
	e *redistimer.Engine, d *dial, until time.Time, step time.Duration,
) map[casecore.DeadlineKey]time.Time {
	w.t.Helper()
	for ; d.Now().Before(until); d.Advance(step) {
		require.NoError(w.t, e.Load(w.t.Context()))
		require.NoError(w.t, e.ClaimAndFire(w.t.Context()))
	}
	rows, err := w.db.Query(w.t.Context(), `
		SELECT subject_type, subject_id, kind, level, cycle, fired_at FROM deadlines WHERE fired_at IS NOT NULL`)
	require.NoError(w.t, err)
	defer rows.Close()
	fired := make(map[casecore.DeadlineKey]time.Time)
	for rows.Next() {
		var key casecore.DeadlineKey
		var at time.Time
		require.NoError(w.t, rows.Scan(&key.Subject.Type, &key.Subject.ID, &key.Kind, &key.Level, &key.Cycle, &at))
		fired[key] = at
	}
	require.NoError(w.t, rows.Err())
	return fired
}

func everyDay(from, to int) map[time.Weekday][]calendar.Span {
	week := make(map[time.Weekday][]calendar.Span)
	for day := time.Sunday; day <= time.Saturday; day++ {
		week[day] = []calendar.Span{{From: calendar.Clock(from * 60), To: calendar.Clock(to * 60)}}
	}
	return week
}
