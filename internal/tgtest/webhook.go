package tgtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// SecretHeader carries the secret that setWebhook was given.
const SecretHeader = "X-Telegram-Bot-Api-Secret-Token"

// webhook posts the pending updates, newest first and several at once, until each is answered with 2xx.
type webhook struct {
	url, secret string
	at          int
	wake        chan struct{}
	stop        context.CancelFunc
	done        sync.WaitGroup
}

func (h *webhook) kick() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (s *Server) setWebhook(p params) answer {
	if p["url"] == "" {
		s.stopWebhook()
		return ok(true)
	}
	s.stopWebhook()
	connections := int(p.int64("max_connections"))
	if connections < 1 || connections > 100 {
		connections = 40
	}
	ctx, cancel := context.WithCancel(context.Background())
	h := &webhook{url: p["url"], secret: p["secret_token"], at: connections, wake: make(chan struct{}, 1), stop: cancel}
	s.change(func() {
		s.hook = h
		if list := p["allowed_updates"]; list != "" {
			s.allowed = nil
			_ = json.Unmarshal([]byte(list), &s.allowed)
		}
	})
	h.done.Add(1)
	go s.deliver(ctx, h)
	h.kick()
	return ok(true)
}

func (s *Server) stopWebhook() {
	var h *webhook
	s.change(func() { h, s.hook = s.hook, nil })
	if h != nil {
		h.stop()
		h.done.Wait()
	}
}

func (s *Server) deliver(ctx context.Context, h *webhook) {
	defer h.done.Done()
	retry := time.NewTicker(100 * time.Millisecond)
	defer retry.Stop()
	for {
		s.mu.Lock()
		todo := slices.Clone(s.pending)
		s.mu.Unlock()
		slices.Reverse(todo)
		gate := make(chan struct{}, h.at)
		var posts sync.WaitGroup
		for _, u := range todo {
			posts.Go(func() {
				gate <- struct{}{}
				defer func() { <-gate }()
				if h.post(ctx, u) {
					s.change(func() {
						s.pending = slices.DeleteFunc(s.pending, func(p update) bool { return p.id == u.id })
					})
				}
			})
		}
		posts.Wait()
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
		case <-retry.C:
		}
	}
}

func (h *webhook) post(ctx context.Context, u update) bool {
	body, err := json.Marshal(u.body)
	if err != nil {
		return false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(SecretHeader, h.secret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	return resp.StatusCode/100 == 2
}
