package queuehall_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// pad is the pad of a seat's counter, paired.
func (s *seat) pad() queuehall.Device {
	s.h.T.Helper()
	branch := queuehall.BranchID(s.h.id(`SELECT branch_id FROM hall_counters WHERE id = $1`, s.counter.UUID()))
	return s.h.paired(queuehall.AddDevice{Branch: branch, Counter: s.counter, Role: queuehall.Pad, Name: "pad"})
}

func (h *hall) paired(add queuehall.AddDevice) queuehall.Device {
	h.T.Helper()
	add.Command = h.Command(casecore.Citizen)
	id, err := h.AddDevice(h.T.Context(), add)
	require.NoError(h.T, err)
	code, _, err := h.NewCode(h.T.Context(), id)
	require.NoError(h.T, err)
	token, err := h.Pair(h.T.Context(), " "+strings.ToLower(code))
	require.NoError(h.T, err)
	d, err := h.Device(h.T.Context(), token)
	require.NoError(h.T, err)
	h.tokens[d.ID] = token
	return d
}

// connects is a new connection of a device.
func (h *hall) connects(d queuehall.Device) uuid.UUID {
	h.T.Helper()
	e, err := queuehall.NewDoor(h.Hall).Enter(h.T.Context(), h.tokens[d.ID])
	require.NoError(h.T, err)
	require.Equal(h.T, d, e.Device)
	return e.Conn
}

func pressed(nonce uuid.UUID, mark queuehall.Mark, age time.Duration) queuehall.PressButton {
	return queuehall.PressButton{ID: casecore.NewID[queuehall.PressID](), Nonce: nonce, Mark: mark, Age: age}
}

func (h *hall) press(d queuehall.Device, p queuehall.PressButton) queuehall.Why {
	h.T.Helper()
	why, err := h.Press(h.T.Context(), d, p)
	require.NoError(h.T, err)
	return why
}

func (h *hall) lamp(c queuehall.CounterID) queuehall.Lamp {
	h.T.Helper()
	l, err := h.Lamp(h.T.Context(), c)
	require.NoError(h.T, err)
	return l
}

// VN-2.4, VN-2.5, VN-2.6, VN-2.7, VN-2.8
func TestThePadIsDarkThenLitThenPressedThenDark(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	s := h.seat("centre", "1")
	pad := s.pad()
	require.Zero(t, h.lamp(s.counter), "dark without a client")
	v, _ := s.calls()
	require.Equal(t, queuehall.Lamp{Nonce: v.Nonce}, h.lamp(s.counter), "all three lit")
	h.Clock.Advance(5 * time.Minute)
	require.Equal(t, queuehall.Counts, h.press(pad, pressed(v.Nonce, queuehall.Exemplary, 0)))
	require.Equal(t, queuehall.Lamp{Nonce: v.Nonce, Mark: queuehall.Exemplary}, h.lamp(s.counter), "the pressed one alone")
	s.does(h.Finish, v)
	require.Zero(t, h.lamp(s.counter))
	require.Equal(t, int64(1), h.Number(`SELECT count(*) FROM hall_presses WHERE visit_id = $1 AND mark = 3 AND why = ''`, v.ID.UUID()), "VN-2.8")
}

// lampTold is a lamp as the feed was told of it.
type lampTold struct {
	Version  int64
	Audience []string
	Mark     queuehall.Mark
}

// lamps are what was told of a visit's lamp, in order.
func (h *hall) lamps(v queuehall.Visit) []lampTold {
	h.T.Helper()
	rows, err := h.DB.Query(h.T.Context(), `SELECT version, audience, (payload ->> 'mark')::int FROM outbox WHERE subject_type = 'lamp' AND subject_id = $1
		ORDER BY id`, v.ID.UUID())
	require.NoError(h.T, err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[lampTold])
	require.NoError(h.T, err)
	return list
}

