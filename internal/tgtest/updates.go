package tgtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"
)

// update is what waits to be fetched or posted.
type update struct {
	id   int64
	kind string
	body map[string]any
}

// push queues an update and returns its id. It must be called under the lock.
func (s *Server) push(kind string, content any) int64 {
	id := s.nextUpdate
	s.nextUpdate++
	if len(s.allowed) > 0 && !slices.Contains(s.allowed, kind) {
		return id
	}
	s.pending = append(s.pending, update{id: id, kind: kind, body: map[string]any{"update_id": id, kind: content}})
	if s.hook != nil {
		s.hook.kick()
	}
	return id
}

// Push queues a made-up update: content is what stands under kind, "message" for instance.
func (s *Server) Push(kind string, content any) (id int64) {
	s.change(func() { id = s.push(kind, content) })
	return id
}

// RestartIDs makes the next update's id n, as Telegram does at random after a quiet week.
func (s *Server) RestartIDs(n int64) { s.change(func() { s.nextUpdate = n }) }

// Unconfirmed returns how many updates the bot has not confirmed yet.
func (s *Server) Unconfirmed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending)
}

// AwaitConfirmed waits until every update was confirmed: by an offset, or by the webhook's 200.
func (s *Server) AwaitConfirmed(t testing.TB) {
	t.Helper()
	s.await(t, "all updates to be confirmed", func() bool { return len(s.pending) == 0 })
}

func (s *Server) getUpdates(r *http.Request, p params) answer {
	var mine chan struct{}
	conflict := false
	s.change(func() {
		s.polls++
		if conflict = s.hook != nil; conflict {
			return
		}
		if s.poller != nil {
			close(s.poller)
		}
		mine = make(chan struct{})
		s.poller = mine
		if list := p["allowed_updates"]; list != "" {
			s.allowed = nil
			_ = json.Unmarshal([]byte(list), &s.allowed)
		}
		s.confirm(p.int64("offset"))
	})
	if conflict {
		return refuse(http.StatusConflict, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	defer s.change(func() {
		if s.poller == mine {
			s.poller = nil
		}
	})
	limit := 100
	if n, err := strconv.Atoi(p["limit"]); err == nil && n > 0 && n < limit {
		limit = n
	}
	timeout := time.NewTimer(time.Duration(p.int64("timeout")) * time.Second)
	defer timeout.Stop()
	for {
		s.mu.Lock()
		batch, changed := s.batch(p.int64("offset"), limit), s.changed
		s.mu.Unlock()
		if len(batch) > 0 {
			return ok(batch)
		}
		select {
		case <-mine:
			return refuse(http.StatusConflict, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
		case <-timeout.C:
			return ok([]any{})
		case <-r.Context().Done():
			return ok([]any{})
		case <-changed:
		}
	}
}

// confirm forgets the updates below offset. As in Telegram, a negative offset is not a confirmation.
func (s *Server) confirm(offset int64) {
	if offset > 0 {
		s.pending = slices.DeleteFunc(s.pending, func(u update) bool { return u.id < offset })
	}
}

func (s *Server) batch(offset int64, limit int) []map[string]any {
	var list []map[string]any
	for _, u := range s.pending {
		if u.id >= offset && len(list) < limit {
			list = append(list, u.body)
		}
	}
	return list
}
