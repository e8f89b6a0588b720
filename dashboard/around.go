package dashboard

import (
	"bufio"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
)

// consoleCSP lets the consoles load what this server serves and nothing else; nothing inline.
const consoleCSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
	"media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// around puts what every request passes before the mux: the outermost first.
func (s *Server) around(mux http.Handler) http.Handler {
	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.writeProblem(w, s.problem(s.language(r, ""), errCrossOrigin))
	}))
	if err := crossOrigin.AddTrustedOrigin(s.cfg.PublicURL); err != nil && s.cfg.PublicURL != "" {
		s.cfg.Log.Warn("the public address is no origin", "err", err)
	}
	for pattern := range s.cfg.Webhooks {
		_, path, _ := strings.Cut(pattern, " ")
		crossOrigin.AddInsecureBypassPattern(path) // they prove who calls in their own way
	}
	return s.observe(s.secure(s.squeeze(crossOrigin.Handler(mux))))
}

// secure sets the headers that keep browsers from being helpful.
func (s *Server) secure(next http.Handler) http.Handler {
	https := strings.HasPrefix(s.cfg.PublicURL, "https://")
	csp := consoleCSP
	if host := tileHost(s.cfg.MapTilesURL); host != "" {
		csp = strings.Replace(csp, "img-src 'self'", "img-src 'self' "+host, 1)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(self)") // agents talk in the browser
		h.Set("Cache-Control", "no-store")
		if https {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// tileHost is whom the map's pictures come from, "" when from nobody. A subdomain that varies is any.
func tileHost(tiles string) string {
	u, err := url.Parse(strings.NewReplacer("{s}", "*", "{z}", "0", "{x}", "0", "{y}", "0", "{r}", "").Replace(tiles))
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// observe counts and logs each request by its route, and turns a panic into an answer.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if v := recover(); v != nil {
				s.recovered(rec, r, v)
			}
			s.observed(rec, r, time.Since(began))
		}()
		next.ServeHTTP(rec, r)
	})
}

func (s *Server) recovered(rec *recorder, r *http.Request, v any) {
	gone := r.Context().Err() != nil
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) || gone {
		rec.status = statusGone
		return
	}
	s.cfg.Log.ErrorContext(r.Context(), "panic", "route", route(r), "panic", v, "stack", string(debug.Stack()))
	if rec.status == 0 {
		s.writeProblem(rec, s.problem(s.language(r, ""), errPanic))
	}
}

func (s *Server) observed(rec *recorder, r *http.Request, took time.Duration) {
	if rec.hijacked {
		rec.status = http.StatusSwitchingProtocols
	}
	if rec.hijacked || strings.HasPrefix(rec.Header().Get("Content-Type"), "text/event-stream") {
		took = 0 // it is as long as somebody looks on
	}
	name := route(r)
	s.metrics.request(name, rec.status, took)
	level := slog.LevelInfo
	if r.Method == http.MethodGet && rec.status < http.StatusBadRequest {
		level = slog.LevelDebug
	}
	s.cfg.Log.Log(r.Context(), level, "request", "route", name, "status", rec.status, "ms", took.Milliseconds())
}

// route names what answered: the pattern, because paths hold tokens.
func route(r *http.Request) string {
	if r.Pattern == "" {
		return "unmatched"
	}
	return r.Pattern
}

// statusGone is logged when whoever asked has gone.
const statusGone = 499

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter

	status   int
	hijacked bool
}

// WriteHeader remembers the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write means 200 when no status was given.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Hijack lets the feed take the connection over.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(r.ResponseWriter).Hijack()
	r.hijacked = err == nil
	return conn, rw, err
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