// VN-2.6, VN-3.2: of a press that counts the counter's pads are told at once, of others nobody is; and no other screen learns of either.
func TestTheMarkThatCountsIsToldToItsPadAlone(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	pad, padsOnly := s.pad(), []string{"pad:" + s.counter.String()}
	v := s.client()
	h.Exec(`DELETE FROM outbox`)
	h.press(pad, pressed(uuid.New(), queuehall.Good, 0))
	h.press(pad, pressed(v.Nonce, queuehall.Good, time.Minute))
	require.Zero(t, h.Number(`SELECT count(*) FROM outbox`), "what does not count is told to nobody")

	h.Clock.Advance(5 * time.Second)
	p := pressed(v.Nonce, queuehall.Exemplary, 0)
	require.Equal(t, queuehall.Counts, h.press(pad, p))
	require.Equal(t, queuehall.Counts, h.press(pad, p), "sent again")
	require.Equal(t, queuehall.Second, h.press(pad, pressed(v.Nonce, queuehall.Bad, 0)))
	require.Equal(t, []lampTold{{v.Version + 1, padsOnly, queuehall.Exemplary}}, h.lamps(v), "once")
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM outbox`))
	require.Equal(t, v.Version, h.Number(`SELECT version FROM hall_visits WHERE id = $1`, v.ID.UUID()), "the visit is as it was")

	s.does(h.Recall, v)
	s.does(h.Finish, v)
	require.Equal(t, []lampTold{
		{v.Version + 1, padsOnly, queuehall.Exemplary}, {v.Version + 2, padsOnly, queuehall.Exemplary}, {v.Version + 3, []string{}, queuehall.Exemplary},
	}, h.lamps(v), "and dark at the end (VN-2.7)")
	v = s.client()
	s.does(h.Finish, v)
	require.Equal(t, queuehall.Counts, h.press(pad, pressed(v.Nonce, queuehall.Good, 0)))
	lamps := h.lamps(v)
	require.Empty(t, lamps[len(lamps)-1].Audience, "nor is a lamp lit again by what comes late")
	require.Zero(t, h.Number(`SELECT count(*) FROM outbox WHERE payload ? 'mark' AND (subject_type <> 'lamp' OR audience || lost <> $1)`, padsOnly))
}

// VN-2.6: however a press and the operator's steps meet, the last that pads are told is what is kept.
func TestALampIsToldInTheOrderOfItsVersions(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	pad := s.pad()
	for range 25 {
		v := s.client()
		var all sync.WaitGroup
		all.Go(func() {
			if _, err := h.Press(t.Context(), pad, pressed(v.Nonce, queuehall.Good, 0)); err != nil {
				t.Error(err)
			}
		})
		for range 3 {
			all.Go(func() {
				if _, err := h.Recall(t.Context(), s.of(v)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		lamps := h.lamps(v)
		require.Len(t, lamps, 5)
		rated := queuehall.Mark(0)
		for i, l := range lamps {
			require.Equal(t, int64(i+1), l.Version)
			require.GreaterOrEqual(t, l.Mark, rated, "a mark that was told stays")
			rated = l.Mark
		}
		require.Equal(t, queuehall.Good, rated)
		s.does(h.Finish, v)
	}
}

// VN-2.5: a press counts by the moment at which it was made, also when a cut line brings it later.
func TestAPressCountsByTheMomentAtWhichItWasMade(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	pad := s.pad()
	visit := func() queuehall.Visit {
		h.comes("centre", "residence")
		v, _ := s.calls()
		h.Clock.Advance(time.Minute)
		return v
	}

	v := visit()
	s.does(h.Finish, v)
	h.Clock.Advance(10 * time.Second)
	require.Equal(t, queuehall.Late, h.press(pad, pressed(v.Nonce, queuehall.Good, 5*time.Second)))
	require.Equal(t, queuehall.Counts, h.press(pad, pressed(v.Nonce, queuehall.Good, 15*time.Second)), "while they were served")

	v = visit()
	require.Equal(t, queuehall.Old, h.press(pad, pressed(v.Nonce, queuehall.Good, 31*time.Second)))
	h.Clock.Advance(-50 * time.Second)
	require.Equal(t, queuehall.Early, h.press(pad, pressed(v.Nonce, queuehall.Good, 20*time.Second)))
	require.Equal(t, queuehall.Stranger, h.press(pad, pressed(uuid.New(), queuehall.Good, 0)))
	s.does(h.Undo, s.called(v))
	require.Equal(t, queuehall.Undone, h.press(pad, pressed(v.Nonce, queuehall.Good, 0)))
	require.EqualValues(t, 6, h.Number(`SELECT count(*) FROM hall_presses`), "what does not count is kept too")
}

// VN-2.4, VN-2.7: from the moment of the call to that of the end, both of them, and not a moment more; thirty seconds under way, and not
// a moment more.
func TestAPressCountsUpToTheVeryBounds(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	pad := s.pad()
	const moment = time.Microsecond
	for _, c := range []struct {
		name  string
		after time.Duration // of the end that the press comes
		age   time.Duration
		want  queuehall.Why
	}{
		{"at the call", time.Second, 11 * time.Second, queuehall.Counts},
		{"before it", time.Second, 11*time.Second + moment, queuehall.Early},
		{"at the end", time.Second, time.Second, queuehall.Counts},
		{"after it", time.Second, time.Second - moment, queuehall.Late},
		{"long under way", queuehall.MostAge - time.Second, queuehall.MostAge, queuehall.Counts},
		{"too long", queuehall.MostAge - time.Second, queuehall.MostAge + moment, queuehall.Old},
	} {
		h.comes("centre", "residence")
		v, _ := s.calls()
		h.Clock.Advance(10 * time.Second)
		s.does(h.Finish, v)
		h.Clock.Advance(c.after)
		require.Equal(t, c.want, h.press(pad, pressed(v.Nonce, queuehall.Good, c.age)), c.name)
	}
}

// Who knows the nonce was called: a clock that was set back since takes no rating away, and makes no sign of abuse of it.
func TestAClockThatWasSetBackTakesNoRatingAway(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	pad := s.pad()
	h.comes("centre", "residence")
	v, _ := s.calls()
	h.Clock.Advance(time.Minute)
	h.Clock.Advance(-5 * time.Minute)
	require.Equal(t, queuehall.Counts, h.press(pad, pressed(v.Nonce, queuehall.Good, time.Second)))
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_flags`))
	require.Equal(t, queuehall.Lamp{Nonce: v.Nonce, Mark: queuehall.Good}, h.lamp(s.counter))
}

