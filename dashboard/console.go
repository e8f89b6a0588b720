package dashboard

import (
	"io/fs"
	"net/http"
	"path"
	"strings"

	"hotline/casecore/access"
	"hotline/internal/site"
)

const (
	indexFile   = "index.html"
	assetFolder = "assets/"
)

func (s *Server) mountConsole() {
	s.router.Handle(access.ReadPublic, "GET /", http.HandlerFunc(s.console))
}

// console serves the built consoles: files as they are, and for every other address the page that finds its way in the
// browser. It holds nothing that needs a session; what it shows comes from the API.
func (s *Server) console(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	switch {
	case strings.HasPrefix(name, "api/") || s.cfg.Web == nil:
		s.writeProblem(w, s.problem(site.CallerOf(r.Context()).Lang, errNotFound))
	case isFile(s.cfg.Web, name):
		if strings.HasPrefix(name, assetFolder) { // named by their content
			s.sendAsset(w, r, name)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, s.cfg.Web, name)
	case path.Ext(name) != "" || !isFile(s.cfg.Web, indexFile):
		s.writeProblem(w, s.problem(site.CallerOf(r.Context()).Lang, errNotFound))
	default:
		page, err := fs.ReadFile(s.cfg.Web, indexFile)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(page)
	}
}

// isFile tells whether there is such a file; index.html is asked for by other names.
func isFile(files fs.FS, name string) bool {
	if !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(files, name)
	return err == nil && info.Mode().IsRegular()
}
