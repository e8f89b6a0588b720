package dashboard

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"hotline/casecore/access"
)

// checkWait bounds each dependency's answer.
const checkWait = 2 * time.Second

func (s *Server) mountHealth() {
	s.router.Handle(access.ReadHealth, "GET /healthz", http.HandlerFunc(s.healthz))
	s.router.Handle(access.ReadHealth, "GET /readyz", http.HandlerFunc(s.readyz))
	if !s.cfg.MetricsElsewhere {
		s.router.Handle(access.ReadHealth, "GET /metrics", s.nearby(s.cfg.Metrics.Handler()))
	}
}

// nearby opens a handler to this machine and its private network. What a proxy hands on comes from anywhere, whoever the
// proxy is: to it and to strangers there is nothing here.
func (s *Server) nearby(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, ok := parseAddr(r.RemoteAddr)
		handedOn := r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
		if !ok || handedOn || !peer.IsLoopback() && !peer.IsPrivate() && !peer.IsLinkLocalUnicast() {
			s.fail(w, r, errNotFound)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// Health is the state of the whole and of each dependency.
type Health struct {
	Status string                 `json:"status"`         // ok or failing
	Held   bool                   `json:"held,omitempty"` // restored: letters or timers wait to be released
	Checks map[string]CheckResult `json:"checks,omitempty"`
}

// CheckResult is the state of a dependency. Why it fails is in the log: anybody may ask here.
type CheckResult struct {
	OK bool  `json:"ok"`
	MS int64 `json:"ms"`
}

func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	writeHealth(w, http.StatusOK, Health{Status: "ok"})
}

func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	health := Health{Status: "ok", Checks: s.check(r.Context())}
	status := http.StatusOK
	for _, c := range health.Checks {
		if !c.OK {
			health.Status, status = "failing", http.StatusServiceUnavailable
		}
	}
	if made, err := s.heldSince(r.Context()); err == nil {
		health.Held = made != nil
	}
	writeHealth(w, status, health)
}

// heldSince is the moment of the backup whose letters or timers are held, nil when nothing is.
func (s *Server) heldSince(ctx context.Context) (*time.Time, error) {
	if s.cfg.Held == nil {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, checkWait)
	defer cancel()
	made, err := s.cfg.Held(ctx)
	if err != nil || made.IsZero() {
		return nil, err
	}
	return &made, nil
}

// check asks all dependencies at once.
func (s *Server) check(ctx context.Context) map[string]CheckResult {
	ctx, cancel := context.WithTimeout(ctx, checkWait)
	defer cancel()
	var (
		mu      sync.Mutex
		wg      sync.WaitGroup
		results = make(map[string]CheckResult, len(s.cfg.Checks))
	)
	for name, check := range s.cfg.Checks {
		wg.Go(func() {
			began := time.Now()
			err := check(ctx)
			if err != nil {
				s.cfg.Log.WarnContext(ctx, "not ready", "dependency", name, "err", err)
			}
			mu.Lock()
			defer mu.Unlock()
			results[name] = CheckResult{OK: err == nil, MS: time.Since(began).Milliseconds()}
		})
	}
	wg.Wait()
	return results
}

func writeHealth(w http.ResponseWriter, status int, h Health) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(h)
}
