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

// resnapshot starts c anew. Called with the mutex held.
func (h *Hub) resnapshot(c *conn) {
	if c.syncing || h.closed {
		return
	}
	c.live, c.syncing = false, true
	c.discard()
	h.wg.Go(func() { h.snapshot(c) })
}

// resume sends a delta, if there is one.
func (h *Hub) resume(c *conn, hello wire.Hello) bool {
	if !h.loaded || hello.Epoch != h.epochFor(c, h.epoch) || hello.Offset > h.top {
		return false
	}
	items, ok := h.recent.after(hello.Offset, h.top)
	if !ok || len(items) > deltaEvents {
		return false
	}
	events := formsOf(items, c.group.tags)
	b := encodeDelta(hello.Epoch, h.top, events)
	if len(b) > deltaBytes {
		return false
	}
	h.catchUp(c, b)
	c.live, c.epoch, c.sent = true, h.epoch, h.top
	return true
}

// epochFor is the epoch as c knows it: it moves with c's rights, so that no delta ever spans two sets of them.
func (h *Hub) epochFor(c *conn, epoch string) string { return epoch + "." + c.group.mark }

// snapshot reads a snapshot and makes c live.
func (h *Hub) snapshot(c *conn) {
	done := false
	for try := 0; try < snapshotTries && !done && !c.ended(); try++ {
		s, err := h.readSnapshot(c)
		if err != nil {
			h.log.Warn("snapshot", "err", err)
			break
		}
		b, err := encodeSnapshot(h.epochFor(c, s.Epoch), s)
		if err != nil {
			h.log.Error("snapshot", "err", err)
			break
		}
		done = h.begin(c, s, b)
	}
	h.mu.Lock()
	c.syncing = false
	h.mu.Unlock()
	if !done {
		c.end(wire.CloseComeBack, "no snapshot")
	}
}

func (h *Hub) readSnapshot(c *conn) (Snapshot, error) {
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
		return Snapshot{}, ctx.Err()
	}
	return h.snapshots.Snapshot(ctx, c.viewer)
}

// begin sends a snapshot and what has happened since, and makes c live. It is false when what has happened since is
// partly gone. A hub that is behind the snapshot, or without a source, catches up later (see load).
func (h *Hub) begin(c *conn, s Snapshot, encoded []byte) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	current := h.loaded && h.epoch == s.Epoch
	if current {
		if _, ok := h.recent.after(s.Offset, h.top); !ok {
			return false
		}
	}
	h.catchUp(c, encoded)
	c.live, c.epoch, c.sent = true, s.Epoch, s.Offset
	if current {
		h.advance(c)
	}
	return true
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
	h.catchUp(c, encodeEvents(h.top, c.sent, formsOf(items, c.group.tags)))
	c.sent = h.top
	return true
}

// catchUp queues a frame that brings c up to date, if c still may see it.
func (h *Hub) catchUp(c *conn, b []byte) {
	if !c.permitted() {
		c.end(wire.CloseSignIn, "sign in")
		return
	}
	f, err := newFrame(b)
	if err != nil {
		h.log.Error("frame", "err", err)
		c.end(wire.CloseComeBack, "internal")
		return
	}
	f.exempt = true
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
