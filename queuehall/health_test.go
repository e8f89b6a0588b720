package queuehall_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

type deviceRow struct {
	State   queuehall.DeviceState
	Version int64
	Boots   int
	Faults  []string
	Seen    time.Time
}

func (h *hall) row(d queuehall.Device) (r deviceRow) {
	h.T.Helper()
	require.NoError(h.T, h.DB.QueryRow(h.T.Context(), `SELECT state, version, boots, faults, coalesce(last_seen, made_at) FROM hall_devices WHERE id = $1`,
		d.ID.UUID()).Scan(&r.State, &r.Version, &r.Boots, &r.Faults, &r.Seen))
	return r
}

func TestADeviceThatConnectsAnewFencesItsConnectionBefore(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	pad := h.seat("centre", "1").pad()
	require.Equal(t, queuehall.DeviceNew, h.row(pad).State)
	first := h.connects(pad)
	online := h.row(pad)
	require.Equal(t, queuehall.DeviceOnline, online.State)
	second := h.connects(pad)
	require.NoError(t, h.Gone(t.Context(), pad.ID, first))
	require.Equal(t, online.Version, h.row(pad).Version, "nothing has changed")
	require.NoError(t, h.Gone(t.Context(), pad.ID, second))
	require.Equal(t, queuehall.DeviceOffline, h.row(pad).State)
	require.NoError(t, h.Gone(t.Context(), pad.ID, second))
	require.Equal(t, online.Version+1, h.row(pad).Version)
	require.NoError(t, h.Revoke(t.Context(), pad.ID))
	_, err := queuehall.NewDoor(h.Hall).Enter(t.Context(), h.tokens[pad.ID])
	requireCode(t, casecore.NotFound, "error.hall_no_device", err)
	require.Equal(t, queuehall.DeviceRevoked, h.row(pad).State)
	requireCode(t, casecore.NotFound, "error.hall_no_device", h.Health(t.Context(), pad, lit(uuid.New(), uuid.Nil)))
}

func TestOnlyWhatHasChangedIsWrittenOfADevicesHealth(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	pad, boot := h.seat("centre", "1").pad(), uuid.New()
	h.connects(pad)
	h.says(pad, lit(boot, uuid.Nil))
	first := h.row(pad)
	require.Zero(t, first.Boots, "the first start is none anew")
	h.Clock.Advance(5 * time.Second)
	h.says(pad, lit(boot, uuid.Nil))
	require.Equal(t, first, h.row(pad))
	h.Clock.Advance(5 * time.Second)
	h.says(pad, lit(boot, uuid.Nil))
	seen := h.row(pad)
	require.Equal(t, first.Version, seen.Version)
	require.Equal(t, 10*time.Second, seen.Seen.Sub(first.Seen))
	told := h.Number(`SELECT count(*) FROM outbox WHERE stream = 'hall' AND subject_type = 'device'`)

	broken := lit(uuid.New(), uuid.Nil)
	broken.Lamps, broken.Stuck = queuehall.TestFault, []int{3, 1, 3}
	h.says(pad, broken)
	require.Equal(t, deviceRow{queuehall.DeviceFaulty, first.Version + 1, 1, []string{"lamps", "stuck_1", "stuck_3"}, seen.Seen}, h.row(pad))
	require.Equal(t, told+1, h.Number(`SELECT count(*) FROM outbox WHERE stream = 'hall' AND subject_type = 'device'`), "consoles hear of it")

	for _, bad := range []queuehall.Health{{}, {Boot: boot, Lamps: "?"}, {Boot: boot, Stuck: []int{4}}} {
		requireCode(t, casecore.Invalid, "error.hall_health", h.Health(t.Context(), pad, bad))
	}
}

// VN-2.2: one for each workplace.
func TestACounterHasOnePad(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	pad := s.pad()
	another := queuehall.AddDevice{Command: h.Command(casecore.System), Branch: pad.Branch, Counter: pad.Counter, Role: queuehall.Pad, Name: "another"}
	_, err := h.AddDevice(t.Context(), another)
	requireCode(t, casecore.Conflict, "error.hall_pad_taken", err)
	another.Counter = queuehall.CounterID{}
	_, err = h.AddDevice(t.Context(), another)
	requireCode(t, casecore.Invalid, "error.hall_pad_counter", err)
	require.NoError(t, h.Revoke(t.Context(), pad.ID))
	another.Counter = pad.Counter
	another.Command = h.Command(casecore.System)
	_, err = h.AddDevice(t.Context(), another)
	require.NoError(t, err)
}

// VN-3.3: a copy that was killed cannot say whose connections went with it.
func TestAPadThatFallsSilentIsOffline(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	pad, boot := h.seat("centre", "1").pad(), uuid.New()
	h.connects(pad)
	silent := func() int {
		n, err := h.Silent(t.Context())
		require.NoError(t, err)
		return n
	}
	for range 4 {
		h.Clock.Advance(10 * time.Second)
		h.says(pad, lit(boot, uuid.Nil))
		require.Zero(t, silent())
	}
	h.Clock.Advance(31 * time.Second)
	require.Equal(t, 1, silent())
	require.Equal(t, queuehall.DeviceOffline, h.row(pad).State)
	require.Zero(t, silent())
	h.says(pad, lit(boot, uuid.Nil))
	require.Equal(t, queuehall.DeviceOnline, h.row(pad).State)
}
