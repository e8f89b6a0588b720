package dashboard

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestReadinessIsThatOfEveryDependency(t *testing.T) {
	t.Parallel()
	var broken error
	h := build(t, "mariupol", func(c *Config) {
		c.Checks = map[string]Check{
			"postgres": func(context.Context) error { return nil },
			"redis":    func(context.Context) error { return broken },
		}
	})
	b := h.browser()
	require.Equal(t, http.StatusOK, b.get("/readyz").Status)
	broken = errors.New("dial tcp 10.0.0.7:6379: refused")
	got := b.get("/readyz")
	require.Equal(t, http.StatusServiceUnavailable, got.Status)
	var health Health
	got.json(&health)
	require.True(t, health.Checks["postgres"].OK)
	require.False(t, health.Checks["redis"].OK)
	require.NotContains(t, string(got.Body), "10.0.0.7", "anybody may ask")
	require.Contains(t, h.log.String(), "10.0.0.7")
	require.Equal(t, http.StatusOK, b.get("/healthz").Status)
}

// Figures tell of the city's day: they are for who watches the machine.
func TestFiguresAreForTheMachineAndItsNetwork(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	for _, c := range []struct {
		name, peer, header string
		want               int
	}{
		{"this machine", "127.0.0.1:5000", "", http.StatusOK},
		{"this machine, IPv6", "[::1]:5000", "", http.StatusOK},
		{"a private network", "10.0.0.7:5000", "", http.StatusOK},
		{"a private network, IPv6", "[fd00::7]:5000", "", http.StatusOK},
		{"the world", "203.0.113.9:5000", "", http.StatusNotFound},
		{"the world by a proxy", "127.0.0.1:5000", "X-Forwarded-For", http.StatusNotFound},
		{"the world by another proxy", "10.0.0.7:5000", "Forwarded", http.StatusNotFound},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody)
		r.RemoteAddr = c.peer
		if c.header != "" {
			r.Header.Set(c.header, "10.0.0.1")
		}
		w := httptest.NewRecorder()
		h.server.Handler().ServeHTTP(w, r)
		require.Equal(t, c.want, w.Code, c.name)
	}
	elsewhere := build(t, "mariupol", func(c *Config) { c.MetricsElsewhere = true })
	require.Equal(t, http.StatusNotFound, elsewhere.browser().get("/metrics").Status)
}

func TestMetricsCountByRouteAndNotByPath(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.browser()
	b.get("/w/some-token")
	h.server.metrics.Late("accept", 12*time.Millisecond)
	h.server.metrics.Delivered("telegram", "sent")
	text := string(b.get("/metrics").Body)
	for _, line := range []string{
		`hotline_http_requests_total{route="GET /w/{token}",status="404"} 1`,
		`hotline_deadline_lateness_seconds_bucket{kind="accept",le="0.025"} 1`,
		`hotline_deliveries_total{channel="telegram",result="sent"} 1`,
	} {
		require.Contains(t, text, line)
	}
	require.NotContains(t, text, "some-token")
}
