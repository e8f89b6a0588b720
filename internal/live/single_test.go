package live_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
)

// screen is one connection of a device.
type screen struct {
	*person

	key  string
	turn uint64
}

func (s *screen) Key() (key, conn string, turn uint64) { return s.key, s.name, s.turn }

// turnOn turns on a device's connections, in the order in which they reach the hub.
func (h *house) turnOn(key string, turns ...uint64) (lines []*livetest.Console) {
	for _, turn := range turns {
		name := fmt.Sprint(key, turn)
		h.people.Store(name, &screen{&person{name: name, tags: []string{"city"}}, key, turn})
		lines = append(lines, h.connect(name, &livetest.Model{}))
		time.Sleep(time.Second)
	}
	return lines
}

func TestOfADevicesConnectionsTheNewestStaysInWhateverOrderTheyArrive(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		for _, turns := range [][]uint64{{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}} {
			for i, line := range h.turnOn(fmt.Sprint(turns), turns...) {
				want := wire.CloseTaken
				if turns[i] == 3 {
					want = 0
					require.Equal(t, "snapshot", types(line.Frames())[0])
				}
				require.Equal(t, want, line.CloseCode(), "%d of %v", turns[i], turns)
			}
		}
		require.Equal(t, 6, h.hub.Stats().Connections, "one of each device")
	})
}

func TestAnotherCopyTakesOverTheConnectionThatItMeansAlone(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		lines := h.turnOn("pad", 1, 2)
		for _, conn := range []string{"pad1", "pad7"} {
			h.hub.TakeOver("pad", conn)
		}
		h.hub.TakeOver("display", "pad2")
		time.Sleep(time.Second)
		require.Zero(t, lines[1].CloseCode())
		h.hub.TakeOver("pad", "pad2")
		time.Sleep(time.Second)
		require.Equal(t, wire.CloseTaken, lines[1].CloseCode())
		require.Zero(t, h.hub.Stats().Connections)
	})
}
