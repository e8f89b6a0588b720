package live

import (
	"context"
	"time"

	"hotline/internal/live/wire"
)

const (
	// deltaEvents and deltaBytes are beyond what a snapshot is likely to be.
	deltaEvents = 2000
	deltaBytes  = 512 << 10
	// snapshotWait bounds the reading of one snapshot, snapshotTries how often it is read again because the recent events
	// no longer reach back to it.
	snapshotWait  = 10 * time.Second
	snapshotTries = 3
	// snapshotLife is how long others who see the same may begin with a snapshot: when all come back at once, it is read a few times.
	snapshotLife = 2 * time.Second
)

// synchronise brings c up to date: by a delta at once when the recent events reach back to hello, by a snapshot, read on
// another goroutine, when they do not. Called with the mutex held.
func (h *Hub) synchronise(c *conn, hello wire.Hello) {
	if c.syncing || h.closed {
		return // it will be up to date anyhow
	}
	if !h.resume(c, hello) {
		h.resnapshot(c)
	}
}

// resnapshot starts c anew: with the last snapshot of those who see the same, when the recent events reach back to it, with the next
// one otherwise. Called with the mutex held.
func (h *Hub) resnapshot(c *conn) {
	if c.syncing || h.closed {
		return
	}
	c.live = false
	c.discard()
	g := c.group
	if g.kept != nil && h.fresh(g.kept) {
		h.start(c, g.kept)
		return
	}
	c.syncing = true
	g.waiting = append(g.waiting, c)
	if len(g.waiting) == 1 {
		h.wg.Go(func() { h.snapshot(g) })
	}
}

// resume sends a delta, if there is one.
func (h *Hub) resume(c *conn, hello wire.Hello) bool {
	if !h.loaded || hello.Epoch != h.epochFor(c.group, h.epoch) || hello.Offset > h.top {
		return false
	}
	items, ok := h.recent.after(hello.Offset, h.top)
	if !ok || len(items) > deltaEvents {
		return false
	}
	f := c.group.delta.frameOf(hello.Offset, h.top, func() []byte {
		return encodeDelta(hello.Epoch, h.top, formsOf(items, c.group.tags))
	})
	if f == nil || f.size > deltaBytes {
		return false
	}
	h.send(c, f)
	c.live, c.epoch, c.sent = true, h.epoch, h.top
	return true
}

// epochFor is the epoch as a group knows it: it moves with the rights, so that no delta ever spans two sets of them.
func (h *Hub) epochFor(g *group, epoch string) string { return epoch + "." + g.mark }

// kept is a snapshot as all of a group get it.
type kept struct {
	epoch  string
	offset int64
	frame  *frame
	read   time.Time
}

// fresh tells whether a snapshot that was read before may begin another connection.
func (h *Hub) fresh(k *kept) bool {
	return h.loaded && !h.stale && time.Since(k.read) < snapshotLife && h.reaches(k)
}

// reaches tells whether the recent events continue a snapshot.
func (h *Hub) reaches(k *kept) bool {
	if h.epoch != k.epoch {
		return false
	}
	_, ok := h.recent.after(k.offset, h.top)
	return ok
}

// snapshot reads a snapshot and makes those who wait for it live.
func (h *Hub) snapshot(g *group) {
	for range snapshotTries {
		k, err := h.readSnapshot(g)
		if err != nil {
			h.log.Warn("snapshot", "err", err)
			break
		}
		if h.begin(g, k) {
			return
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range g.waiting {
		c.syncing = false
		c.end(wire.CloseComeBack, "no snapshot")
	}
	g.waiting = nil
}

// audience is a viewer who is everybody of a group: a connection's own viewer may have other rights by the time they are asked.
type audience []string

func (a audience) Tags() ([]string, bool) { return a, true }

func (h *Hub) readSnapshot(g *group) (*kept, error) {
	ctx, cancel := context.WithTimeout(context.Background(), snapshotWait)
	defer cancel()
	go func() {
		select {
		case <-h.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	select {
	case h.reading <- struct{}{}:
		defer func() { <-h.reading }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	read := time.Now()
	s, err := h.snapshots.Snapshot(ctx, g.audience)
	if err != nil {
		return nil, err
	}
	b, err := encodeSnapshot(h.epochFor(g, s.Epoch), s)
	if err != nil {
		return nil, err
	}
	f, err := newFrame(b)
	if err != nil {
		return nil, err
	}
	f.exempt = true
	return &kept{epoch: s.Epoch, offset: s.Offset, frame: f, read: read}, nil
}

// begin starts everybody who waits. It is false when what has happened since the snapshot is partly gone. A hub that is behind the
// snapshot, or without a source, catches up later (see load).
func (h *Hub) begin(g *group, k *kept) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.loaded && h.epoch == k.epoch && !h.reaches(k) {
		return false
	}
	waiting := g.waiting
	g.waiting, g.kept = nil, k
	for _, c := range waiting {
		c.syncing = false
		h.start(c, k)
	}
	return true
}

// start sends a snapshot and what has happened since, and makes c live.
func (h *Hub) start(c *conn, k *kept) {
	h.send(c, k.frame)
	c.live, c.epoch, c.sent = true, k.epoch, k.offset
	if h.loaded && h.epoch == k.epoch {
		h.advance(c)
	}
}

// forget lets go of what nobody will begin with any more.
func (h *Hub) forget() {
	for _, g := range h.groups {
		if g.kept != nil && !h.fresh(g.kept) {
			g.kept = nil
		}
		g.delta, g.events = same{}, same{}
	}
}

// same is a frame that brings up to date whoever of a group was told everything up to a position. Many come back from the same place.
type same struct {
	after, top int64
	frame      *frame
}

// frameOf is the frame between two positions, encoded unless it is the last one; nil when it cannot be.
func (s *same) frameOf(after, top int64, encode func() []byte) *frame {
	if s.frame != nil && s.after == after && s.top == top {
		return s.frame
	}
	f, err := newFrame(encode())
	if err != nil {
		return nil
	}
	f.exempt = true
	*s = same{after, top, f}
	return f
}

// advance tells a live connection what it has not been told of the recent events; false when they do not reach back.
func (h *Hub) advance(c *conn) bool {
	if c.sent >= h.top {
		return true
	}
	items, ok := h.recent.after(c.sent, h.top)
	if !ok {
		return false
	}
	f := c.group.events.frameOf(c.sent, h.top, func() []byte {
		return encodeEvents(h.top, c.sent, formsOf(items, c.group.tags))
	})
	if f == nil {
		c.end(wire.CloseComeBack, "internal")
		return true
	}
	h.send(c, f)
	c.sent = h.top
	return true
}

// send queues a frame, if c still may see it.
func (h *Hub) send(c *conn, f *frame) {
	if !c.permitted() {
		c.end(wire.CloseSignIn, "sign in")
		return
	}
	c.enqueue(f)
}

func formsOf(items []*item, tags tagSet) [][]byte {
	var forms [][]byte
	for _, it := range items {
		if f := it.form(tags); f != nil {
			forms = append(forms, f)
		}
	}
	return forms
}
