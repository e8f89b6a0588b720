package dashboard

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// addresses tells who asks, looking through trusted proxies.
type addresses struct {
	trusted []netip.Prefix
}

// of returns the client's address. X-Forwarded-For is read from its end, each proxy having appended whom it saw: the
// first that is not a trusted proxy is the client, and whatever stands before it may be a lie.
func (a addresses) of(r *http.Request) string {
	peer, ok := parseAddr(r.RemoteAddr)
	if !ok {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !a.trusts(peer) {
			break
		}
		next, ok := parseAddr(strings.TrimSpace(hop))
		if !ok {
			break
		}
		peer = next
	}
	return key(peer)
}

func (a addresses) trusts(addr netip.Addr) bool {
	return slices.ContainsFunc(a.trusted, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// key is an address as rates are counted: one IPv6 subscriber has a whole /64.
func key(addr netip.Addr) string {
	if addr.Is6() {
		if p, err := addr.Prefix(64); err == nil {
			return p.String()
		}
	}
	return addr.String()
}

func parseAddr(s string) (netip.Addr, bool) {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap(), true
	}
	addr, err := netip.ParseAddr(s)
	return addr.Unmap(), err == nil
}
