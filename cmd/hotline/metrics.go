package main

import (
	"context"
	"fmt"
	"net"
	"net/http"

	"hotline/dashboard"
)

// metrics shows a copy's figures, whatever its roles are, on METRICS_ADDR until ctx ends.
func (a *app) metrics(m *dashboard.Metrics) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.MetricsAddr)
		if err != nil {
			return fmt.Errorf("METRICS_ADDR: %w", err)
		}
		a.log.InfoContext(ctx, "figures", "addr", listener.Addr().String())
		return serveMetrics(ctx, listener, m)
	}
}

// serveMetrics answers with the figures and with nothing else until ctx ends. It closes the listener.
func serveMetrics(ctx context.Context, listener net.Listener, m *dashboard.Metrics) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Handler())
	server := dashboard.HTTPServer(listener.Addr().String(), mux)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
		return server.Close() // whoever asks during a stop asks again
	}
}
