package dashboard

import (
	"bytes"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"

	"hotline/internal/site"
)

const (
	// squeezeFrom is from how many bytes an answer is worth squeezing: below, it fits a packet or two as it is.
	squeezeFrom = 1 << 10
	// jitter is by how many bytes at most an answer's length is blurred.
	jitter = 64
)

// squeezed are the types of answers that become smaller. Pictures, fonts and workbooks are squeezed by nature.
var squeezed = []string{
	"application/json", site.ProblemType, "application/manifest+json", "text/html", "text/css", "text/javascript", "image/svg+xml",
}

// squeeze sends answers as gzip to those who take it. Only what was asked for with GET is: the answer to a form may hold what
// was sent beside what is secret, and from lengths of such pages the secret could be guessed (BREACH). The rest repeats
// nothing of a request, and its length is blurred besides. Streams of events go as they are: each has to leave when it comes, and not when
// enough of them have gathered.
func (s *Server) squeeze(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(
		gzhttp.MinSize(squeezeFrom), gzhttp.ContentTypes(squeezed), gzhttp.EnableZstd(false), gzhttp.SuffixETag("-gzip"),
		gzhttp.RandomJitter(jitter, 0, false),
	)
	if err != nil {
		panic(err) // its options are constants
	}
	small := wrap(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		streams := r.Header.Get("Upgrade") != "" || strings.HasPrefix(r.Header.Get("Accept"), "text/event-stream")
		if r.Method == http.MethodGet && !streams {
			small.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// packs keeps files that never change as gzip, each made as small as it gets when it is first asked for. It is safe for
// concurrent use.
type packs struct {
	mu   sync.Mutex
	made map[string][]byte
}

func newPacks() *packs { return &packs{made: make(map[string][]byte)} }

// of returns the file of a name, squeezed; nil when it does not become smaller.
func (p *packs) of(name string, content []byte) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	pack, ok := p.made[name]
	if !ok {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err == nil {
			_, err = z.Write(content)
		}
		if err == nil {
			err = z.Close()
		}
		if err == nil && b.Len() < len(content) {
			pack = b.Bytes()
		}
		p.made[name] = pack
	}
	return pack
}

// sendFile sends a file named by its content, squeezed where the browser takes it. Its headers have been set but for those
// that depend on how it goes.
func (s *Server) sendFile(w http.ResponseWriter, r *http.Request, name string, content []byte) {
	h := w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		if pack := s.packs.of(name, content); pack != nil {
			h.Set("Content-Encoding", "gzip")
			content = pack
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content) //nolint:gosec // a file of ours, by a name that it has
}

// sendAsset sends a file of the consoles that is named by its content.
func (s *Server) sendAsset(w http.ResponseWriter, r *http.Request, name string) {
	switch path.Ext(name) {
	case ".js", ".css", ".svg", ".json":
		content, err := fs.ReadFile(s.cfg.Web, name)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.sendFile(w, r, name, content)
	default:
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		http.ServeFileFS(w, r, s.cfg.Web, name)
	}
}

// takesGzip tells whether whoever asks can read gzip.
func takesGzip(r *http.Request) bool {
	for item := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(item), ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		weight, weighed := strings.CutPrefix(strings.TrimSpace(params), "q=")
		q, err := strconv.ParseFloat(weight, 64)
		return !weighed || err == nil && q > 0
	}
	return false
}
