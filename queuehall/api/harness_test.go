package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/outbox"
	"hotline/internal/live"
	"hotline/internal/live/wire"
	"hotline/internal/redistest"
	"hotline/queuehall"
)

const (
	soon  = 15 * time.Second // far above what anything here takes
	often = 5 * time.Millisecond
)

// house is halls that are served, with all that brings changes to their screens.
type house struct {
	*results

	url string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	client, log := redistest.New(t), slog.New(slog.DiscardHandler)
	run := func(life func(context.Context) error) {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- life(ctx) }()
		t.Cleanup(func() {
			cancel()
			require.NoError(t, <-done)
		})
	}
	h := &house{results: newResults(t, func(h *results, cfg *Config) {
		cfg.Hub = live.NewHub(queuehall.Stream, live.NewRedisSource(client, queuehall.Stream), queuehall.NewSnapshots(h.DB),
			live.Options{Now: h.Clock.Now, Log: log})
		run(cfg.Hub.Run)
		run(outbox.NewRelay(h.DB, client, outbox.Config{
			Stream: queuehall.Stream, Unsealed: true, Holder: uuid.NewString(), Now: time.Now, Log: log,
		}).Run)
	})}
	server := httptest.NewServer(h.mux)
	t.Cleanup(server.Close)
	h.url = "ws" + strings.TrimPrefix(server.URL, "http")
	return h
}

// paired is a device of the centre and its token.
func (h *house) paired(role queuehall.DeviceRole, counter queuehall.CounterID) (queuehall.DeviceID, string) {
	h.T.Helper()
	ctx := context.Background()
	var branch uuid.UUID
	require.NoError(h.T, h.DB.QueryRow(ctx, `SELECT id FROM hall_branches WHERE code = 'centre'`).Scan(&branch))
	id, err := h.halls.AddDevice(ctx, queuehall.AddDevice{
		Command: h.Command(casecore.System), Branch: queuehall.BranchID(branch), Counter: counter, Role: role, Name: string(role),
	})
	require.NoError(h.T, err)
	code, _, err := h.halls.NewCode(ctx, id)
	require.NoError(h.T, err)
	token, err := h.halls.Pair(ctx, code)
	require.NoError(h.T, err)
	return id, token
}

// line is somebody's connection to the feed.
type line struct {
	t  testing.TB
	ws *websocket.Conn

	mu     sync.Mutex
	frames []string
	err    error
}

// dial connects a device, or with a role a member of the staff, and listens.
func (h *house) dial(path string, header http.Header) *line {
	h.T.Helper()
	ws, res, err := websocket.DefaultDialer.Dial(h.url+path, header)
	require.NoError(h.T, err)
	_ = res.Body.Close()
	l := &line{t: h.T, ws: ws}
	h.T.Cleanup(func() { _ = ws.Close() })
	return l
}

func (l *line) listens() *line {
	go func() {
		for {
			_, b, err := l.ws.ReadMessage()
			l.mu.Lock()
			l.frames, l.err = append(l.frames, string(b)), err
			l.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return l
}

// device connects with a token.
func (h *house) device(token string) *line {
	h.T.Helper()
	l := h.dial("/api/hall/devices/feed", nil).listens()
	l.hello(token)
	return l
}

// staff connects as somebody of the role.
func (h *house) staff(role string) *line {
	h.T.Helper()
	l := h.dial("/api/hall/feed", http.Header{"X-Who": {role}}).listens()
	l.says(wire.Hello{V: wire.Version, Type: wire.TypeHello, Stream: queuehall.Stream})
	return l
}

func (l *line) hello(token string) {
	credential, err := json.Marshal(map[string]string{"token": token})
	require.NoError(l.t, err)
	l.says(wire.Hello{V: wire.Version, Type: wire.TypeHello, Stream: queuehall.Stream, Credential: credential})
}

// says sends a frame; a line that was closed takes none.
func (l *line) says(v any) {
	b, err := json.Marshal(v)
	require.NoError(l.t, err)
	_ = l.ws.WriteMessage(websocket.TextMessage, b)
}

func (l *line) heard() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.frames, "\n")
}

// hears waits for a frame with the text.
func (l *line) hears(text string) {
	l.t.Helper()
	require.Eventually(l.t, func() bool { return strings.Contains(l.heard(), text) }, soon, often, text)
}

// closed waits until the server has closed the line, and says with which code.
func (l *line) closed() int {
	l.t.Helper()
	var e *websocket.CloseError
	require.Eventually(l.t, func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return errors.As(l.err, &e)
	}, soon, often)
	return e.Code
}

func (l *line) open() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err == nil
}

// bearer makes a request with a device's token.
func (h *house) bearer(token, method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), method, path, http.NoBody)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Idempotency-Key", uuid.NewString())
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	return w
}

func press(nonce uuid.UUID, mark int) map[string]any {
	return map[string]any{"v": 1, "type": "press", "id": uuid.NewString(), "nonce": nonce, "mark": mark, "age_ms": 0}
}
