package queuehall_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/queuehall"
)

// tags are a viewer of the feed.
type tags []string

func (t tags) Tags() ([]string, bool) { return t, true }

// seen is what a snapshot shows to a viewer, by subject.
func (h *hall) seen(viewer ...string) map[string][]string {
	h.T.Helper()
	snap, err := queuehall.NewSnapshots(h.DB).Snapshot(h.T.Context(), tags(viewer))
	require.NoError(h.T, err)
	rows := map[string][]string{}
	for _, r := range snap.Rows {
		rows[r.Subject] = append(rows[r.Subject], string(r.Data))
	}
	return rows
}

// VN-3.2, VN-3.3: consoles see pads and their open incidents, displays and pads do not, and nobody but the pad sees the mark.
func TestConsolesSeePadsAndIncidentsAndNoMark(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	pad := s.pad()
	v := s.client()
	h.press(pad, pressed(v.Nonce, queuehall.Bad, 0))
	h.Clock.Advance(3 * time.Second)
	h.fire()
	staff := h.seen("hall:" + v.Branch.String() + ":staff")
	require.Len(t, staff["device"], 1)
	require.Contains(t, staff["device"][0], `"lit": false`)
	require.Len(t, staff["incident"], 1)
	require.Contains(t, staff["incident"][0], v.Counter.String())
	for _, rows := range staff {
		for _, row := range rows {
			require.NotContains(t, row, "mark")
		}
	}
	other := h.id(`SELECT id FROM hall_branches WHERE code = 'zamostia'`)
	require.Empty(t, h.seen("hall:"+other.String()+":staff"))
	display := h.seen("hall:" + v.Branch.String() + ":display")
	require.NotContains(t, display, "incident")
	require.NotContains(t, display, "device")
	require.Contains(t, h.seen("pad:" + s.counter.String())["lamp"][0], `"mark": 1`)

	h.says(pad, lit(uuid.New(), v.Nonce))
	staff = h.seen("hall:" + v.Branch.String() + ":staff")
	require.Contains(t, staff["device"][0], `"lit": true`)
	require.NotContains(t, staff, "incident", "it is over")
}
