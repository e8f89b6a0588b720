package api

import (
	"embed"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall/web"
)

// mountScreens serves the built screens: files as they are, and for every other address below theirs the page that finds its way in
// the browser. They hold nothing that needs a session or a token.
func (a *API) mountScreens(s *site.Site) {
	s.Handle(access.ReadPublic, "GET "+web.Base, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean(r.URL.Path)+"/", web.Base)
		name = strings.TrimSuffix(name, "/")
		if sound, ok := strings.CutPrefix(name, "audio/"); ok {
			w.Header().Set("Cache-Control", "public, max-age=86400")
			a.sendFrom(s, w, r, a.cfg.Sounds, sound)
			return
		}
		if path.Ext(name) == "" {
			name = web.Index
		}
		if strings.HasPrefix(name, web.Assets) { // named by their content
			content, err := fs.ReadFile(orNone(a.cfg.Screens), name)
			if err != nil {
				s.Fail(w, r, errNoFile)
				return
			}
			s.SendFile(w, r, name, content)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		a.sendFrom(s, w, r, a.cfg.Screens, name)
	}))
}

var errNoFile = fail(casecore.NotFound, "screen", "error.not_found")

func (a *API) sendFrom(s *site.Site, w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	f, err := orNone(files).Open(name)
	if err != nil {
		s.Fail(w, r, errNoFile)
		return
	}
	defer f.Close()
	content, ok := f.(io.ReadSeeker)
	info, err := f.Stat()
	if err != nil || !ok || info.IsDir() {
		s.Fail(w, r, errNoFile)
		return
	}
	http.ServeContent(w, r, name, time.Time{}, content)
}

func orNone(files fs.FS) fs.FS {
	if files == nil {
		return embed.FS{}
	}
	return files
}
