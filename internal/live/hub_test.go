package live_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
)

// inHouse runs a test in a bubble of its own time.
func inHouse(t *testing.T, recent int, test func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, newWorld(), recent)
		defer h.stop()
		synctest.Wait() // the hub follows its source
		test(t, h)
	})
}

func types(frames []string) []string {
	var all []string
	for _, f := range frames {
		_, rest, _ := strings.Cut(f, `"type":"`)
		kind, _, _ := strings.Cut(rest, `"`)
		all = append(all, kind)
	}
	return all
}

func TestAConsoleGetsASnapshotAndThenWhatHappens(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		old, young := uuid.New(), uuid.New()
		h.change(old, "city")
		h.sit("agent", "city", "intake")
		c := h.connect("agent", &livetest.Model{})
		synctest.Wait()
		h.change(young, "city")
		h.change(old, "city")
		time.Sleep(time.Second)
		require.Equal(t, h.truth("city"), c.Model.Rows())
		require.Equal(t, "snapshot", types(c.Frames())[0])
		require.EqualValues(t, 3, c.Model.Offset())
		require.Zero(t, c.Gaps())
	})
}

func TestAConsoleThatComesBackGetsADeltaOrWhenThatIsGoneASnapshot(t *testing.T) {
	inHouse(t, 10, func(t *testing.T, h *house) {
		id := uuid.New()
		h.sit("agent", "city")
		m := &livetest.Model{}
		c := h.connect("agent", m)
		h.change(id, "city")
		time.Sleep(time.Second)
		c.Cut()
		for range 10 {
			h.change(id, "city")
		}
		h.change(uuid.New(), "org:1")
		time.Sleep(time.Second)
		c = h.connect("agent", m)
		time.Sleep(time.Second)
		require.Equal(t, "snapshot", types(c.Frames())[0], "eleven happened, ten are kept")

		c.Cut()
		for range 9 {
			h.change(id, "city")
		}
		h.change(uuid.New(), "org:1")
		time.Sleep(time.Second)
		c = h.connect("agent", m)
		time.Sleep(time.Second)
		require.Equal(t, "delta", types(c.Frames())[0])
		require.Equal(t, h.truth("city"), m.Rows())
		require.EqualValues(t, 22, m.Offset(), "also what the console may not see counts")
	})
}

func TestADeltaNeverSpansAChangeOfRights(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.change(uuid.New(), "org:1")
		p := h.sit("head", "org:2")
		m := &livetest.Model{}
		c := h.connect("head", m)
		time.Sleep(time.Second)
		require.Empty(t, m.Rows())
		c.Cut()
		p.set(false, "org:2", "org:1")
		c = h.connect("head", m)
		time.Sleep(time.Second)
		require.Equal(t, "snapshot", types(c.Frames())[0])
		require.Len(t, m.Rows(), 1)
	})
}

func TestNothingFallsBetweenThePositionAndTheRows(t *testing.T) {
	inHouse(t, 5, func(t *testing.T, h *house) {
		id, other := uuid.New(), uuid.New()
		h.change(id, "city")
		calls := 0
		h.slow = func() {
			if calls++; calls > 2 {
				return
			}
			for range 3 * calls { // the second time more than the hub keeps
				h.change(id, "city")
				h.change(other, "city")
			}
			time.Sleep(time.Second)
		}
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(5 * time.Second)
		require.Equal(t, h.truth("city"), c.Model.Rows())
		require.Equal(t, 3, h.taken)
		require.Zero(t, c.Gaps())
	})
}

func TestASnapshotAheadOfRedisIsToldNothingTwice(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		a, b := uuid.New(), uuid.New()
		h.with(func() { h.lagging = true })
		h.change(a, "city")
		h.change(b, "city")
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(6 * time.Second)
		require.EqualValues(t, 2, c.Model.Offset())
		h.change(a, "city")
		h.with(h.relay) // all three at once
		time.Sleep(time.Second)
		require.Equal(t, h.truth("city"), c.Model.Rows())
		require.Equal(t, []string{"snapshot", "beat", "events"}, types(c.Frames()))
		require.NotContains(t, c.Frames()[2], `"pos":2`)
		require.Zero(t, c.Gaps())
	})
}

