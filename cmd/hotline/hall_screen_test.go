package main

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"

	"hotline/internal/live/wire"
	"hotline/queuehall"
)

// screen is a display: it folds what the feed tells it, and comes back after a cut with where it was.
type screen struct {
	branch     queuehall.BranchID
	url, token string

	mu     sync.Mutex
	rows   map[uuid.UUID]wire.Row
	epoch  string
	offset int64
}

// calls is what it shows: tickets with their counters, sorted.
func (s *screen) calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for _, r := range s.rows {
		var call struct{ Ticket, Counter string }
		if json.Unmarshal(r.Data, &call) == nil && r.Subject == "call" {
			list = append(list, call.Ticket+" "+call.Counter)
		}
	}
	slices.Sort(list)
	return list
}

func (s *screen) run(ctx context.Context) error {
	for ctx.Err() == nil {
		s.line(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(300 * time.Millisecond):
		}
	}
	return nil
}

// line is one connection.
func (s *screen) line(ctx context.Context) {
	ws, res, err := websocket.DefaultDialer.DialContext(ctx, s.url, nil)
	if err != nil {
		return
	}
	_ = res.Body.Close()
	defer ws.Close()
	defer context.AfterFunc(ctx, func() { _ = ws.Close() })()
	if ws.WriteJSON(s.hello()) != nil {
		return
	}
	for {
		_ = ws.SetReadDeadline(time.Now().Add(15 * time.Second))
		var f struct {
			Type   wire.Type
			Epoch  string
			Offset int64
			After  int64
			Rows   []wire.Row
			Events []wire.Event
		}
		if ws.ReadJSON(&f) != nil {
			return
		}
		if f.Type == wire.TypeBeat && ws.WriteJSON(map[string]any{"v": wire.Version, "type": wire.TypeBeat}) != nil {
			return
		}
		if s.lost(f.Type, f.After) {
			if ws.WriteJSON(s.hello()) != nil {
				return
			}
			continue
		}
		s.fold(f.Type, f.Epoch, f.Offset, f.Rows, f.Events)
	}
}

func (s *screen) hello() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	credential, _ := json.Marshal(map[string]string{"token": s.token}) //nolint:errchkjson // a map of strings
	return wire.Hello{V: wire.Version, Type: wire.TypeHello, Stream: queuehall.Stream, Epoch: s.epoch, Offset: s.offset, Credential: credential}
}

// lost tells whether something was told before that never came.
func (s *screen) lost(t wire.Type, after int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return (t == wire.TypeEvents || t == wire.TypeBeat) && after > s.offset
}

func (s *screen) fold(t wire.Type, epoch string, offset int64, rows []wire.Row, events []wire.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch t {
	case wire.TypeSnapshot:
		s.rows, s.epoch, s.offset = map[uuid.UUID]wire.Row{}, epoch, offset
		for _, r := range rows {
			s.rows[r.ID] = r
		}
	case wire.TypeDelta:
		s.epoch = epoch
		fallthrough
	case wire.TypeEvents:
		for _, e := range events {
			s.event(&e)
		}
		s.offset = max(s.offset, offset)
	case wire.TypeBeat:
		s.offset = max(s.offset, offset)
	case wire.TypeHello, wire.TypeNotice:
	}
}

func (s *screen) event(e *wire.Event) {
	if s.rows[e.ID].Version >= e.Version {
		return
	}
	if e.Removed {
		delete(s.rows, e.ID)
		return
	}
	s.rows[e.ID] = wire.Row{Subject: e.Subject, ID: e.ID, Version: e.Version, Data: e.Data}
}
