package livetest

import (
	"encoding/json"
	"fmt"
	"maps"
	"sync"

	"github.com/google/uuid"

	"hotline/internal/live/wire"
)

// Model is what a client knows.
type Model struct {
	mu       sync.Mutex
	known    bool // it has had a snapshot or a delta
	epoch    string
	offset   int64
	stale    bool
	rows     map[uuid.UUID]wire.Row
	versions map[uuid.UUID]int64 // of removed subjects too
}

// frame is any frame of the server.
type frame struct {
	V      int
	Type   wire.Type
	Epoch  string
	Offset int64
	After  int64
	Stale  bool
	Rows   []wire.Row
	Events []wire.Event
}

// Take applies a frame. gap tells that something before it was lost: the client has to say hello again.
func (m *Model) Take(b []byte) (t wire.Type, gap bool, err error) {
	var f frame
	if err := json.Unmarshal(b, &f); err != nil {
		return "", false, fmt.Errorf("livetest: frame: %w", err)
	}
	if f.V != wire.Version {
		return f.Type, false, fmt.Errorf("livetest: frame of version %d", f.V)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch f.Type {
	case wire.TypeSnapshot:
		m.known, m.epoch, m.offset = true, f.Epoch, f.Offset
		m.rows, m.versions = map[uuid.UUID]wire.Row{}, map[uuid.UUID]int64{}
		for _, r := range f.Rows {
			m.rows[r.ID], m.versions[r.ID] = r, r.Version
		}
	case wire.TypeDelta:
		m.known, m.epoch, m.offset = true, f.Epoch, f.Offset
		m.apply(f.Events)
	case wire.TypeEvents, wire.TypeBeat:
		m.stale = f.Type == wire.TypeBeat && f.Stale
		if !m.known {
			break
		}
		if m.offset < f.After {
			return f.Type, true, nil
		}
		m.offset = max(m.offset, f.Offset)
		m.apply(f.Events)
	default:
		return f.Type, false, fmt.Errorf("livetest: frame of type %q", f.Type)
	}
	return f.Type, false, nil
}

func (m *Model) apply(events []wire.Event) {
	if m.rows == nil {
		m.rows, m.versions = map[uuid.UUID]wire.Row{}, map[uuid.UUID]int64{}
	}
	for _, e := range events {
		if e.Version <= m.versions[e.ID] {
			continue
		}
		m.versions[e.ID] = e.Version
		if e.Removed {
			delete(m.rows, e.ID)
			continue
		}
		m.rows[e.ID] = wire.Row{Subject: e.Subject, ID: e.ID, Version: e.Version, Data: e.Data}
	}
}

// Hello is what the client would say now.
func (m *Model) Hello(stream string) wire.Hello {
	m.mu.Lock()
	defer m.mu.Unlock()
	return wire.Hello{V: wire.Version, Type: wire.TypeHello, Stream: stream, Epoch: m.epoch, Offset: m.offset}
}

// Rows returns what the client shows.
func (m *Model) Rows() map[uuid.UUID]wire.Row {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.rows)
}

// Offset returns how far the client was told.
func (m *Model) Offset() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.offset
}

// Stale tells whether the server said that it hears nothing new.
func (m *Model) Stale() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stale
}