func TestWhoLosesACaseIsToldSoAndOthersSeeOnlyTheirs(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		id := uuid.New()
		h.change(id, "city", "org:1")
		h.sit("agent", "city")
		h.sit("old", "org:1")
		h.sit("new", "org:2")
		h.sit("stranger", "org:3")
		consoles := map[string]*livetest.Console{}
		for _, who := range []string{"agent", "old", "new", "stranger"} {
			consoles[who] = h.connect(who, &livetest.Model{})
		}
		time.Sleep(time.Second)
		h.change(id, "city", "org:2") // given to another executor
		time.Sleep(time.Second)
		for who, tag := range map[string]string{"agent": "city", "old": "org:1", "new": "org:2", "stranger": "org:3"} {
			require.Equal(t, h.truth(tag), consoles[who].Model.Rows(), who)
		}
		require.Contains(t, consoles["old"].Frames()[1], `"removed":true`)
		require.NotContains(t, consoles["old"].Frames()[1], `"data"`)
		require.Len(t, consoles["stranger"].Frames(), 1)
	})
}

func TestEventsGoAsAtMostAHundredFramesASecond(t *testing.T) {
	inHouse(t, 10_000, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(time.Second)
		id := uuid.New()
		for range 2000 {
			h.change(id, "city")
			time.Sleep(500 * time.Microsecond)
		}
		time.Sleep(time.Second)
		require.Equal(t, h.truth("city"), c.Model.Rows())
		require.InDelta(t, 100, len(c.Frames()), 5)
	})
}

func TestAConsoleThatCannotKeepUpIsClosedAndComesBackComplete(t *testing.T) {
	inHouse(t, 1000, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		m := &livetest.Model{}
		c := h.connect("agent", m)
		time.Sleep(time.Second)
		release := c.Hold()
		for range 80 {
			h.change(uuid.New(), "city")
			time.Sleep(20 * time.Millisecond)
		}
		release()
		<-c.Done()
		require.Equal(t, wire.CloseComeBack, c.CloseCode())
		require.Less(t, len(m.Rows()), 80, "the queue was dropped")
		h.connect("agent", m)
		time.Sleep(time.Second)
		require.Equal(t, h.truth("city"), m.Rows())
	})
}

func TestAClientThatReadsNothingAtAllIsLetGo(t *testing.T) {
	inHouse(t, 1000, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(time.Second)
		release := c.Hold()
		h.change(uuid.New(), "city")
		h.change(uuid.New(), "city")
		time.Sleep(30 * time.Second)
		require.Zero(t, h.hub.Stats().Connections)
		release()
		<-c.Done()
	})
}

func TestAClientSilentForFifteenSecondsIsGone(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		talking := h.connect("agent", &livetest.Model{})
		silent := h.connect("agent", &livetest.Model{})
		silent.Mute()
		time.Sleep(14 * time.Second)
		require.Equal(t, 2, h.hub.Stats().Connections)
		time.Sleep(7 * time.Second)
		require.Equal(t, 1, h.hub.Stats().Connections)
		require.Equal(t, wire.CloseComeBack, silent.CloseCode())
		time.Sleep(time.Hour)
		require.Zero(t, talking.CloseCode())
	})
}

func TestAnEndedSessionIsShownNothingMore(t *testing.T) {
	for name, change := range map[string]func(*person){
		"signed out":   func(p *person) { p.set(true, "city") },
		"other rights": func(p *person) { p.set(false, "city", "org:1") },
	} {
		t.Run(name, func(t *testing.T) {
			inHouse(t, 100, func(t *testing.T, h *house) {
				busy, quiet := h.sit("busy", "city"), h.sit("quiet", "org:9")
				cb, cq := h.connect("busy", &livetest.Model{}), h.connect("quiet", &livetest.Model{})
				time.Sleep(time.Second)
				change(busy)
				change(quiet)
				h.change(uuid.New(), "city")
				time.Sleep(100 * time.Millisecond)
				require.Equal(t, wire.CloseSignIn, cb.CloseCode())
				require.Empty(t, cb.Model.Rows())
				time.Sleep(5 * time.Second)
				require.Equal(t, wire.CloseSignIn, cq.CloseCode(), "the next beat finds it")
			})
		})
	}
}

func TestAStoppingServerSendsEverybodyElsewhere(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(time.Second)
		require.NoError(t, h.hub.Shutdown(t.Context()))
		<-c.Done()
		require.Equal(t, wire.CloseComeBack, c.CloseCode())
		late := h.connect("agent", &livetest.Model{})
		<-late.Done()
		require.Equal(t, wire.CloseComeBack, late.CloseCode())
	})
}
