package asterisk

import (
	"net"
	"net/http"
	"time"
)

// What requests may take. Asterisk ends idle connections after 15 s, so they are given up before.
const (
	dialWait     = 2 * time.Second
	headerWait   = 4 * time.Second
	idleWait     = 5 * time.Second
	connsPerHost = 64
)

// Transport returns a transport with the timeouts that ARI needs for the given hosts ("host:port"), and next for all others.
// The ari library sends by http.DefaultTransport and knows no timeouts, so that is where this one belongs: set it before
// anything runs.
func Transport(next http.RoundTripper, hosts ...string) http.RoundTripper {
	own := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: dialWait}).DialContext,
		ResponseHeaderTimeout: headerWait,
		IdleConnTimeout:       idleWait,
		MaxIdleConns:          connsPerHost * max(len(hosts), 1),
		MaxIdleConnsPerHost:   connsPerHost,
		MaxConnsPerHost:       connsPerHost,
		TLSHandshakeTimeout:   dialWait,
	}
	r := router{next: next, own: own, hosts: make(map[string]bool, len(hosts))}
	for _, h := range hosts {
		r.hosts[h] = true
	}
	return r
}

type router struct {
	next, own http.RoundTripper
	hosts     map[string]bool
}

func (r router) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.hosts[req.URL.Host] {
		return r.own.RoundTrip(req)
	}
	return r.next.RoundTrip(req)
}
