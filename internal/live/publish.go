package live

import (
	"strconv"
	"strings"

	"hotline/internal/live/wire"
)

// load takes over what the source holds and brings every live connection up to date with it.
func (h *Hub) load(t Tail) error {
	items := make([]*item, 0, len(t.Entries))
	for _, e := range t.Entries {
		it, err := newItem(e)
		if err != nil {
			return err
		}
		if len(items) > 0 && items[len(items)-1].Pos+1 != it.Pos {
			items = items[:0] // only what is without holes can serve a delta
		}
		items = append(items, it)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.recent.reset()
	h.loaded, h.epoch, h.top = true, t.Epoch, 0
	for _, it := range items {
		h.recent.add(it)
		h.top = it.Pos
	}
	for _, g := range h.groups {
		g.told, g.delta, g.events = 0, same{}, same{}
	}
	h.wakeAll()
	h.each(func(c *conn) {
		if c.live && (c.epoch != h.epoch || !h.advance(c)) {
			h.resnapshot(c)
		}
	})
	return nil
}

// publish tells live connections of entries. It is false when the entries do not continue what is known.
func (h *Hub) publish(entries []wire.Entry) (fits bool, err error) {
	items := make([]*item, 0, len(entries))
	for _, e := range entries {
		it, err := newItem(e)
		if err != nil {
			return false, err
		}
		items = append(items, it)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, it := range items {
		if it.Epoch != h.epoch || it.Pos != h.top+1+int64(i) {
			return false, nil
		}
	}
	before := h.top
	for _, it := range items {
		h.recent.add(it)
		h.wakeOf(it)
	}
	h.top = items[len(items)-1].Pos
	forms := make(map[string]*frame)
	for _, g := range h.groups {
		if err := h.tell(g, items, before, forms); err != nil {
			return false, err
		}
	}
	return true, nil
}

// tell sends a group its part of items, which follow the position before. forms are the frames of this round.
func (h *Hub) tell(g *group, items []*item, before int64, forms map[string]*frame) error {
	f, err := h.shared(g, items, forms)
	if err != nil {
		return err
	}
	for c := range g.conns {
		switch {
		case !c.live || c.epoch != h.epoch || c.sent >= h.top:
			continue
		case !c.permitted():
			c.end(wire.CloseSignIn, "sign in")
			continue
		case c.sent > before: // its snapshot was ahead of the source
			h.advance(c)
		case f != nil:
			c.enqueue(f)
		}
		c.sent = h.top
	}
	if f != nil {
		g.told = h.top
	}
	return nil
}

// shared returns the frame that the group sees of items, nil when none concerns it. Groups that see the same share it.
func (h *Hub) shared(g *group, items []*item, forms map[string]*frame) (*frame, error) {
	var key strings.Builder
	var events [][]byte
	for i, it := range items {
		form := it.form(g.tags)
		if form == nil {
			continue
		}
		events = append(events, form)
		key.WriteString(strconv.Itoa(i))
		if len(it.gone) > 0 && &form[0] == &it.gone[0] {
			key.WriteByte('-')
		} else {
			key.WriteByte('+')
		}
	}
	if len(events) == 0 {
		return nil, nil
	}
	key.WriteString(strconv.FormatInt(g.told, 10))
	if f, ok := forms[key.String()]; ok {
		return f, nil
	}
	f, err := newFrame(encodeEvents(h.top, g.told, events))
	if err != nil {
		return nil, err
	}
	forms[key.String()] = f
	return f, nil
}
