package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dashboard"
)

func TestFiguresHaveAListenerOfTheirOwn(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serveUntil(ctx, listener, metricsAlone(dashboard.NewMetrics())) }()
	get := func(path string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String()+path, http.NoBody)
		require.NoError(t, err)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer func() { _ = res.Body.Close() }()
		text, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return res.StatusCode, string(text)
	}
	status, text := get("/metrics")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "go_goroutines")
	status, _ = get("/api/me")
	require.Equal(t, http.StatusNotFound, status, "nothing else is served there")
	stop()
	require.NoError(t, <-done)
}
