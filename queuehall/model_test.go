package queuehall_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// modelVisit is what should be known of a visit.
type modelVisit struct {
	queuehall.Visit

	pad     string
	due     []time.Time // its pad is to be lit
	seen    bool        // its operator saw that the pad is dark, and opened an incident
	counted bool
	flags   map[queuehall.FlagKind]bool
}

// modelSeat is an operator with a pad, and every visit that they had.
type modelSeat struct {
	*seat

	pad    queuehall.Device
	boot   uuid.UUID
	visits []*modelVisit
	sent   map[queuehall.PressID]queuehall.Why
	again  []queuehall.PressButton
	mark   queuehall.Mark // of the run
	run    int
}

const modelRun = 3 // ratings in a row that are a sign

// VN-2.5, VN-3.2, VN-3.3, VN-3.4: whatever comes in whatever order, each valid press counts once, what is a sign of abuse is flagged once,
// and of each visit it is known whether its client could rate.
func TestPressesFlagsAndIncidentsAreThoseOfTheModel(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	p.Signs.LongRun = modelRun
	h.Hall = queuehall.New(h.DB, h.Store, p, h.Clock.Now, casecore.Hooks{})
	dice := rand.New(rand.NewPCG(3, 4))
	var seats []*modelSeat
	for _, counter := range []string{"1", "2"} {
		s := h.seat("centre", counter)
		seats = append(seats, &modelSeat{seat: s, pad: s.pad(), boot: uuid.New(), sent: map[queuehall.PressID]queuehall.Why{}})
	}
	for range 700 {
		s := seats[dice.IntN(len(seats))]
		if n := len(s.visits); n == 0 || !s.visits[n-1].Ended.IsZero() && dice.IntN(3) > 0 {
			h.comes("centre", "residence")
			v, _ := s.calls()
			s.visits = append(s.visits, &modelVisit{
				Visit: v, due: []time.Time{v.Called.Add(3 * time.Second)}, flags: map[queuehall.FlagKind]bool{},
			})
		}
		s.acts(t, dice)
		h.Clock.Advance(time.Duration(dice.IntN(4000)) * time.Millisecond)
		h.fire()
		for _, s := range seats {
			s.looks(h.Clock.Now())
		}
	}
	h.Clock.Advance(time.Minute)
	h.fire()
	for _, s := range seats {
		s.looks(h.Clock.Now())
		for _, m := range s.visits {
			v := m.Visit
			require.Equal(t, m.pad, h.couldRate(v))
			require.Equal(t, m.counted, h.Number(`SELECT count(*) FROM hall_presses WHERE visit_id = $1 AND why = ''`, v.ID.UUID()) == 1)
			if v.Step == queuehall.StepServed && v.Ended.Sub(v.Started) < 20*time.Second {
				m.flags[queuehall.ShortService] = true
			}
			require.EqualValues(t, len(m.flags), h.Number(`SELECT count(*) FROM hall_flags WHERE visit_id = $1`, v.ID.UUID()))
			for kind := range m.flags {
				require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_flags WHERE visit_id = $1 AND kind = $2`, v.ID.UUID(), string(kind)), kind)
			}
		}
	}
	incidents := h.Number(`SELECT count(*) FROM hall_incidents`)
	require.NotZero(t, incidents)
	require.Equal(t, incidents, h.Number(`SELECT count(*) FROM deliveries WHERE template = 'hall.incident_opened'`))
	require.Equal(t, h.Number(`SELECT count(*) FROM hall_incidents WHERE closed_at IS NOT NULL`),
		h.Number(`SELECT count(*) FROM deliveries WHERE template = 'hall.incident_closed'`))
}

// looks is what the deadline of a pad should find.
func (s *modelSeat) looks(now time.Time) {
	for _, m := range s.visits {
		m.due = slices.DeleteFunc(m.due, func(due time.Time) bool {
			if now.Before(due) {
				return false
			}
			if m.pad == "" && m.Ended.IsZero() {
				m.pad = "unavailable"
			}
			return true
		})
	}
}

// acts does something with one of the seat's visits: most often the last.
func (s *modelSeat) acts(t *testing.T, dice *rand.Rand) {
	t.Helper()
	h := s.h
	m := s.visits[len(s.visits)-1]
	step := func(do func(v queuehall.Visit) (queuehall.Visit, error)) {
		if v, err := do(m.Visit); err == nil {
			m.Visit = v
		} else {
			require.Equal(t, casecore.Conflict, casecore.CodeOf(err), err)
		}
	}
	ctx := t.Context()
	switch dice.IntN(10) {
	case 0:
		step(func(v queuehall.Visit) (queuehall.Visit, error) { return h.Start(ctx, s.of(v)) })
	case 1:
		step(func(v queuehall.Visit) (queuehall.Visit, error) { return h.Finish(ctx, s.of(v)) })
	case 2:
		step(func(v queuehall.Visit) (queuehall.Visit, error) {
			v, err := h.Undo(ctx, s.of(v))
			if err == nil && v.Step.Live() {
				m.due = append(m.due, h.Clock.Now().Add(3*time.Second))
			}
			return v, err
		})
	case 3:
		h.says(s.pad, lit(s.boot, m.Nonce))
		if m.Ended.IsZero() && !m.seen {
			m.pad, m.due = "lit", nil
		}
	case 4:
		if i, err := h.PadDark(ctx, s.of(m.Visit)); err == nil {
			m.pad = "unavailable"
			m.seen = m.seen || i.By == queuehall.ByOperator && i.Visit == m.ID
		} else {
			require.Equal(t, casecore.Conflict, casecore.CodeOf(err), err)
		}
	case 5:
		s.saysPressed(t, m)
	case 6:
		if len(s.again) > 0 {
			p := s.again[dice.IntN(len(s.again))]
			require.Equal(t, s.sent[p.ID], h.press(s.pad, p), "sent again")
		}
	default:
		m = s.visits[max(0, len(s.visits)-1-dice.IntN(3))]
		s.presses(t, m, queuehall.Mark(1+dice.IntN(2)), time.Duration(dice.IntN(33000))*time.Millisecond*time.Duration(dice.IntN(2)))
	}
}

func (s *modelSeat) saysPressed(t *testing.T, m *modelVisit) {
	t.Helper()
	why, err := s.h.Pressure(t.Context(), s.pad, queuehall.PressureReport{ID: casecore.NewID[queuehall.FlagID](), Nonce: m.Nonce})
	require.NoError(t, err)
	now := s.h.Clock.Now()
	switch {
	case m.Step == queuehall.StepUndone:
		require.Equal(t, queuehall.Undone, why)
	case !m.Ended.IsZero() && now.After(m.Ended.Add(2*time.Minute)):
		require.Equal(t, queuehall.Late, why)
	default:
		require.Equal(t, queuehall.Counts, why)
		m.flags[queuehall.Pressured] = true
	}
}

func (s *modelSeat) presses(t *testing.T, m *modelVisit, mark queuehall.Mark, age time.Duration) {
	t.Helper()
	at := s.h.Clock.Now().Add(-age)
	want := queuehall.Counts
	switch {
	case m.Step == queuehall.StepUndone:
		want = queuehall.Undone
	case age > queuehall.MostAge:
		want = queuehall.Old
	case at.Before(m.Called):
		want = queuehall.Early
	case !m.Ended.IsZero() && at.After(m.Ended):
		want = queuehall.Late
	case m.counted:
		want = queuehall.Second
	}
	p := pressed(m.Nonce, mark, age)
	require.Equal(t, want, s.h.press(s.pad, p))
	s.sent[p.ID], s.again = want, append(s.again, p)
	if want != queuehall.Counts {
		return
	}
	m.counted = true
	if at.Sub(m.Called) < 2*time.Second {
		m.flags[queuehall.FastPress] = true
	}
	if s.mark != mark {
		s.mark, s.run = mark, 0
	}
	if s.run++; s.run == modelRun {
		m.flags[queuehall.LongRun] = true
	}
}
