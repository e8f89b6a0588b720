package redistimer_test

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/casecore"
	"hotline/casecore/redistimer"
	"hotline/internal/redistest"
)

// model is what has to be true of some deadlines whatever happens to the index.
type model struct {
	w       *world
	e       *redistimer.Engine
	cfg     redistimer.Config
	clock   *dial
	refs    []casecore.TimerRef // as they are now
	stopped map[casecore.DeadlineKey]bool
	fired   map[casecore.DeadlineKey]int // the version that fired
}

// TestWhateverHappensEachDeadlineFiresOnce plays random arming, moving, stopping, losing, dying, flushing and firing
// against the model.
func TestWhateverHappensEachDeadlineFiresOnce(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		w := newWorld(t, client)
		start := time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)
		rapid.Check(t, func(t *rapid.T) {
			_, err := w.db.Exec(w.t.Context(), `TRUNCATE deadlines, probes, probe_effects`)
			require.NoError(t, err)
			require.NoError(t, client.FlushAll(w.t.Context()).Err())
			m := &model{
				w: w, clock: &dial{},
				stopped: make(map[casecore.DeadlineKey]bool), fired: make(map[casecore.DeadlineKey]int),
			}
			m.clock.Set(start)
			m.e, m.cfg = w.stepped(m.clock)
			t.Repeat(map[string]func(*rapid.T){
				"arm": m.arm, "move": m.move, "stop": m.stop, "advance": m.advance,
				"claim": m.claim, "die": m.die, "sweep": m.sweep, "load": m.load,
				"flush": m.flush, "failover": m.failover,
				"": m.check,
			})
			m.settle(t)
		})
	})
}

func (m *model) arm(t *rapid.T) {
	due := m.clock.Now().Add(drawSpan(t))
	refs := armed(t, m.w.db, due)
	m.refs = append(m.refs, refs...)
	m.hint(t, refs[0])
}

func (m *model) move(t *rapid.T) {
	ref := m.live(t)
	ref.Version++
	ref.Due = m.clock.Now().Add(drawSpan(t))
	m.exec(t, `UPDATE deadlines SET version = $2, due_at = $3 WHERE subject_id = $1`,
		ref.Subject.ID, ref.Version, ref.Due)
	m.hint(t, *ref)
}

func (m *model) stop(t *rapid.T) {
	key := m.live(t).DeadlineKey
	m.stopped[key] = true
	m.exec(t, `UPDATE deadlines SET stopped_at = $2 WHERE subject_id = $1`, key.Subject.ID, m.clock.Now())
}

// hint tells the engine, or loses the word.
func (m *model) hint(t *rapid.T, ref casecore.TimerRef) {
	m.e.Arm(ref)
	if rapid.Bool().Draw(t, "lost") {
		m.e.LoseArmed()
		return
	}
	m.e.CarryArmed(m.w.t.Context())
}

func (m *model) advance(t *rapid.T) { m.clock.Advance(drawSpan(t).Abs()) }

func (m *model) claim(t *rapid.T) { require.NoError(t, m.e.ClaimAndFire(m.w.t.Context())) }
func (m *model) die(t *rapid.T)   { require.NoError(t, m.e.ClaimAndDie(m.w.t.Context())) }
func (m *model) sweep(t *rapid.T) { require.NoError(t, m.e.Sweep(m.w.t.Context())) }
func (m *model) load(t *rapid.T)  { require.NoError(t, m.e.LoadIfStale(m.w.t.Context())) }

func (m *model) flush(t *rapid.T) {
	require.NoError(t, m.w.redis.FlushAll(m.w.t.Context()).Err())
}

// failover loses members and keeps the epoch.
func (m *model) failover(t *rapid.T) {
	shard := rapid.SampledFrom([]string{"0", "1", "2", "3"}).Draw(t, "shard")
	require.NoError(t, m.w.redis.Del(m.w.t.Context(), m.cfg.Prefix+"{t"+shard+"}:due").Err())
}

// check compares what has fired with the model, and says how late the sweep may be.
func (m *model) check(t *rapid.T) {
	rows, err := m.w.db.Query(m.w.t.Context(), `
		SELECT e.subject_id, e.kind, e.level, e.cycle, e.version, e.due_at <= d.fired_at
		FROM probe_effects e JOIN deadlines d USING (subject_id, kind, level, cycle)`)
	require.NoError(t, err)
	defer rows.Close()
	seen := make(map[casecore.DeadlineKey]int)
	for rows.Next() {
		key := casecore.DeadlineKey{Subject: casecore.Subject{Type: probeType}}
		var version int
		var inTime bool
		require.NoError(t, rows.Scan(&key.Subject.ID, &key.Kind, &key.Level, &key.Cycle, &version, &inTime))
		require.Zero(t, seen[key], "fired twice")
		require.True(t, inTime, "fired early")
		require.False(t, m.stopped[key], "fired though stopped")
		seen[key] = version
	}
	require.NoError(t, rows.Err())
	for _, ref := range m.refs {
		if version, fired := seen[ref.DeadlineKey]; fired {
			require.Equal(t, ref.Version, version, "an old timer fired")
			m.fired[ref.DeadlineKey] = version
		}
	}
	require.Len(t, m.fired, len(seen))
}

// settle lets time pass: whatever is live has to fire, by the index or by the sweep.
func (m *model) settle(t *rapid.T) {
	m.clock.Advance(2 * time.Hour)
	m.sweep(t)
	m.check(t)
	for _, ref := range m.refs {
		require.NotEqual(t, m.stopped[ref.DeadlineKey], m.fired[ref.DeadlineKey] > 0, "stopped or fired, and one of them")
	}
}

// live draws a deadline that is neither stopped nor fired, and arms one when there is none.
func (m *model) live(t *rapid.T) *casecore.TimerRef {
	var live []*casecore.TimerRef
	for i := range m.refs {
		if !m.over(m.refs[i].DeadlineKey) {
			live = append(live, &m.refs[i])
		}
	}
	if len(live) == 0 {
		m.arm(t)
		return &m.refs[len(m.refs)-1]
	}
	return live[rapid.IntRange(0, len(live)-1).Draw(t, "deadline")]
}

func (m *model) over(key casecore.DeadlineKey) bool { return m.stopped[key] || m.fired[key] > 0 }

func (m *model) exec(t *rapid.T, sql string, args ...any) {
	_, err := m.w.db.Exec(m.w.t.Context(), sql, args...)
	require.NoError(t, err)
}

func drawSpan(t *rapid.T) time.Duration {
	return time.Duration(rapid.IntRange(-5, 90*60).Draw(t, "seconds")) * time.Second
}