// What was pressed while a finish stood that was taken back is late; the client is there again and rates once more.
func TestWhoseServiceGoesOnAfterAMisClickCanRate(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	pad := s.pad()
	h.comes("centre", "residence")
	v, _ := s.calls()
	h.Clock.Advance(time.Minute)
	s.does(h.Finish, v)
	h.Clock.Advance(2 * time.Second)
	require.Equal(t, queuehall.Late, h.press(pad, pressed(v.Nonce, queuehall.Bad, time.Second)))
	s.does(h.Undo, v)
	require.Equal(t, queuehall.Lamp{Nonce: v.Nonce}, h.lamp(s.counter), "all three are lit again")
	require.Equal(t, queuehall.Counts, h.press(pad, pressed(v.Nonce, queuehall.Good, 0)))
}

// called is the visit as it stands.
func (s *seat) called(v queuehall.Visit) queuehall.Visit {
	s.h.T.Helper()
	s.h.Exec(`UPDATE hall_visits SET stepped_at = $2 WHERE id = $1`, v.ID.UUID(), s.h.Clock.Now())
	return v
}

// VN-2.2: one rating of each operator; after a transfer the next one can be rated too.
func TestEachOperatorOfAVisitIsRatedOnce(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	s, land := h.seat("centre", "1"), h.seat("centre", "4")
	one, two := s.pad(), land.pad()
	v, _ := s.calls()
	require.Equal(t, queuehall.Counts, h.press(one, pressed(v.Nonce, queuehall.Good, 0)))
	require.Equal(t, queuehall.Second, h.press(one, pressed(v.Nonce, queuehall.Bad, 0)))
	_, err := h.Transfer(t.Context(), queuehall.TransferVisit{VisitCommand: s.of(v), Direction: h.direction("centre", "land")})
	require.NoError(t, err)
	w, _ := land.calls()
	require.Equal(t, queuehall.Stranger, h.press(two, pressed(v.Nonce, queuehall.Bad, 0)), "another counter's visit")
	require.Equal(t, queuehall.Counts, h.press(two, pressed(w.Nonce, queuehall.Bad, 0)))
}

