package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

// The embedded Redis serves one process: a second copy on the same database says so and does not start.
func TestSecondCopyWithTheEmbeddedRedisDoesNotStart(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	embedded := func(c *Config) { c.RedisURL, c.Database.URL = "", url }
	first := startProduct(t, embedded)
	cfg := first.cfg
	cfg.ListenAddr = "127.0.0.1:0"
	err := run(t.Context(), cfg, runOptions{out: io.Discard, log: slog.New(slog.DiscardHandler)})
	require.ErrorContains(t, err, "REDIS_URL")
	first.stop()

	ctx, cancel := context.WithCancel(t.Context()) // once the first has gone, there is room
	err = run(ctx, cfg, runOptions{out: io.Discard, log: slog.New(slog.DiscardHandler), ready: func(string) { cancel() }})
	require.NoError(t, err)
}

// Two copies of every role meet in PostgreSQL and Redis only: what is typed at one is seen at once at the other, and goes on
// when one of them stops.
func TestTwoCopiesServeOneCity(t *testing.T) {
	t.Parallel()
	database, redis := pgtest.URL(t), redistest.NewServer(t).URL()
	shared := func(c *Config) {
		c.Database.URL, c.RedisURL, c.Telegram = database, redis, TelegramConfig{APIURL: c.Telegram.APIURL, Mode: telegramPoll}
	}
	first, second := startProduct(t, shared), startProduct(t, shared)
	typist, watcher := first.signIn("agent"), second.signIn("supervisor")
	feed := watcher.feed()

	typed := func(d *console, text string) {
		d.post("/api/reports", map[string]any{
			"source": "phone", "text": text, "applicant": map[string]any{"surname": "Коваль", "phone": "+380501112233", "lang": "uk"},
		})
	}
	typed(typist, "Перше, набране на першій копії")
	feed.wait("Перше, набране на першій копії")

	first.stop() // whatever it owned, the other takes over
	typed(watcher, "Друге, коли перша копія зупинена")
	feed.wait("Друге, коли перша копія зупинена")
}

// feed is somebody's live feed.
type feed struct {
	d  *console
	ws *websocket.Conn
}

func (d *console) feed() *feed {
	d.p.t.Helper()
	dialer := websocket.Dialer{Jar: d.client.Jar, HandshakeTimeout: 10 * time.Second}
	ws, res, err := dialer.DialContext(d.p.t.Context(), "ws"+strings.TrimPrefix(d.p.url, "http")+"/api/feed", http.Header{})
	require.NoError(d.p.t, err)
	_ = res.Body.Close()
	d.p.t.Cleanup(func() { _ = ws.Close() })
	require.NoError(d.p.t, ws.WriteJSON(map[string]any{"v": 1, "type": "hello", "stream": "cases", "epoch": "", "offset": 0}))
	return &feed{d, ws}
}

// wait reads frames, answering the beats, until one holds text.
func (f *feed) wait(text string) {
	f.d.p.t.Helper()
	require.NoError(f.d.p.t, f.ws.SetReadDeadline(time.Now().Add(20*time.Second)))
	for {
		_, frame, err := f.ws.ReadMessage()
		require.NoError(f.d.p.t, err, text)
		if strings.Contains(string(frame), text) {
			return
		}
		if strings.Contains(string(frame), `"beat"`) {
			require.NoError(f.d.p.t, f.ws.WriteJSON(map[string]any{"v": 1, "type": "beat"}))
		}
	}
}
