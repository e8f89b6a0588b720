package dashboard

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// phoneSocket leads browsers' SIP to the exchanges: they need no address, certificate or open port of their own for it. Who has
// no session gets nowhere; what is registered there is guarded by the telephone's password besides.
func (s *Server) phoneSocket() http.Handler {
	proxies := make([]*httputil.ReverseProxy, 0, len(s.cfg.Telephones.Exchanges))
	for _, exchange := range s.cfg.Telephones.Exchanges {
		proxies = append(proxies, s.toExchange(exchange))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("n"))
		if err != nil || n < 0 || n >= len(proxies) || !websocket.IsWebSocketUpgrade(r) {
			s.fail(w, r, errNotFound)
			return
		}
		if !s.sameOrigin(r) {
			s.fail(w, r, errCrossOrigin)
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		r = r.WithContext(ctx)
		go s.untilSignedOut(r, cancel)
		proxies[n].ServeHTTP(w, r)
	})
}

// untilSignedOut calls end once the request's session is over, unless the request ends before.
func (s *Server) untilSignedOut(r *http.Request, end func()) {
	tick := time.NewTicker(s.cfg.Limits.FeedRecheck)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
		}
		if state, err := s.look(r); err == nil && !state.ok {
			end()
			return
		}
	}
}

func (s *Server) toExchange(exchange *url.URL) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL = exchange
			r.Out.Host = exchange.Host
			r.Out.Header.Del("Cookie") // the session is nobody else's
			r.Out.Header.Del("Origin")
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() == nil {
				s.cfg.Log.WarnContext(r.Context(), "an exchange does not answer", "err", err)
			}
			w.WriteHeader(http.StatusBadGateway)
		},
		ErrorLog: slog.NewLogLogger(s.cfg.Log.Handler(), slog.LevelDebug),
	}
}
