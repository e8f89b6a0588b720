package dashboard

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/internal/secret"

	"hotline/internal/site"
)

func TestOtherSitesCannotMakeSomebodysBrowserActForThem(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	for name, set := range map[string]func(http.Header){
		"a browser of today": func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") },
		"an older one":       func(h http.Header) { h.Set("Origin", "https://evil.example") },
	} {
		r := b.request(http.MethodPost, "/api/sign-out", nil)
		set(r.Header)
		b.send(r).problem(http.StatusForbidden, "error.cross_origin")
		require.Equal(t, http.StatusOK, b.get("/api/me").Status, name)
	}
}

func TestEveryAnswerTellsBrowsersToBeStrict(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol", func(c *Config) { c.PublicURL = "https://hotline.test" })
	for _, path := range []string{"/", "/api/me", "/healthz", "/status", "/w/wrong", "/nothing.js"} {
		header := h.browser().get(path).Header
		csp := header.Get("Content-Security-Policy")
		require.Contains(t, csp, "default-src 'none'", path)
		require.Contains(t, csp, "frame-ancestors 'none'", path)
		require.NotContains(t, csp, "unsafe", path)
		require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"), path)
		require.Equal(t, "same-origin", header.Get("Referrer-Policy"), path)
		require.NotEmpty(t, header.Get("Strict-Transport-Security"), path)
	}
	require.Empty(t, build(t, "mariupol").browser().get("/").Header.Get("Strict-Transport-Security"), "not over plain http")
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	b.post("/api/reports", map[string]string{"text": string(make([]byte, site.MaxBody))}).
		problem(http.StatusRequestEntityTooLarge, "error.too_large")
}

func TestAPanicIsAnsweredAndLogged(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	h.server.router.Handle(access.ReadPublic, "GET /panics", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic("on purpose")
	}))
	h.browser().get("/panics").problem(http.StatusInternalServerError, "error.internal")
	require.Contains(t, h.log.String(), "on purpose")
}

// No token, number, name or text of a person reaches the log.
func TestTheLogHoldsRoutesAndNothingPersonal(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol")
	c := h.Case("water.hot")
	token := h.secrets.Token(secret.Status, c.ID.UUID())
	b := h.hire(regulation.RoleAgent, casecore.OrgID{})
	h.browser().get("/s/" + token)
	h.browser().form("/status", "number="+c.Number.String()+"&code=WRONGONE")
	b.get("/api/cases?text=Коваль")
	b.get("/api/cases/" + c.ID.String())
	b.post("/api/reports", map[string]any{
		"source": "phone", "text": "секретний текст", "applicant": map[string]any{"phone": "050 999 88 77", "surname": "Таємний"},
	}).ok()
	b.post("/api/reports", map[string]any{"source": "phone", "text": "секретний текст", "applicant": map[string]any{"phone": "12"}})
	log := h.log.String()
	require.Contains(t, log, "GET /s/{token}")
	for _, secret := range []string{token, c.Number.String(), "WRONGONE", "Коваль", "секретний", "999 88", "9998877", "Таємний", password, b.login} {
		require.NotContains(t, log, secret)
	}
}

func TestTheConsolesAreServedAsTheyWereBuilt(t *testing.T) {
	t.Parallel()
	h := build(t, "mariupol", func(c *Config) {
		c.Web = fstest.MapFS{
			"index.html":       {Data: []byte("<!doctype html><title>console</title>")},
			"assets/app-1a.js": {Data: []byte("export {}")},
			"icon.svg":         {Data: []byte("<svg/>")},
		}
	})
	b := h.browser()
	for _, path := range []string{"/sign-in", "/queue", "/cases", "/cases/" + uuid.NewString(), "/work"} {
		got := b.get(path)
		require.Equal(t, http.StatusOK, got.Status, path)
		require.Contains(t, string(got.Body), "console", path)
		require.Equal(t, "no-cache", got.Header.Get("Cache-Control"), path)
	}
	js := b.get("/assets/app-1a.js")
	require.Contains(t, js.Header.Get("Cache-Control"), "immutable")
	require.Contains(t, js.Header.Get("Content-Type"), "javascript")
	require.Equal(t, http.StatusNotFound, b.get("/assets/app-2b.js").Status)
	require.NotContains(t, string(b.get("/assets/").Body), "app-1a.js", "a folder is not listed")
	require.Equal(t, "no-cache", b.get("/icon.svg").Header.Get("Cache-Control"))
}

func prefixes(t *testing.T, list ...string) []netip.Prefix {
	t.Helper()
	var out []netip.Prefix
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

func TestAddressesAreReadThroughTrustedProxiesOnly(t *testing.T) {
	t.Parallel()
	trusted := addresses{prefixes(t, "10.0.0.0/8")}
	for _, c := range []struct {
		name, peer, forwarded, want string
		a                           addresses
	}{
		{"nobody is trusted", "10.0.0.1:5", "1.1.1.1", "10.0.0.1", addresses{}},
		{"a proxy speaks for its client", "10.0.0.1:5", "1.1.1.1", "1.1.1.1", trusted},
		{"through two proxies", "10.0.0.1:5", "1.1.1.1, 10.0.0.2", "1.1.1.1", trusted},
		{"what the client made up is not believed", "10.0.0.1:5", "6.6.6.6, 1.1.1.1", "1.1.1.1", trusted},
		{"a stranger speaks for nobody", "2.2.2.2:5", "1.1.1.1", "2.2.2.2", trusted},
		{"rubbish", "10.0.0.1:5", "rubbish", "10.0.0.1", trusted},
		{"a subscriber's whole /64", "[2001:db8::1]:5", "", "2001:db8::/64", trusted},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-For", c.forwarded)
		require.Equal(t, c.want, c.a.of(r), c.name)
	}
}
