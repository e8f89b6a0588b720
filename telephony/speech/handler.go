package speech

import (
	"net/http"
	"os"
	"path"
	"strings"
)

// Handler serves the sounds to Asterisk: GET …/<id>.wav, and nothing else that may be in the folder. An id never means
// another sound, so it may be cached for ever. Ids cannot be guessed; whoever has one may listen.
func (s *Speaker) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		id, isWav := strings.CutSuffix(path.Base(r.URL.Path), extension)
		if !isWav || !soundID.MatchString(id) {
			http.NotFound(w, r)
			return
		}
		file, err := os.Open(s.shelf.path(id))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "audio/wav")
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		http.ServeContent(w, r, "", info.ModTime(), file)
	})
}
