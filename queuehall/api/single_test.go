package api

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/internal/live/wire"
	"hotline/queuehall/pad"
)

// Of the connections that a device opens at the same instant one stays, and the others are told that it has their place.
func TestOfConnectionsAtTheSameInstantOneStays(t *testing.T) {
	t.Parallel()
	const rounds, atOnce = 12, 6
	c := newCounter(t)
	h := &house{results: c.results, url: "ws" + strings.TrimPrefix(c.address, "http")}
	state, err := pad.OpenState(c.state)
	require.NoError(t, err)
	for range rounds {
		lines := make([]*line, atOnce)
		for i := range lines {
			lines[i] = h.dial("/api/hall/devices/feed", nil).listens()
		}
		var all sync.WaitGroup
		for _, l := range lines {
			all.Go(func() { l.hello(state.Token) })
		}
		all.Wait()
		var stays *line
		require.Eventually(t, func() bool {
			open := 0
			for _, l := range lines {
				if l.open() {
					stays = l
					open++
				}
			}
			return open == 1
		}, soon, often)
		for _, l := range lines {
			if l != stays {
				require.Equal(t, wire.CloseTaken, l.closed())
			}
		}
		require.NoError(t, c.api.fence(t.Context()), "it is the one that the hall knows")
		stays.hears(c.visit.Nonce.String())
		said := uuid.NewString()
		stays.says(map[string]any{"v": 1, "type": "health", "id": said, "boot": said, "lit": false, "nonce": "", "lamps": "ok", "buttons": "ok"})
		stays.hears(said)
		require.NoError(t, stays.ws.Close())
	}
}
