package live_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/live"
	"hotline/internal/live/livetest"
	"hotline/internal/redistest"
)

func TestANoticeGoesToWhomItIsForAndToNobodyElse(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.sit("one", "city")
		other := h.sit("other", "city")
		here, there, elsewhere := h.connect("one", &livetest.Model{}), h.connect("one", &livetest.Model{}), h.connect("other", &livetest.Model{})
		time.Sleep(time.Second)
		h.hub.Notify("one", "phone")
		synctest.Wait()
		for _, c := range []*livetest.Console{here, there} {
			frames := c.Frames()
			require.Equal(t, []string{"snapshot", "notice"}, types(frames))
			golden(t, "notice", frames[1])
		}
		require.Equal(t, []string{"snapshot"}, types(elsewhere.Frames()))
		other.set(true)
		h.hub.Notify("other", "phone")
		synctest.Wait()
		require.Equal(t, []string{"snapshot"}, types(elsewhere.Frames()), "whose session is over is told nothing")
	})
}

func TestANoticeCrossesProcesses(t *testing.T) {
	t.Parallel()
	client := redistest.Mini(t)
	h := open(t, newWorld(), 100)
	h.sit("one", "city")
	c := h.connect("one", &livetest.Model{})
	log := slog.New(slog.DiscardHandler)
	n := live.NewNotifier(client, "phone", log)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	running.Go(func() { _ = n.Run(ctx) })
	running.Go(func() { _ = h.hub.Notices(ctx, client, "phone") })
	require.Eventually(t, func() bool {
		n.Tell("one") // one that nobody subscribed to yet is lost
		return strings.Contains(strings.Join(c.Frames(), ""), `"notice"`)
	}, 5*time.Second, 10*time.Millisecond)
}
