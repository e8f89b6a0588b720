package live

import (
	"context"
	"time"

	"hotline/internal/live/wire"
)

// beats divides the connections of a hub into parts, of which one is beaten to at a time.
type beats struct {
	parts [beatParts]map[*conn]struct{}
	last  int // the part that was beaten to last
}

// join puts a connection where there are the fewest, and of those where its first beat is farthest away.
func (b *beats) join(c *conn) {
	c.slot = b.last
	for i := 1; i < beatParts; i++ {
		if part := (b.last + beatParts - i) % beatParts; len(b.parts[part]) < len(b.parts[c.slot]) {
			c.slot = part
		}
	}
	if b.parts[c.slot] == nil {
		b.parts[c.slot] = make(map[*conn]struct{})
	}
	b.parts[c.slot][c] = struct{}{}
}

func (b *beats) leave(c *conn) { delete(b.parts[c.slot], c) }

func (h *Hub) tick(ctx context.Context) {
	t := time.NewTicker(beatEvery / beatParts)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			h.mu.Lock()
			h.beats.last = (h.beats.last + 1) % beatParts
			h.beat(h.beats.parts[h.beats.last])
			if h.beats.last == 0 {
				h.forget()
			}
			h.mu.Unlock()
		}
	}
}

// beatAll beats to everybody at once. Called with the mutex held.
func (h *Hub) beatAll() {
	for _, part := range h.beats.parts {
		h.beat(part)
	}
}

// beat tells connections how far they have been told, and lets go of those who are silent or no longer permitted. Called
// with the mutex held.
func (h *Hub) beat(part map[*conn]struct{}) {
	if len(part) == 0 {
		return
	}
	// One who is being synchronised, or waits for the source to catch up, must not take a beat for progress.
	idle, err := h.beatFrame(0, 0)
	if err != nil {
		return
	}
	full := make(map[int64]*frame) // by what the group was told
	for c := range part {
		switch {
		case c.silence() > silentAfter:
			c.end(wire.CloseComeBack, "silent")
		case !c.permitted():
			c.end(wire.CloseSignIn, "sign in")
		case c.live && h.loaded && c.epoch != h.epoch:
			h.resnapshot(c) // its snapshot crossed a change of epoch
		case !c.live || !h.loaded:
			c.enqueue(idle)
		default:
			f, ok := full[c.group.told]
			if !ok {
				if f, err = h.beatFrame(h.top, c.group.told); err != nil {
					return
				}
				full[c.group.told] = f
			}
			c.enqueue(f)
		}
	}
}

func (h *Hub) beatFrame(offset, after int64) (*frame, error) {
	b, err := encodeBeat(offset, after, h.now(), h.stale)
	if err != nil {
		h.log.Error("beat", "err", err)
		return nil, err
	}
	return newFrame(b)
}
