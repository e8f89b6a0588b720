package queuehall_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/redistimer"
	"hotline/casecore/regulation"
	"hotline/internal/redistest"
	"hotline/queuehall"
)

// fire fires whatever of the visits is due by the clock, and returns what was held.
func (h *hall) fire() (held []casecore.TimerRef) {
	h.T.Helper()
	now := h.Clock.Now()
	rows, err := h.DB.Query(h.T.Context(), `SELECT subject_id, kind, level, cycle, version, due_at FROM deadlines
		WHERE subject_type = 'visit' AND fired_at IS NULL AND stopped_at IS NULL AND due_at <= $1 ORDER BY due_at`, now)
	require.NoError(h.T, err)
	due, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r casecore.TimerRef, err error) {
		r.Subject.Type = queuehall.SubjectVisit
		err = row.Scan(&r.Subject.ID, &r.Kind, &r.Level, &r.Cycle, &r.Version, &r.Due)
		return r, err
	})
	require.NoError(h.T, err)
	for _, ref := range due {
		require.NoError(h.T, h.DB.InTx(h.T.Context(), func(ctx context.Context) error {
			some, err := h.Handlers()[ref.Kind].FireDeadlines(ctx, now, []casecore.TimerRef{ref})
			held = append(held, some...)
			return err
		}))
	}
	return held
}

// incidents are those of the centre, the open ones first.
func (h *hall) incidents() []queuehall.Incident {
	h.T.Helper()
	branch := queuehall.BranchID(h.id(`SELECT id FROM hall_branches WHERE code = 'centre'`))
	list, err := h.Incidents(h.T.Context(), []queuehall.BranchID{branch}, time.Time{})
	require.NoError(h.T, err)
	return list
}

// couldRate is what is known of a visit's pad.
func (h *hall) couldRate(v queuehall.Visit) (pad string) {
	h.T.Helper()
	require.NoError(h.T, h.DB.QueryRow(h.T.Context(), `SELECT pad FROM hall_visits WHERE id = $1`, v.ID.UUID()).Scan(&pad))
	return pad
}

// newCounter is a hall, somebody at its first counter, and the counter's pad.
func newCounter(t *testing.T) (*hall, *seat, queuehall.Device) {
	t.Helper()
	h := newHall(t)
	s := h.seat("centre", "1")
	return h, s, s.pad()
}

// client is the next client at a seat, just called.
func (s *seat) client() queuehall.Visit {
	s.h.T.Helper()
	s.h.comes("centre", "residence")
	v, _ := s.calls()
	return v
}

// a pad that works, as it tells of itself.
func lit(boot, nonce uuid.UUID) queuehall.Health {
	return queuehall.Health{Boot: boot, Lit: nonce != uuid.Nil, Nonce: nonce, Lamps: queuehall.TestGood, Buttons: queuehall.TestGood}
}

func (h *hall) says(d queuehall.Device, r queuehall.Health) {
	h.T.Helper()
	require.NoError(h.T, h.Health(h.T.Context(), d, r))
}

// VN-3.3
func TestAPadThatIsNotLitAfterACallIsAnIncidentWithinFiveSeconds(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	h.connects(pad)
	v := s.client()
	h.Clock.Advance(4 * time.Second)
	require.Empty(t, h.fire())
	open := h.incidents()
	require.Len(t, open, 1)
	i := open[0]
	require.Equal(t, queuehall.KindDark, i.Kind)
	require.Equal(t, queuehall.BySystem, i.By)
	require.Equal(t, pad.ID, i.Device)
	require.Equal(t, v.ID, i.Visit)
	require.LessOrEqual(t, i.Opened.Sub(v.Called), 5*time.Second)
	require.Equal(t, "unavailable", h.couldRate(v), "VN-3.4: no refusal to rate")
	h.Clock.Advance(time.Minute)
	s.does(h.Finish, v)
	require.Equal(t, "unavailable", h.couldRate(v), "service goes on, and it stays so")
	require.Empty(t, h.fire())
	require.Len(t, h.incidents(), 1, "a deadline fires once")
}

