package queuehall_test

import (
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// Whoever comes at once is let in together: each as who they are, strangers not, and of one device twice the later has the connection.
func TestTheDoorLetsACrowdInEachAsWhoTheyAre(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	branch := queuehall.BranchID(h.id(`SELECT id FROM hall_branches WHERE code = 'centre'`))
	var devices []queuehall.Device
	for range 20 {
		devices = append(devices, h.paired(queuehall.AddDevice{Branch: branch, Role: queuehall.Display, Name: "hall"}))
	}
	door := queuehall.NewDoor(h.Hall)
	var crowd sync.WaitGroup
	type outcome struct {
		queuehall.Entry

		err error
	}
	got := make([]outcome, 3*len(devices))
	for i := range got {
		crowd.Go(func() {
			token := h.tokens[devices[i/3].ID]
			if i%3 == 2 {
				token = "a stranger's"
			}
			o := &got[i]
			o.Entry, o.err = door.Enter(t.Context(), token)
		})
	}
	crowd.Wait()
	for i, d := range devices {
		require.NoError(t, got[3*i].err)
		require.NoError(t, got[3*i+1].err)
		require.Equal(t, d, got[3*i].Device)
		require.Equal(t, d, got[3*i+1].Device)
		requireCode(t, casecore.NotFound, "error.hall_no_device", got[3*i+2].err)
		taken, out, err := h.Fence(t.Context(), []queuehall.DeviceID{d.ID, d.ID}, []uuid.UUID{got[3*i].Conn, got[3*i+1].Conn})
		require.NoError(t, err)
		earlier := got[3*i].Entry
		if later := got[3*i+1].Entry; later.Turn < earlier.Turn {
			earlier = later
		}
		require.Equal(t, []uuid.UUID{earlier.Conn}, taken, "the later of the two has its place")
		require.Empty(t, out)
	}
}
