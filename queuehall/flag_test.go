package queuehall_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/queuehall"
)

// flag is a row of what was flagged.
type flag struct {
	Kind   queuehall.FlagKind
	Visit  uuid.UUID
	Staff  uuid.UUID
	Press  *uuid.UUID
	Detail queuehall.Measured
}

// flags are what was flagged in the centre, the latest first.
func (h *hall) flags() []flag {
	h.T.Helper()
	list, err := pg.Collect(h.T.Context(), h.DB, pgx.RowToStructByPos[flag], `SELECT kind, visit_id, staff_id, press_id, detail FROM hall_flags
		WHERE branch_id = (SELECT id FROM hall_branches WHERE code = 'centre') ORDER BY at DESC, id DESC`)
	require.NoError(h.T, err)
	return list
}

func (h *hall) flagged(kind queuehall.FlagKind) (n int) {
	h.T.Helper()
	for _, f := range h.flags() {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

// VN-3.2
func TestAPressRightAfterTheCallIsFlaggedAndCounts(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	v := s.client()
	h.Clock.Advance(2 * time.Second)
	late := pressed(v.Nonce, queuehall.Good, 500*time.Millisecond)
	require.Equal(t, queuehall.Counts, h.press(pad, late))
	require.Equal(t, queuehall.Counts, h.press(pad, late), "sent again")
	list := h.flags()
	require.Len(t, list, 1)
	require.Equal(t, queuehall.FastPress, list[0].Kind)
	require.Equal(t, v.ID.UUID(), list[0].Visit)
	require.Equal(t, s.who.Staff.UUID(), list[0].Staff)
	require.Equal(t, late.ID.UUID(), *list[0].Press)
	require.Equal(t, queuehall.Measured{Seconds: 1.5}, list[0].Detail)
	s.does(h.Finish, v)

	v = s.client()
	h.Clock.Advance(2 * time.Second)
	require.Equal(t, queuehall.Counts, h.press(pad, pressed(v.Nonce, queuehall.Good, 0)))
	require.Equal(t, 1, h.flagged(queuehall.FastPress), "two seconds are enough")
}

// VN-3.2
func TestAServiceTooShortToBeOneIsFlaggedOnceItCannotBeTakenBack(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	v := s.client()
	s.does(h.Start, v)
	h.Clock.Advance(5 * time.Second)
	s.does(h.Finish, v)
	h.Clock.Advance(3 * time.Second)
	s.does(h.Undo, v)
	h.Clock.Advance(10 * time.Second)
	h.fire()
	require.Zero(t, h.flagged(queuehall.ShortService), "the finish was a mis-click")
	s.does(h.Finish, v)
	h.Clock.Advance(10 * time.Second)
	h.fire()
	require.Equal(t, 1, h.flagged(queuehall.ShortService))
	require.Equal(t, queuehall.Measured{Seconds: 18}, h.flags()[0].Detail)

	v = s.client()
	h.Clock.Advance(20 * time.Second)
	s.does(h.Finish, v)
	v = s.client()
	s.does(h.NoShow, v)
	h.Clock.Advance(time.Minute)
	h.fire()
	require.Equal(t, 1, h.flagged(queuehall.ShortService), "neither a short one nor a client who did not come is a sign")
}

// VN-3.2
func TestALongRunOfOneMarkIsFlaggedOnce(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	rated := func(mark queuehall.Mark, times int) {
		for range times {
			v := s.client()
			h.Clock.Advance(time.Minute)
			require.Equal(t, queuehall.Counts, h.press(pad, pressed(v.Nonce, mark, 0)))
			require.Equal(t, queuehall.Second, h.press(pad, pressed(v.Nonce, mark, 0)), "which is none of the run")
			s.does(h.Finish, v)
		}
	}
	rated(queuehall.Exemplary, 29)
	require.Zero(t, h.flagged(queuehall.LongRun))
	rated(queuehall.Exemplary, 4)
	require.Equal(t, 1, h.flagged(queuehall.LongRun))
	rated(queuehall.Good, 1)
	rated(queuehall.Exemplary, 30)
	require.Equal(t, 2, h.flagged(queuehall.LongRun), "another run")
}

// VN-3.2: from the call until two minutes after the end, once for a visit, and by the client's pad alone.
func TestAClientTellsOfPressure(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	v := s.client()
	says := func(nonce uuid.UUID, age time.Duration) queuehall.Why {
		t.Helper()
		why, err := h.Pressure(t.Context(), pad, queuehall.PressureReport{ID: casecore.NewID[queuehall.FlagID](), Nonce: nonce, Age: age})
		require.NoError(t, err)
		return why
	}
	require.Equal(t, queuehall.Stranger, says(uuid.New(), 0))
	require.Equal(t, queuehall.Early, says(v.Nonce, time.Minute))
	h.Clock.Advance(time.Minute)
	s.does(h.Finish, v)
	h.Clock.Advance(2*time.Minute + time.Second)
	require.Equal(t, queuehall.Late, says(v.Nonce, 0))
	require.Zero(t, h.flagged(queuehall.Pressured))
	require.Equal(t, queuehall.Counts, says(v.Nonce, 2*time.Second))
	require.Equal(t, queuehall.Counts, says(v.Nonce, 2*time.Second), "sent again")
	require.Equal(t, 1, h.flagged(queuehall.Pressured))

	kiosk := h.paired(queuehall.AddDevice{Branch: v.Branch, Role: queuehall.Kiosk, Name: "kiosk"})
	_, err := h.Pressure(t.Context(), kiosk, queuehall.PressureReport{ID: casecore.NewID[queuehall.FlagID](), Nonce: v.Nonce})
	requireCode(t, casecore.Forbidden, "error.hall_not_a_pad", err)
}

// VN-3.2: flagged, never deleted.
func TestPressesAndFlagsStay(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	v := s.client()
	h.press(pad, pressed(v.Nonce, queuehall.Good, 0))
	require.Len(t, h.flags(), 1)
	for _, sql := range []string{
		`DELETE FROM hall_flags`, `UPDATE hall_flags SET detail = '{}'`, `TRUNCATE hall_flags CASCADE`,
		`DELETE FROM hall_presses`, `UPDATE hall_presses SET mark = 3`, `TRUNCATE hall_presses CASCADE`,
	} {
		_, err := h.DB.Exec(t.Context(), sql)
		require.ErrorContains(t, err, "is only added to", sql)
	}
}

// VN-3.2: nothing that operators' screens are told holds a mark or a flag.
func TestOperatorsAreToldNeitherMarksNorFlags(t *testing.T) {
	t.Parallel()
	h, s, pad := newCounter(t)
	v := s.client()
	h.press(pad, pressed(v.Nonce, queuehall.Bad, 0))
	_, err := h.Pressure(t.Context(), pad, queuehall.PressureReport{ID: casecore.NewID[queuehall.FlagID](), Nonce: v.Nonce})
	require.NoError(t, err)
	s.does(h.Finish, v)
	h.Clock.Advance(time.Minute)
	h.fire()
	require.Len(t, h.flags(), 3)
	require.Zero(t, h.Number(`SELECT count(*) FROM outbox WHERE stream = 'hall' AND (audience || lost)[1] LIKE '%:staff'
		AND (payload ?| '{mark,flag,flags,pressure}' OR subject_type NOT IN ('ticket', 'visit', 'signon', 'device', 'incident'))`))
}