func TestAPressThatIsSentAgainHasTheFirstAnswer(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	s := h.seat("centre", "1")
	pad := s.pad()
	v, _ := s.calls()
	p := pressed(v.Nonce, queuehall.Good, 0)
	require.Equal(t, queuehall.Counts, h.press(pad, p))
	h.Clock.Advance(time.Minute)
	p.Age = time.Minute
	require.Equal(t, queuehall.Counts, h.press(pad, p))
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_presses`))
}

func TestOfTwentyPressesAtOnceOneCounts(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	s := h.seat("centre", "1")
	pad := s.pad()
	v, _ := s.calls()
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if _, err := h.Press(t.Context(), pad, pressed(v.Nonce, queuehall.Mark(1+i%3), 0)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_presses WHERE why = ''`))
	require.EqualValues(t, 19, h.Number(`SELECT count(*) FROM hall_presses WHERE why = 'second'`))
}

// VN-3.1, VN-3.2: only a pad rates, and only its own counter's visit.
func TestNoOtherDeviceRates(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	branch := queuehall.BranchID(h.id(`SELECT id FROM hall_branches WHERE code = 'centre'`))
	kiosk := h.paired(queuehall.AddDevice{Branch: branch, Role: queuehall.Kiosk, Name: "kiosk"})
	_, err := h.Press(t.Context(), kiosk, pressed(uuid.New(), queuehall.Good, 0))
	requireCode(t, casecore.Forbidden, "error.hall_not_a_pad", err)
}

func TestADevicePairsOnceWithinAQuarterOfAnHourAndCanBeTurnedOut(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	branch := queuehall.BranchID(h.id(`SELECT id FROM hall_branches WHERE code = 'centre'`))
	display := func() queuehall.AddDevice {
		return queuehall.AddDevice{Command: h.Command(casecore.Citizen), Branch: branch, Role: queuehall.Display, Name: "hall"}
	}
	id, err := h.AddDevice(t.Context(), display())
	require.NoError(t, err)
	code, _, err := h.NewCode(t.Context(), id)
	require.NoError(t, err)
	token, err := h.Pair(t.Context(), code)
	require.NoError(t, err)
	_, err = h.Pair(t.Context(), code)
	requireCode(t, casecore.NotFound, "error.hall_no_code", err)
	require.NoError(t, h.Revoke(t.Context(), id))
	_, err = h.Device(t.Context(), token)
	requireCode(t, casecore.NotFound, "error.hall_no_device", err)

	id, err = h.AddDevice(t.Context(), display())
	require.NoError(t, err)
	code, _, err = h.NewCode(t.Context(), id)
	require.NoError(t, err)
	h.Clock.Advance(16 * time.Minute)
	_, err = h.Pair(t.Context(), code)
	requireCode(t, casecore.NotFound, "error.hall_no_code", err)
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_devices WHERE encode(token_hash, 'escape') LIKE '%' || $1 || '%'`, token), "hashed")
}
