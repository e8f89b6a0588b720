package dashboard

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
)

// asked is what the server sends to a browser that takes gzip, as it is on the line.
func (b *browser) asked(method, path string, body io.Reader) *reply {
	b.h.t.Helper()
	r := b.request(method, path, body)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return b.send(r)
}

func unpacked(t *testing.T, r *reply) string {
	t.Helper()
	require.Equal(t, "gzip", r.Header.Get("Content-Encoding"))
	require.Contains(t, strings.Join(r.Header.Values("Vary"), ","), "Accept-Encoding")
	z, err := gzip.NewReader(bytes.NewReader(r.Body))
	require.NoError(t, err)
	content, err := io.ReadAll(z)
	require.NoError(t, err)
	return string(content)
}

func TestPagesScriptsAndTheAPIGoSqueezed(t *testing.T) {
	t.Parallel()
	script := strings.Repeat("console.log(1);", 1000)
	h := build(t, "mariupol", func(c *Config) {
		c.Web = fstest.MapFS{
			"index.html":           {Data: []byte("<!doctype html>" + strings.Repeat(" ", 2000))},
			"assets/app-1a.js":     {Data: []byte(script)},
			"assets/sans-1a.woff2": {Data: []byte(strings.Repeat("font", 1000))},
		}
	})
	agent := h.hire(regulation.RoleAgent, casecore.OrgID{})
	for _, path := range []string{"/report", "/api/catalogue", h.server.pages.style.Path, h.server.pages.scripts[0], "/assets/app-1a.js", "/queue"} {
		plain := agent.get(path)
		require.Equal(t, http.StatusOK, plain.Status, path)
		require.Empty(t, plain.Header.Get("Content-Encoding"), path)
		small := agent.asked(http.MethodGet, path, nil)
		require.Equal(t, plain.Header.Get("Content-Type"), small.Header.Get("Content-Type"), path)
		require.Less(t, len(small.Body), len(plain.Body)/2, path)
		if path != "/report" { // each opening has a key of its own
			require.Equal(t, string(plain.Body), unpacked(t, small), path)
		}
	}
	require.Equal(t, script, unpacked(t, agent.asked(http.MethodGet, "/assets/app-1a.js", nil)), "kept from the first time")
	font := agent.asked(http.MethodGet, "/assets/sans-1a.woff2", nil)
	require.Empty(t, font.Header.Get("Content-Encoding"), "a font is squeezed by nature")
}

// The length of a page that holds both what was sent and a secret would give the secret away.
func TestEventsOfAStreamAreNotHeldUpUntilThereAreEnough(t *testing.T) {
	t.Parallel()
	gone := make(chan struct{})
	stream := (&Server{}).squeeze(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "data: now\n\n")
		_ = http.NewResponseController(w).Flush()
		<-gone
	}))
	server := httptest.NewServer(stream)
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(gone) })
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := server.Client().Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	first := make([]byte, 5)
	_, err = io.ReadFull(answer.Body, first)
	require.NoError(t, err)
	require.Equal(t, "data:", string(first))
}

func TestTheAnswerToAFormIsNotSqueezed(t *testing.T) {
	t.Parallel()
	h := cleaned(t, "mariupol")
	b := h.browser()
	found := b.asked(http.MethodPost, "/status", strings.NewReader("number=2026-1&code=AAAAAAAA"))
	require.Equal(t, http.StatusNotFound, found.Status)
	require.Greater(t, len(found.Body), squeezeFrom)
	require.Empty(t, found.Header.Get("Content-Encoding"))
	require.NotEmpty(t, unpacked(t, b.asked(http.MethodGet, h.statusOf(h.Case(casetest.Topic)), nil)))
}

func TestGzipIsSentToThoseWhoTakeIt(t *testing.T) {
	t.Parallel()
	for header, takes := range map[string]bool{
		"gzip": true, "br, gzip;q=0.5": true, "GZIP": true, "": false, "br": false, "gzip;q=0": false, "gzip; q=x": false, "xgzip": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", header)
		require.Equal(t, takes, takesGzip(r), header)
	}
}
