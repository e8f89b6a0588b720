package dashboard

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"

	"hotline/casecore/access"
)

// pageFiles are the public pages: templates without scripts, and one style sheet.
//
//go:embed pages/*.html pages/style.css
var pageFiles embed.FS

// pageCSP lets a public page load its style sheet and send its form here, and nothing else.
const pageCSP = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// pageLanguages are the languages of the public pages, by their own names.
var pageLanguages = []struct{ code, name string }{{"uk", "Українська"}, {"en", "English"}, {"pl", "Polski"}}

// pages renders the public pages.
type pages struct {
	templates *template.Template
	style     []byte
	stylePath string // with the content's hash, so that it may be cached for ever
}

func newPages() *pages {
	style, err := pageFiles.ReadFile("pages/style.css")
	if err != nil {
		panic(err) // it is embedded
	}
	sum := sha256.Sum256(style)
	return &pages{
		templates: template.Must(template.ParseFS(pageFiles, "pages/*.html")),
		style:     style,
		stylePath: "/public/" + hex.EncodeToString(sum[:6]) + ".css",
	}
}

func (s *Server) mountPublic() {
	r := s.router
	r.handle(access.ReadPublic, "GET "+s.pages.stylePath, http.HandlerFunc(s.pages.serveStyle))
	r.handle(access.ReadPublic, "GET /w/{token}", s.visit(s.wordingPage))
	r.handle(access.ReadPublic, "POST /w/{token}", s.visit(s.wordingAnswer))
	r.handle(access.ReadPublic, "GET /s/{token}", s.visit(s.statusPage))
	r.handle(access.ReadPublic, "GET /status", s.visit(s.findPage))
	r.handle(access.ReadPublic, "POST /status", s.visit(s.find))
}

// page is what every template gets.
type page struct {
	Lang      string
	Title     string
	City      string
	Style     string
	Languages []pageLanguage
	Data      any
	texts     Texts
}

type pageLanguage struct {
	Code, Name string
	Current    bool
}

// T is a text in the page's language.
func (p *page) T(key string) string { return p.texts.T(p.Lang, key, nil) }

// visit bounds how often an address opens public pages.
func (s *Server) visit(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait, ok := s.visitors.allow(callerOf(r.Context()).address); !ok {
			w.Header().Set("Retry-After", retryAfter(wait))
			s.render(w, r, http.StatusTooManyRequests, "busy", "page.busy.title", nil)
			return
		}
		h(w, r)
	})
}

// render writes a page. A page that cannot be rendered is ours to mend: nothing of it is sent.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) {
	lang := callerOf(r.Context()).lang
	p := &page{
		Lang: lang, Title: s.cfg.Texts.T(lang, title, nil), City: s.city(lang), Style: s.pages.stylePath, Data: data,
		texts: s.cfg.Texts,
	}
	for _, l := range pageLanguages {
		p.Languages = append(p.Languages, pageLanguage{l.code, l.name, l.code == lang})
	}
	var b bytes.Buffer
	if err := s.pages.templates.ExecuteTemplate(&b, name, p); err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", lang)
	h.Set("Content-Security-Policy", pageCSP)
	h.Set("X-Robots-Tag", "noindex, nofollow")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
}

// missing is the one answer to a wrong token, a missing subject and a case that never was.
func (s *Server) missing(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, http.StatusNotFound, "missing", "page.missing.title", nil)
}

// failed tells a visitor that it is our fault, and the log why.
func (s *Server) failed(w http.ResponseWriter, r *http.Request, err error) {
	s.logFailure(r.Context(), err)
	s.render(w, r, http.StatusInternalServerError, "failed", "page.failed.title", nil)
}

// city is what pages are headed with.
func (s *Server) city(lang string) string {
	if s.cfg.CityName != "" {
		return s.cfg.CityName
	}
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return ""
	}
	return p.Titles.In(lang)
}

func (p *pages) serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(p.style)
}
