package live_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
)

func TestWithoutRedisTheScreenSaysThatItIsStale(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(time.Second)
		h.with(func() { h.down = true })
		h.change(uuid.New(), "city")
		time.Sleep(time.Second)
		require.True(t, c.Model.Stale(), "at once, not with the next beat")
		require.True(t, h.hub.Stats().Stale)
		require.Zero(t, c.Model.Offset())

		late := h.connect("agent", &livetest.Model{}) // the truth is in PostgreSQL
		time.Sleep(6 * time.Second)
		require.Equal(t, h.truth("city"), late.Model.Rows())
		require.True(t, late.Model.Stale())
		h.change(uuid.New(), "city")

		h.with(func() { h.down = false })
		time.Sleep(3 * time.Second)
		for _, console := range []*livetest.Console{c, late} {
			require.False(t, console.Model.Stale())
			require.Equal(t, h.truth("city"), console.Model.Rows())
			require.Zero(t, console.Gaps())
		}
	})
}

func TestWithoutARelayTheScreenSaysThatItIsStale(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(time.Minute)
		require.False(t, c.Model.Stale(), "quiet is not stale")
		h.with(func() { h.frozen = true })
		time.Sleep(5 * time.Second)
		require.False(t, c.Model.Stale(), "another relay may be taking over")
		time.Sleep(3 * time.Second)
		require.True(t, c.Model.Stale())
		h.with(func() { h.frozen = false })
		time.Sleep(time.Second)
		require.False(t, c.Model.Stale())
	})
}

func TestAHoleInThePositionsIsASnapshotNotASilentLoss(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(time.Second)
		h.with(func() { h.lagging = true })
		for range 3 {
			h.change(uuid.New(), "city")
		}
		h.with(func() { // Redis has forgotten the first two
			h.stream, h.lag, h.lagging = h.lag[2:], nil, false
		})
		time.Sleep(time.Second)
		require.Equal(t, h.truth("city"), c.Model.Rows())
		require.Equal(t, []string{"snapshot", "snapshot"}, types(c.Frames()))
	})
}

func TestANewEpochStartsEverybodyAnew(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		for range 10 {
			h.change(uuid.New(), "city")
		}
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(time.Second)
		require.Len(t, c.Model.Rows(), 10)
		h.with(func() { // an older backup is restored
			h.epoch, h.position, h.stream = uuid.NewString(), 2, nil
			h.subjects = map[uuid.UUID]*subject{}
		})
		h.change(uuid.New(), "city")
		time.Sleep(time.Second)
		require.Equal(t, h.truth("city"), c.Model.Rows())
		require.EqualValues(t, 3, c.Model.Offset())
	})
}

func TestASnapshotThatCrossesAnEpochIsTakenAgain(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.change(uuid.New(), "city")
		first := true
		h.slow = func() {
			if !first {
				return
			}
			first = false
			h.with(func() { h.epoch, h.position, h.stream = uuid.NewString(), 0, nil })
			h.change(uuid.New(), "city")
			time.Sleep(2 * time.Second)
		}
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(10 * time.Second)
		h.change(uuid.New(), "city")
		time.Sleep(time.Second)
		require.Equal(t, h.truth("city"), c.Model.Rows())
	})
}

func TestAClientThatMissesSomethingMayAskAgain(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		time.Sleep(time.Second)
		hello := c.Model.Hello("cases")
		h.change(uuid.New(), "city")
		time.Sleep(time.Second)
		require.NoError(t, c.Send(hello))
		h.change(uuid.New(), "city")
		time.Sleep(time.Second)
		require.Contains(t, types(c.Frames()), "delta")
		require.Equal(t, h.truth("city"), c.Model.Rows())
	})
}

func TestWhoIsNotUnderstoodOrNotKnownIsRefused(t *testing.T) {
	hello := wire.Hello{V: wire.Version, Type: wire.TypeHello, Stream: "cases"}
	other, future := hello, hello
	other.Stream, future.V = "halls", 2
	for name, c := range map[string]struct {
		who  string
		say  any // nothing when nil
		code int
	}{
		"says nothing":           {"agent", nil, wire.CloseBadFrame},
		"is not signed in":       {"nobody", hello, wire.CloseSignIn},
		"session just ended":     {"gone", hello, wire.CloseSignIn},
		"names no known stream":  {"agent", other, wire.CloseBadFrame},
		"speaks another version": {"agent", future, wire.CloseBadFrame},
		"speaks nonsense":        {"agent", []int{1}, wire.CloseBadFrame},
	} {
		t.Run(name, func(t *testing.T) {
			inHouse(t, 100, func(t *testing.T, h *house) {
				h.sit("agent", "city")
				h.sit("gone", "city").set(true)
				ws, _, err := h.dialer.Dial("ws://hotline/api/feed", http.Header{"Who": {c.who}})
				require.NoError(t, err)
				defer ws.Close()
				began := time.Now()
				if c.say != nil {
					require.NoError(t, ws.WriteJSON(c.say))
				}
				_, _, err = ws.ReadMessage()
				require.Equal(t, c.code, closeCode(err))
				if c.say == nil {
					require.Equal(t, 5*time.Second, time.Since(began))
				}
			})
		})
	}
}

func TestNonsenseLaterClosesToo(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		c := h.connect("agent", &livetest.Model{})
		synctest.Wait()
		require.NoError(t, c.SendText("{"))
		<-c.Done()
		require.Equal(t, wire.CloseBadFrame, c.CloseCode())
	})
}

func TestAPageOfAnotherOriginMayNotConnect(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.sit("agent", "city")
		_, res, err := h.dialer.Dial("ws://hotline/api/feed", http.Header{"Who": {"agent"}, "Origin": {"https://elsewhere.example"}})
		require.Error(t, err)
		require.Equal(t, http.StatusForbidden, res.StatusCode)
	})
}