// VN-2.4: a pad that says in time that it is lit is no news.
func TestAPadThatIsLitInTimeStopsTheClock(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	boot := uuid.New()
	v := s.client()
	h.says(pad, lit(boot, v.Nonce))
	require.Equal(t, "lit", h.couldRate(v))
	h.Clock.Advance(time.Minute)
	h.fire()
	require.Empty(t, h.incidents())
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM deadlines WHERE subject_id = $1 AND stopped_at IS NOT NULL`, v.ID.UUID()))

	dark := lit(boot, uuid.New())
	dark.Lit = false
	s.does(h.Finish, v)
	v = s.client()
	dark.Nonce = v.Nonce
	h.says(pad, dark)
	broken := lit(boot, v.Nonce)
	broken.Lamps = queuehall.TestFault
	h.says(pad, broken)
	require.Empty(t, h.couldRate(v), "it knows of the visit, and is dark")

	other := h.seat("centre", "2")
	h.comes("centre", "residence")
	theirs, _ := other.calls()
	h.says(pad, lit(boot, theirs.Nonce))
	require.Empty(t, h.couldRate(theirs), "a pad speaks for its own counter")
}

// VN-3.3
func TestAPadThatGoesDarkBeforeItsClientIsAnIncidentUnlessItIsBackOrTheyHaveRated(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	boot := uuid.New()
	goesDark := func(v queuehall.Visit) {
		h.says(pad, lit(boot, v.Nonce))
		h.Clock.Advance(time.Minute)
		h.says(pad, lit(boot, uuid.Nil))
	}
	rated := s.client()
	h.says(pad, lit(boot, rated.Nonce))
	h.press(pad, pressed(rated.Nonce, queuehall.Good, 0))
	goesDark(rated)
	h.Clock.Advance(4 * time.Second)
	h.fire()
	require.Equal(t, "lit", h.couldRate(rated))
	s.does(h.Finish, rated)

	back := s.client()
	for range 2 {
		goesDark(back)
		h.Clock.Advance(2 * time.Second)
		h.says(pad, lit(boot, back.Nonce))
	}
	h.Clock.Advance(4 * time.Second)
	h.fire()
	require.Equal(t, "lit", h.couldRate(back))
	require.Empty(t, h.incidents())

	goesDark(back)
	h.Clock.Advance(4 * time.Second)
	h.fire()
	require.Equal(t, "unavailable", h.couldRate(back))
	require.Len(t, h.incidents(), 1)
}

// VN-3.3
func TestAnIncidentSaysWhatIsKnownOfThePad(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	missing, offline, faulty := h.seat("centre", "1"), h.seat("centre", "2"), h.seat("centre", "3")
	gone := offline.pad()
	require.NoError(t, h.Gone(t.Context(), gone.ID, h.connects(gone)))
	h.says(faulty.pad(), queuehall.Health{Boot: uuid.New(), Lamps: queuehall.TestFault, Buttons: queuehall.TestGood, Stuck: []int{2}})
	for direction, s := range map[string]*seat{"advice": missing, "residence": offline, "land": faulty} {
		h.comes("centre", direction)
		s.calls()
	}
	h.Clock.Advance(3 * time.Second)
	h.fire()
	kinds := map[queuehall.CounterID]queuehall.IncidentKind{}
	for _, i := range h.incidents() {
		kinds[i.Counter] = i.Kind
	}
	require.Equal(t, map[queuehall.CounterID]queuehall.IncidentKind{
		missing.counter: queuehall.KindMissing, offline.counter: queuehall.KindOffline, faulty.counter: queuehall.KindFaulty,
	}, kinds)
}

// VN-3.3: one for each pad, which ends by itself.
func TestAnIncidentIsOneAndEndsOncePadIsLitForAClient(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	boot := uuid.New()
	for range 2 {
		v := s.client()
		h.Clock.Advance(5 * time.Second)
		h.fire()
		s.does(h.Finish, v)
	}
	require.Len(t, h.incidents(), 1)
	v := s.client()
	h.Clock.Advance(time.Second)
	h.says(pad, lit(boot, v.Nonce))
	i := h.incidents()[0]
	require.Equal(t, queuehall.OnceLit, i.How)
	require.Equal(t, h.Clock.Now(), i.Closed.In(h.Clock.Now().Location()))
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM deliveries WHERE template = 'hall.incident_opened'`))
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM deliveries WHERE template = 'hall.incident_closed'`))
}

// VN-3.4: a client whose pad is lit late can rate from then on.
func TestAPadThatIsLitLateMakesTheVisitOneThatCanBeRated(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	v := s.client()
	h.Clock.Advance(8 * time.Second)
	h.fire()
	require.Equal(t, "unavailable", h.couldRate(v))
	h.says(pad, lit(uuid.New(), v.Nonce))
	require.Equal(t, "lit", h.couldRate(v))
	require.NotZero(t, h.incidents()[0].Closed)
}

// VN-3.3
func TestAGoodSelfTestEndsAnIncidentOnlyWithoutAClient(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	boot := uuid.New()
	v := s.client()
	h.Clock.Advance(3 * time.Second)
	h.fire()
	h.says(pad, lit(boot, uuid.Nil))
	require.Zero(t, h.incidents()[0].Closed, "there is a client, and the pad is dark")
	s.does(h.Finish, v)
	h.Clock.Advance(10 * time.Second)
	h.says(pad, lit(boot, uuid.Nil))
	require.Equal(t, queuehall.OnceHealthy, h.incidents()[0].How)
}

// VN-3.3: the operator's eyes outweigh what the pad says of itself.
func TestTheOperatorReportsADarkPadByOneKeyWhateverThePadSays(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	boot := uuid.New()
	h.connects(pad)
	v := s.client()
	h.says(pad, lit(boot, v.Nonce))
	key := s.of(v)
	i, err := h.PadDark(t.Context(), key)
	require.NoError(t, err)
	require.Equal(t, queuehall.ByOperator, i.By)
	again, err := h.PadDark(t.Context(), key)
	require.NoError(t, err)
	require.Equal(t, i.ID, again.ID, "a repeat of the key")
	_, err = h.PadDark(t.Context(), s.of(v))
	require.NoError(t, err, "pressed twice")
	require.Len(t, h.incidents(), 1)
	require.Equal(t, "unavailable", h.couldRate(v))
	h.Clock.Advance(10 * time.Second)
	h.says(pad, lit(boot, v.Nonce))
	h.connects(pad)
	h.says(pad, lit(boot, v.Nonce))
	require.Zero(t, h.incidents()[0].Closed)
	require.Equal(t, "unavailable", h.couldRate(v))

	s.does(h.Finish, v)
	h.says(pad, lit(boot, uuid.Nil))
	require.Zero(t, h.incidents()[0].Closed, "nobody has touched it")
	h.says(pad, lit(uuid.New(), uuid.Nil))
	require.Equal(t, queuehall.OnceHealthy, h.incidents()[0].How, "started anew")

	_, err = h.PadDark(t.Context(), s.of(v))
	requireCode(t, casecore.Conflict, "error.hall_visit_moved", err)
	stranger := &seat{h, h.operator("centre"), s.counter}
	_, err = h.PadDark(t.Context(), stranger.of(s.client()))
	requireCode(t, casecore.Forbidden, "error.hall_not_yours", err)
}

func TestAnIncidentIsClosedByHandWithAWord(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	i, err := h.PadDark(t.Context(), s.of(s.client()))
	require.NoError(t, err)
	support := h.Person(regulation.RoleTechnicalAdministrator, casecore.OrgID{})
	end := func(word string) (queuehall.Incident, error) {
		return h.CloseIncident(t.Context(), queuehall.CloseIncident{Command: h.Command(support), Incident: i.ID, Word: word})
	}
	_, err = end(" ")
	requireCode(t, casecore.Invalid, "error.hall_incident_word", err)
	i, err = end("новий кабель")
	require.NoError(t, err)
	require.Equal(t, queuehall.BySupport, i.How)
	require.Equal(t, support.Staff, i.Closer)
	_, err = end("ще раз")
	requireCode(t, casecore.Conflict, "error.hall_incident_closed", err)
}

// VN-3.3: operators' keys, deadlines and pads at once: whatever the order, a counter has one open incident.
func TestACounterHasOneOpenIncidentWhateverComesAtOnce(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	boot := uuid.New()
	for range 5 {
		v := s.client()
		h.Clock.Advance(3 * time.Second)
		now := h.Clock.Now()
		ref := casecore.TimerRef{
			DeadlineKey: casecore.DeadlineKey{Subject: casecore.Subject{Type: queuehall.SubjectVisit, ID: v.ID.UUID()}, Kind: "hall.lit"}, Version: 1,
		}
		var work sync.WaitGroup
		for range 3 {
			work.Go(func() {
				_, err := h.PadDark(context.Background(), s.of(v))
				if err != nil {
					t.Error(err)
				}
			})
			work.Go(func() {
				err := h.DB.InTx(context.Background(), func(ctx context.Context) error {
					_, err := h.Handlers()["hall.lit"].FireDeadlines(ctx, now, []casecore.TimerRef{ref})
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
			work.Go(func() {
				if err := h.Health(context.Background(), pad, lit(boot, v.Nonce)); err != nil {
					t.Error(err)
				}
			})
		}
		work.Wait()
		require.LessOrEqual(t, h.Number(`SELECT count(*) FROM hall_incidents WHERE closed_at IS NULL`), int64(1))
		require.Equal(t, h.Number(`SELECT count(*) FROM hall_incidents`), h.Number(`SELECT count(*) FROM deliveries WHERE template = 'hall.incident_opened'`))
		require.Equal(t, h.Number(`SELECT count(*) FROM hall_incidents WHERE closed_at IS NOT NULL`),
			h.Number(`SELECT count(*) FROM deliveries WHERE template = 'hall.incident_closed'`))
		s.does(h.Finish, v)
	}
}

// VN-3.3: the copy that took the call is killed before it could say so to anybody. Another one opens the incident.
func TestAnotherCopyOpensTheIncidentOfACallWhoseCopyDied(t *testing.T) {
	t.Parallel()
	h := newHall(t) // its hooks tell nobody
	s := h.seat("centre", "1")
	v := s.client()
	engine, err := redistimer.New(redistimer.Config{
		Redis: redistest.New(t), DB: h.DB, Now: h.Clock.Now, Log: slog.New(slog.DiscardHandler), Handlers: h.Handlers(),
		SweepEvery: 20 * time.Millisecond, SweepAfter: 20 * time.Millisecond,
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { _ = engine.Run(ctx) })
	t.Cleanup(func() { stop(); work.Wait() })
	h.Clock.Advance(4 * time.Second)
	require.Eventually(t, func() bool {
		return h.Number(`SELECT count(*) FROM hall_incidents WHERE visit_id = $1`, v.ID.UUID()) == 1
	}, time.Minute, 10*time.Millisecond)
}
