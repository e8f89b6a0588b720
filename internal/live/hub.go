package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"hotline/internal/live/wire"
)

const (
	beatEvery = 5 * time.Second
	// beatParts is into how many parts the connections are divided, so that a beat to thousands holds up no event.
	beatParts = 50
	// silentAfter is three beats that the client did not answer.
	silentAfter = 15 * time.Second
	// staleAfter is longer than it takes another relay to take over.
	staleAfter = 6 * time.Second
	// ringBytes bounds the recent events whatever their number.
	ringBytes = 16 << 20
	// snapshotsAtOnce keeps everybody's reconnection from becoming the database's load.
	snapshotsAtOnce = 8
)

// Options adjusts a Hub.
type Options struct {
	Recent int // how many events a delta can reach back, 10,000 when zero
	Now    func() time.Time
	Log    *slog.Logger
}

// Hub tells connections what happens in one stream. It is safe for concurrent use.
type Hub struct {
	stream    string
	source    Source
	snapshots Snapshotter
	now       func() time.Time
	log       *slog.Logger
	reading   chan struct{} // a place for each snapshot that is being read
	stopping  chan struct{}
	wg        sync.WaitGroup // connections and their synchronisation

	mu      sync.Mutex
	closed  bool
	loaded  bool   // the fields below are known
	epoch   string // of the stream
	top     int64  // the newest position known
	recent  ring
	groups  map[string]*group // by the fingerprint of the tags
	singles map[string]place  // by key, the newest of each
	beats   beats
	stale   bool // nothing new is heard

	listeners map[string]map[chan struct{}]struct{} // by tag
}

// group is the connections that see the same.
type group struct {
	mark     string // its key
	tags     tagSet
	audience audience // the same, as snapshots are read for it
	conns    map[*conn]struct{}
	told     int64 // an offset that every live connection of it was told, or more

	waiting []*conn // for the snapshot that is being read, of which there is one at a time
	kept    *kept   // the last one

	delta, events same // what the last of its connections lacked that came back, or began behind
}

// NewHub returns a hub of the stream; [Hub.Run] brings it to life. Connections may come before that.
func NewHub(stream string, source Source, snapshots Snapshotter, o Options) *Hub {
	if o.Recent <= 0 {
		o.Recent = 10_000
	}
	return &Hub{
		stream: stream, source: source, snapshots: snapshots, now: o.Now, log: o.Log.With("stream", stream),
		reading: make(chan struct{}, snapshotsAtOnce), stopping: make(chan struct{}),
		recent: ring{maxItems: o.Recent, maxBytes: ringBytes},
		groups: make(map[string]*group), singles: make(map[string]place), stale: true, listeners: make(map[string]map[chan struct{}]struct{}),
	}
}

// Stats is a hub's state, for health checks and metrics.
type Stats struct {
	Connections int
	Position    int64
	Stale       bool // nothing new is heard: Redis or the relay is away
}

// Stats returns the state.
func (h *Hub) Stats() Stats {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := Stats{Position: h.top, Stale: h.stale}
	for _, g := range h.groups {
		s.Connections += len(g.conns)
	}
	return s
}

// Shutdown refuses new connections, closes all with wire.CloseComeBack and waits for them until ctx ends.
func (h *Hub) Shutdown(ctx context.Context) error {
	h.mu.Lock()
	if !h.closed {
		h.closed = true
		close(h.stopping)
	}
	h.each(func(c *conn) { c.end(wire.CloseComeBack, "shutdown") })
	h.mu.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.wg.Wait()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// serve runs a connection until it ends.
func (h *Hub) serve(c *conn, hello wire.Hello) {
	defer c.close()
	if !h.join(c) {
		c.end(wire.CloseComeBack, "shutdown")
		c.listen(func(wire.Hello) {})
		return
	}
	defer h.leave(c)
	h.mu.Lock()
	h.synchronise(c, hello)
	h.mu.Unlock()
	c.listen(func(again wire.Hello) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.synchronise(c, again)
	})
}

func (h *Hub) join(c *conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	mark := fingerprint(c.tags)
	g, ok := h.groups[mark]
	if !ok {
		g = &group{mark: mark, tags: newTagSet(c.tags), audience: c.tags, conns: make(map[*conn]struct{})}
		h.groups[mark] = g
	}
	g.conns[c] = struct{}{}
	c.group = g
	h.takePlace(c)
	h.beats.join(c)
	h.wg.Add(1)
	return true
}

// takePlace ends the connection that the same device had before, or c when that one is newer.
func (h *Hub) takePlace(c *conn) {
	single, ok := c.viewer.(Single)
	if !ok {
		return
	}
	key, _, turn := single.Key()
	if other, ok := h.singles[key]; ok {
		if other.turn > turn {
			c.end(wire.CloseTaken, "taken over")
			return
		}
		other.conn.end(wire.CloseTaken, "taken over")
	}
	h.singles[key] = place{c, turn}
}

// place is the connection that a device has.
type place struct {
	conn *conn
	turn uint64
}

// TakeOver ends a device's connection if it is that one: the device has a newer one, at another copy.
func (h *Hub) TakeOver(key, conn string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	its, ok := h.singles[key]
	if !ok {
		return
	}
	if single, ok := its.conn.viewer.(Single); ok {
		if _, now, _ := single.Key(); now == conn {
			its.conn.end(wire.CloseTaken, "taken over")
		}
	}
}

func (h *Hub) leave(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if single, ok := c.viewer.(Single); ok {
		if key, _, _ := single.Key(); h.singles[key].conn == c {
			delete(h.singles, key)
		}
	}
	delete(c.group.conns, c)
	h.beats.leave(c)
	if len(c.group.conns) == 0 {
		delete(h.groups, c.group.mark)
	}
	h.wg.Done()
}

func (h *Hub) each(f func(c *conn)) {
	for _, g := range h.groups {
		for c := range g.conns {
			f(c)
		}
	}
}
