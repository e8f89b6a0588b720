package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/internal/live"
	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
)

// world is PostgreSQL, the relay and Redis in one: what is true, and the stream that tells of it.
type world struct {
	mu       sync.Mutex
	epoch    string
	position int64
	subjects map[uuid.UUID]*subject
	stream   []wire.Entry // what Redis holds
	lag      []wire.Entry // committed, not yet in Redis
	lagging  bool
	down     bool // Redis is away
	frozen   bool // the relay is away
	beat     int
	changed  chan struct{}
	slow     func() // called between the position and the rows of a snapshot
	taken    int    // snapshots
	filler   string // further data of each change
}

type subject struct {
	row      wire.Row
	audience []string
}

func newWorld() *world {
	return &world{epoch: uuid.NewString(), subjects: map[uuid.UUID]*subject{}, changed: make(chan struct{})}
}

// with changes the world and tells whoever waits.
func (w *world) with(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
	close(w.changed)
	w.changed = make(chan struct{})
}

// change commits the next version of a subject that the audience may see.
func (w *world) change(id uuid.UUID, audience ...string) {
	w.with(func() {
		s, ok := w.subjects[id]
		if !ok {
			s = &subject{row: wire.Row{Subject: "case", ID: id}}
			w.subjects[id] = s
		}
		var lost []string
		for _, t := range s.audience {
			if !slices.Contains(audience, t) {
				lost = append(lost, t)
			}
		}
		s.audience = audience
		s.row.Version++
		s.row.Data = json.RawMessage(fmt.Sprintf(`{"version":%d%s}`, s.row.Version, w.filler))
		w.position++
		w.lag = append(w.lag, wire.Entry{
			Event: wire.Event{
				Pos: w.position, Type: "case.test", Subject: "case", ID: id, Version: s.row.Version,
				At: time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), Data: s.row.Data,
			},
			Epoch: w.epoch, Audience: audience, Lost: lost,
		})
		if !w.lagging {
			w.relay()
		}
	})
}

// relay moves what is committed into the stream.
func (w *world) relay() {
	w.stream = append(w.stream, w.lag...)
	w.lag = nil
}

var errDown = errors.New("redis is away")

// Tail implements live.Source.
func (w *world) Tail(_ context.Context, n int) (live.Tail, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		return live.Tail{}, errDown
	}
	from := max(0, len(w.stream)-n)
	return live.Tail{Epoch: w.epoch, Beat: fmt.Sprint(w.beat), Entries: slices.Clone(w.stream[from:])}, nil
}

// Read implements live.Source.
func (w *world) Read(ctx context.Context, after int64) (live.Batch, error) {
	wait := time.NewTimer(500 * time.Millisecond)
	defer wait.Stop()
	for {
		w.mu.Lock()
		changed, down := w.changed, w.down
		from := slices.IndexFunc(w.stream, func(e wire.Entry) bool { return e.Pos > after })
		if !w.frozen {
			w.beat++
		}
		batch := live.Batch{Epoch: w.epoch, Beat: fmt.Sprint(w.beat)}
		if from >= 0 {
			batch.Entries = slices.Clone(w.stream[from:])
		}
		w.mu.Unlock()
		if down {
			return live.Batch{}, errDown
		}
		if len(batch.Entries) > 0 {
			return batch, nil
		}
		select {
		case <-ctx.Done():
			return live.Batch{}, ctx.Err()
		case <-wait.C:
			return batch, nil
		case <-changed:
		}
	}
}

// Snapshot implements live.Snapshotter.
func (w *world) Snapshot(_ context.Context, v live.Viewer) (live.Snapshot, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := live.Snapshot{Epoch: w.epoch, Offset: w.position}
	w.taken++
	if slow := w.slow; slow != nil {
		w.mu.Unlock()
		slow()
		w.mu.Lock()
	}
	tags, _ := v.Tags()
	s.Rows = w.visible(tags)
	return s, nil
}

func (w *world) visible(tags []string) []wire.Row {
	rows := []wire.Row{}
	for _, s := range w.subjects {
		if slices.ContainsFunc(s.audience, func(t string) bool { return slices.Contains(tags, t) }) {
			rows = append(rows, s.row)
		}
	}
	return rows
}

// truth is what a viewer with tags should see.
func (w *world) truth(tags ...string) map[uuid.UUID]wire.Row {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := map[uuid.UUID]wire.Row{}
	for _, r := range w.visible(tags) {
		m[r.ID] = r
	}
	return m
}

// person is a viewer whose rights may change.
type person struct {
	name string
	mu   sync.Mutex
	tags []string
	out  bool
}

func (p *person) Tags() ([]string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tags, !p.out
}

func (p *person) Name() string { return p.name }

func (p *person) set(out bool, tags ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out, p.tags = out, tags
}

// house is a hub that serves people over connections in memory.
type house struct {
	*world
	t      *testing.T
	hub    *live.Hub
	dialer *websocket.Dialer
	people sync.Map // of live.Viewer, by the header "Who"
	stop   func()
}

// open runs a hub on the world. Inside a synctest bubble, stop has to be called before it ends.
func open(t *testing.T, w *world, recent int) *house {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	h := &house{world: w, t: t}
	h.hub = live.NewHub("cases", w, w, live.Options{Recent: recent, Now: time.Now, Log: log})
	lines := &lines{accepted: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: live.NewHandler(websocket.Upgrader{}, h.admit, h.hub)}
	h.dialer = &websocket.Dialer{NetDialContext: lines.dial}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(lines) }) // until it is closed
	running.Go(func() { _ = h.hub.Run(ctx) })
	h.stop = sync.OnceFunc(func() {
		cancel()
		_ = server.Close()
		running.Wait()
	})
	t.Cleanup(h.stop)
	return h
}

func (h *house) admit(r *http.Request, _ wire.Hello) (live.Viewer, error) {
	p, ok := h.people.Load(r.Header.Get("Who"))
	if !ok {
		return nil, errors.New("nobody")
	}
	return p.(live.Viewer), nil
}

// sit puts a person with tags before a console.
func (h *house) sit(who string, tags ...string) *person {
	p := &person{name: who, tags: tags}
	h.people.Store(who, p)
	return p
}

// connect is that person's console, with what it knows from before.
func (h *house) connect(who string, m *livetest.Model) *livetest.Console {
	h.t.Helper()
	c, err := livetest.Dial(context.Background(), h.dialer, "ws://hotline/api/feed", http.Header{"Who": {who}}, "cases", m)
	require.NoError(h.t, err)
	return c
}

// lines is a network in memory: without buffers, so that who does not read holds up who writes.
type lines struct {
	accepted chan net.Conn
	closed   chan struct{}
	once     sync.Once
}

func (l *lines) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case l.accepted <- there:
		return here, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *lines) Accept() (net.Conn, error) {
	select {
	case c := <-l.accepted:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *lines) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *lines) Addr() net.Addr { return &net.UnixAddr{Name: "memory"} }

func closeCode(err error) int {
	var e *websocket.CloseError
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}
