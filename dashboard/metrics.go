package dashboard

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"hotline/internal/live"
)

// Metrics are the technical figures of a process. Its other parts report theirs through the methods.
type Metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.CounterVec
	durations  *prometheus.HistogramVec
	lateness   *prometheus.HistogramVec
	deliveries *prometheus.CounterVec
}

// NewMetrics returns figures in a registry of their own.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "hotline_http_requests_total", Help: "Requests by route and status.",
		}, []string{"route", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hotline_http_request_seconds", Help: "How long requests took, by route.",
			Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route"}),
		lateness: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hotline_deadline_lateness_seconds", Help: "From a deadline's due time to its committed effect.",
			Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30, 300},
		}, []string{"kind"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "hotline_deliveries_total", Help: "Attempts to tell somebody something, by channel and result.",
		}, []string{"channel", "result"}),
	}
	m.registry.MustRegister(m.requests, m.durations, m.lateness, m.deliveries, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Registry is where others may add their own figures.
func (m *Metrics) Registry() prometheus.Registerer { return m.registry }

// Handler shows the figures to whoever asks.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Late reports how late after its due time a deadline's effect was committed.
func (m *Metrics) Late(kind string, by time.Duration) {
	m.lateness.WithLabelValues(kind).Observe(by.Seconds())
}

// Delivered reports an attempt to deliver: result is sent, retry, dead or unreachable.
func (m *Metrics) Delivered(channel, result string) {
	m.deliveries.WithLabelValues(channel, result).Inc()
}

func (m *Metrics) request(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.durations.WithLabelValues(route).Observe(took.Seconds())
}

// feed registers the figures of a stream's hub.
func (m *Metrics) feed(stream string, hub *live.Hub) {
	labels := prometheus.Labels{"stream": stream}
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "hotline_feed_connections", Help: "Open connections of the live feed.", ConstLabels: labels,
		}, func() float64 { return float64(hub.Stats().Connections) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "hotline_feed_stale", Help: "1 while nothing new is heard.", ConstLabels: labels,
		}, func() float64 {
			if hub.Stats().Stale {
				return 1
			}
			return 0
		}),
	)
}
