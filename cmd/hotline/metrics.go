package main

import (
	"context"
	"net/http"

	"hotline/dashboard"
)

// metrics shows a copy's figures, whatever its roles are, on METRICS_ADDR until ctx ends.
func (a *app) metrics(m *dashboard.Metrics) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		a.log.InfoContext(ctx, "figures", "addr", a.cfg.MetricsAddr)
		return listenUntil(ctx, "METRICS_ADDR", a.cfg.MetricsAddr, metricsAlone(m))
	}
}

// metricsAlone answers with the figures and with nothing else.
func metricsAlone(m *dashboard.Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Handler())
	return mux
}
