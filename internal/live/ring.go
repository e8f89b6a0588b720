package live

import (
	"encoding/json"
	"fmt"

	"hotline/internal/live/wire"
)

// item is an entry with its encoded forms.
type item struct {
	wire.Entry
	shown []byte // for those who may see it
	gone  []byte // for those who no longer may, nil when nobody lost it
}

func newItem(e wire.Entry) (*item, error) {
	it := &item{Entry: e}
	var err error
	if it.shown, err = json.Marshal(e.Event); err != nil {
		return nil, fmt.Errorf("live: encode event: %w", err)
	}
	if len(e.Lost) > 0 {
		gone := e.Event
		gone.Removed, gone.Data = true, nil
		if it.gone, err = json.Marshal(gone); err != nil {
			return nil, fmt.Errorf("live: encode event: %w", err)
		}
	}
	return it, nil
}

// form returns the item as tags see it, nil when it does not concern them.
func (it *item) form(tags tagSet) []byte {
	if tags.any(it.Audience) {
		return it.shown
	}
	if tags.any(it.Lost) {
		return it.gone
	}
	return nil
}

func (it *item) size() int { return len(it.shown) + len(it.gone) }

// tagSet is a viewer's tags.
type tagSet map[string]struct{}

func newTagSet(tags []string) tagSet {
	s := make(tagSet, len(tags))
	for _, t := range tags {
		s[t] = struct{}{}
	}
	return s
}

func (s tagSet) any(tags []string) bool {
	for _, t := range tags {
		if _, ok := s[t]; ok {
			return true
		}
	}
	return false
}

// ring holds the recent items, with consecutive positions.
type ring struct {
	items    []*item
	bytes    int
	maxItems int
	maxBytes int
}

func (r *ring) add(it *item) {
	r.items = append(r.items, it)
	r.bytes += it.size()
	for len(r.items) > r.maxItems || r.bytes > r.maxBytes && len(r.items) > 1 {
		r.bytes -= r.items[0].size()
		r.items[0] = nil // the array behind lives on until append moves it
		r.items = r.items[1:]
	}
}

func (r *ring) reset() { r.items, r.bytes = nil, 0 }

// after returns what comes after position; ok is false when some of it is gone.
func (r *ring) after(position, top int64) (items []*item, ok bool) {
	if position >= top {
		return nil, true
	}
	if len(r.items) == 0 || r.items[0].Pos > position+1 {
		return nil, false
	}
	return r.items[position+1-r.items[0].Pos:], true
}
