package live_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/internal/live"
	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
)

// overTCP is a house whose lines are the kernel's: it takes some of what nobody reads.
func overTCP(t *testing.T) (*house, string) {
	t.Helper()
	h := open(t, newWorld(), 10_000)
	server := httptest.NewServer(live.NewHandler(websocket.Upgrader{}, h.admit, h.hub))
	t.Cleanup(server.Close)
	h.dialer = websocket.DefaultDialer
	return h, strings.Replace(server.URL, "http", "ws", 1)
}

func (h *house) connectTo(address, who string, m *livetest.Model) *livetest.Console {
	h.t.Helper()
	c, err := livetest.Dial(h.t.Context(), h.dialer, address, http.Header{"Who": {who}}, "cases", m)
	require.NoError(h.t, err)
	return c
}

func TestWhoDoesNotReadHoldsUpNobody(t *testing.T) {
	t.Parallel()
	h, address := overTCP(t)
	h.sit("agent", "city")
	h.filler = `,"filler":"` + strings.Repeat("x", 100<<10) + `"`
	var deaf []*websocket.Conn
	for range 3 {
		ws, _, err := h.dialer.Dial(address, http.Header{"Who": {"agent"}})
		require.NoError(t, err)
		defer ws.Close()
		require.NoError(t, ws.WriteJSON(wire.Hello{V: wire.Version, Type: wire.TypeHello, Stream: "cases"}))
		deaf = append(deaf, ws)
	}
	c := h.connectTo(address, "agent", &livetest.Model{})
	require.Eventually(t, func() bool { return len(c.Frames()) > 0 }, 5*time.Second, time.Millisecond)
	id := uuid.New()
	for i := range 100 { // 10 MB, more than the kernel takes for anybody
		h.change(id, "city")
		require.Eventually(t, func() bool { return c.Model.Offset() == int64(i+1) }, time.Second, time.Millisecond, "it was held up")
	}
	require.Equal(t, h.truth("city"), c.Model.Rows())
	for _, ws := range deaf { // what was written is whole
		for {
			_, b, err := ws.ReadMessage()
			if err != nil {
				require.NotContains(t, err.Error(), "bad")
				break
			}
			require.True(t, strings.HasPrefix(string(b), `{"v":1,"type":"`))
			require.True(t, strings.HasSuffix(string(b), "}"))
		}
	}
}

func TestAPingIsAnsweredInItsTurn(t *testing.T) {
	t.Parallel()
	h, address := overTCP(t)
	h.sit("agent", "city")
	ws, _, err := h.dialer.Dial(address, http.Header{"Who": {"agent"}})
	require.NoError(t, err)
	defer ws.Close()
	require.NoError(t, ws.WriteJSON(wire.Hello{V: wire.Version, Type: wire.TypeHello, Stream: "cases"}))
	said := make(chan string, 1)
	ws.SetPongHandler(func(s string) error { said <- s; return nil })
	require.NoError(t, ws.WriteControl(websocket.PingMessage, []byte("here"), time.Now().Add(time.Second)))
	go func() {
		for {
			if _, _, err := ws.ReadMessage(); err != nil {
				return
			}
		}
	}()
	require.Equal(t, "here", <-said)
}

// All who come at once begin with a few snapshots, and each ends up with the truth.
func TestACrowdThatComesAtOnceSharesSnapshots(t *testing.T) {
	inHouse(t, 1000, func(t *testing.T, h *house) {
		h.slow = func() { time.Sleep(300 * time.Millisecond) }
		var all []*livetest.Console
		for i := range 100 {
			tag := []string{"city", "org:1"}[i%2]
			h.sit(tag, tag)
			all = append(all, h.connect(tag, &livetest.Model{}))
			h.change(uuid.New(), tag)
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(2 * time.Second)
		require.LessOrEqual(t, h.taken, 6)
		for i, c := range all {
			require.Equal(t, h.truth([]string{"city", "org:1"}[i%2]), c.Model.Rows())
			require.Zero(t, c.Gaps())
		}
	})
}

// Once their rights have changed, a snapshot of those who had the same is not theirs.
func TestASnapshotIsOfThoseWhoseRightsItWasReadBy(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		h.change(uuid.New(), "city")
		h.change(uuid.New(), "org:1")
		p := h.sit("mayor", "city", "org:1")
		h.slow = func() { p.set(false, "city") }
		first := h.connect("mayor", &livetest.Model{})
		<-first.Done()
		require.Equal(t, wire.CloseSignIn, first.CloseCode())
		h.slow = nil
		again := h.connect("mayor", &livetest.Model{})
		time.Sleep(time.Second)
		require.Equal(t, h.truth("city"), again.Model.Rows())
	})
}
