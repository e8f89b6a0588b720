package dashboard

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"

	"github.com/gorilla/websocket"

	"hotline/casecore"
	"hotline/casecore/access"
)

// phoneSocket leads browsers' SIP to the exchanges: they need no address, certificate or open port of their own for it. Who has
// no session, or may not use the telephone any more, gets nowhere; what is registered there is guarded by the telephone's password
// besides.
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
		go s.watch(r, access.UsePhone, func(_ casecore.Actor, ok bool) {
			if !ok {
				cancel()
			}
		})
		proxies[n].ServeHTTP(w, r)
	})
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
