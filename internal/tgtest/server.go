package tgtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Patience is how long a helper waits for the bot before it fails the test.
const Patience = 20 * time.Second

// BotID is the id of the bot whose token the server knows.
const BotID = 7001

// Token is the only token that the server accepts.
const Token = "7001:AAtest-token-that-must-never-be-logged"

// Server is a Bot API server for one bot.
type Server struct {
	// URL is what a bot takes for https://api.telegram.org.
	URL string

	http *httptest.Server

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced at every change
	chats    map[int64]*Chat
	lastMsg  int
	lastSeen int // callback queries and files share a counter
	answers  map[string]string
	files    map[string]stored
	sends    []Send
	polls    int
	poller   chan struct{} // closed when another getUpdates comes

	nextUpdate int64
	pending    []update
	allowed    []string
	hook       *webhook

	faults  []*fault
	slow    map[string]time.Duration
	enforce bool
}

// Send is one message that the bot sent, for checking its pace.
type Send struct {
	Chat int64
	At   time.Time
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := Start()
	t.Cleanup(s.Close)
	return s
}

// Start starts a server that ends with [Server.Close]: for a measurement or a demonstration.
func Start() *Server {
	s := &Server{
		changed: make(chan struct{}), chats: make(map[int64]*Chat), answers: make(map[string]string),
		files: make(map[string]stored), slow: make(map[string]time.Duration), nextUpdate: 500_000,
	}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	return s
}

// Close ends the server and what is connected to it.
func (s *Server) Close() {
	s.stopWebhook()
	s.http.CloseClientConnections()
	s.http.Close()
}

// Sends returns every message that was sent so far, in order.
func (s *Server) Sends() []Send {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Send(nil), s.sends...)
}

// Polls returns how many getUpdates calls there were.
func (s *Server) Polls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.polls
}

// answer is what a method gives back.
type answer struct {
	result any
	err    *apiError
}

type apiError struct {
	Code        int
	Description string
	RetryAfter  int
}

func ok(result any) answer { return answer{result: result} }

func refuse(code int, description string) answer {
	return answer{err: &apiError{Code: code, Description: description}}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	if rest, isFile := strings.CutPrefix(path, "file/bot"+Token+"/"); isFile {
		s.download(w, r, rest)
		return
	}
	method, known := strings.CutPrefix(path, "bot"+Token+"/")
	if !known {
		write(w, refuse(http.StatusUnauthorized, "Unauthorized"))
		return
	}
	p, err := readParams(r)
	if err != nil {
		write(w, refuse(http.StatusBadRequest, "Bad Request: "+err.Error()))
		return
	}
	if !s.delay(r, method) {
		return
	}
	cut, failure := s.fault(method, p.int64("chat_id"))
	if failure != nil {
		write(w, answer{err: failure})
		return
	}
	a := s.call(r, method, p)
	if cut {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = conn.Close()
		}
		return
	}
	write(w, a)
}

func (s *Server) call(r *http.Request, method string, p params) answer {
	switch method {
	case "getMe":
		return ok(map[string]any{"id": BotID, "is_bot": true, "first_name": "Hotline", "username": "hotline_test_bot"})
	case "getUpdates":
		return s.getUpdates(r, p)
	case "setWebhook":
		return s.setWebhook(p)
	case "deleteWebhook":
		s.stopWebhook()
		return ok(true)
	case "sendMessage":
		return s.sendMessage(p)
	case "sendPhoto":
		return s.sendPhoto(p)
	case "editMessageText", "editMessageReplyMarkup":
		return s.edit(method, p)
	case "answerCallbackQuery":
		return s.answerCallback(p)
	case "getFile":
		return s.getFile(p)
	}
	return refuse(http.StatusNotFound, "Not Found: method not found")
}

// change runs f under the lock and wakes whoever waits.
func (s *Server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	close(s.changed)
	s.changed = make(chan struct{})
}

// await waits until ready, called under the lock, returns true; it fails the test after Patience.
func (s *Server) await(t testing.TB, what string, ready func() bool) {
	t.Helper()
	deadline := time.NewTimer(Patience)
	defer deadline.Stop()
	for {
		s.mu.Lock()
		done, changed := ready(), s.changed
		s.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-deadline.C:
			t.Fatalf("tgtest: waited in vain for %s", what)
		}
	}
}

func write(w http.ResponseWriter, a answer) {
	w.Header().Set("Content-Type", "application/json")
	if a.err == nil {
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": a.result})
		return
	}
	body := map[string]any{"ok": false, "error_code": a.err.Code, "description": a.err.Description}
	if a.err.RetryAfter > 0 {
		body["parameters"] = map[string]any{"retry_after": a.err.RetryAfter}
	}
	w.WriteHeader(a.err.Code)
	_ = json.NewEncoder(w).Encode(body)
}

// params are a call's parameters, whether they came as a form or as JSON; values that are not strings stay JSON.
type params map[string]string

func readParams(r *http.Request) (params, error) {
	p := make(params)
	for k, v := range r.URL.Query() {
		p[k] = v[0]
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var body map[string]json.RawMessage
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil && err != io.EOF {
			return nil, fmt.Errorf("can't parse the request body: %w", err)
		}
		for k, v := range body {
			var text string
			if json.Unmarshal(v, &text) == nil {
				p[k] = text
			} else {
				p[k] = string(v)
			}
		}
		return p, nil
	}
	// A multipart form without a part is what a call without parameters looks like.
	if err := r.ParseMultipartForm(1 << 20); err != nil && r.MultipartForm == nil && r.Form == nil {
		return nil, err
	}
	for k, v := range r.Form {
		p[k] = v[0]
	}
	return p, nil
}

func (p params) int64(key string) int64 {
	n, _ := strconv.ParseInt(p[key], 10, 64)
	return n
}
