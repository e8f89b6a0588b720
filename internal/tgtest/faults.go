package tgtest

import (
	"net/http"
	"time"
)

// Telegram's limits on sending, and the pause it asks for past them.
const (
	perSecond        = 30
	perChatPerSecond = 1
	chatBurst        = 3 // short bursts in one chat are let through
)

type fault struct {
	method string
	chat   int64 // 0 for any
	times  int
	cut    bool
	err    *apiError
}

// Fail makes the next times calls of method in chat (0 for any) answer with an error: 429 carries retryAfter in seconds.
func (s *Server) Fail(method string, chat int64, times, code, retryAfter int) {
	description := http.StatusText(code)
	if code == http.StatusTooManyRequests {
		description = "Too Many Requests: retry later"
	}
	s.change(func() {
		s.faults = append(s.faults, &fault{
			method: method, chat: chat, times: times,
			err: &apiError{Code: code, Description: description, RetryAfter: retryAfter},
		})
	})
}

// CutAfter makes the next times calls of method do their work and then lose the connection, so that the bot cannot know.
func (s *Server) CutAfter(method string, times int) {
	s.change(func() { s.faults = append(s.faults, &fault{method: method, times: times, cut: true}) })
}

// Slow makes every call of method take at least d; zero ends it.
func (s *Server) Slow(method string, d time.Duration) {
	s.change(func() { s.slow[method] = d })
}

// Enforce answers 429 to whoever sends faster than Telegram allows.
func (s *Server) Enforce() { s.change(func() { s.enforce = true }) }

// delay waits as Slow has asked, and tells whether the caller is still there.
func (s *Server) delay(r *http.Request, method string) bool {
	s.mu.Lock()
	d := s.slow[method]
	s.mu.Unlock()
	if d <= 0 {
		return true
	}
	select {
	case <-time.After(d):
		return true
	case <-r.Context().Done():
		return false
	}
}

func (s *Server) fault(method string, chat int64) (cut bool, err *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.times > 0 && f.method == method && (f.chat == 0 || f.chat == chat) {
			f.times--
			return f.cut, f.err
		}
	}
	return false, nil
}

// tooFast tells whether one more message to chat breaks the limits. It must be called under the lock.
func (s *Server) tooFast(chat int64, now time.Time) bool {
	if !s.enforce {
		return false
	}
	all, here := 0, 0
	for i := len(s.sends) - 1; i >= 0; i-- {
		age := now.Sub(s.sends[i].At)
		if age > chatBurst*time.Second/perChatPerSecond {
			break
		}
		if age < time.Second {
			all++
		}
		if s.sends[i].Chat == chat {
			here++
		}
	}
	return all >= perSecond+1 || here > chatBurst
}
