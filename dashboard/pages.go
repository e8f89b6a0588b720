package dashboard

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/internal/look"
	"hotline/internal/site"
)

// pageFiles are the public pages: templates, and the scripts of the form.
//
//go:embed pages/*.html pages/*.js
var pageFiles embed.FS

// pageCSP lets a public page load its style sheet and send its form here, and nothing else.
const pageCSP = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// formCSP is that of the form, whose scripts from files send photos ahead and show them, look streets up and show a map.
const formCSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// pages renders the public pages.
type pages struct {
	templates *template.Template
	style     look.Asset
	scripts   []string // of the form
	files     []look.Asset
	pointMap  mapFiles // of the form
}

func newAsset(name string) look.Asset {
	content, err := pageFiles.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return look.NewAsset("/public/", path.Ext(name), content)
}

func newPages(web fs.FS) *pages {
	p := &pages{
		templates: template.Must(template.ParseFS(pageFiles, "pages/*.html")),
		style:     look.NewAsset("/public/", ".css", look.Style()),
		pointMap:  newMapFiles(web),
	}
	p.files = []look.Asset{p.style}
	for _, name := range []string{"pages/report.js", "pages/place.js", "pages/point.js"} {
		script := newAsset(name)
		p.scripts = append(p.scripts, script.Path)
		p.files = append(p.files, script)
	}
	return p
}

func (s *Server) mountPublic() {
	r := s.router
	for _, f := range s.pages.files {
		r.Handle(access.ReadPublic, "GET "+f.Path, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.sendFile(w, r, f.Path, f.Content)
		}))
	}
	s.mountReportPages()
	r.Handle(access.ReadPublic, "GET /{$}", http.HandlerFunc(s.home))
	r.Handle(access.ReadPublic, "GET /privacy", s.visit(s.privacyPage))
	r.Handle(access.ReadPublic, "GET /w/{token}", s.visit(s.wordingPage))
	r.Handle(access.ReadPublic, "POST /w/{token}", s.visit(s.wordingAnswer))
	r.Handle(access.ReadPublic, "GET /s/{token}", s.visit(s.statusPage))
	r.Handle(access.ReadPublic, "POST /s/{token}", s.visit(s.statusAnswer))
	r.Handle(access.ReadPublic, "GET /status", s.visit(s.findPage))
	r.Handle(access.ReadPublic, "POST /status", s.visit(s.find))
}

// page is what every template gets.
type page struct {
	Lang      string
	Title     string
	City      string
	Style     string
	Scripts   []string // none on pages that need none
	BotURL    string
	Booking   string
	Lines     []regulation.Line
	Languages []pageLanguage
	Data      any
	texts     Texts
}

type pageLanguage struct {
	Code, Name string
	Current    bool
}

// T is a text in the page's language; pairs are the names and values of its arguments.
func (p *page) T(key string, pairs ...any) string {
	return p.texts.T(p.Lang, key, look.Args(pairs...))
}

// keptPhotos are pictures that a form holds already, on their page.
type keptPhotos struct {
	*page

	Photos []formPhoto
}

// Keep puts pictures into a form.
func (p *page) Keep(photos []formPhoto) keptPhotos { return keptPhotos{p, photos} }

// refusal is what is wrong with what was sent, on its page.
type refusal struct {
	*page

	Problems []problem
}

// Refused puts what is wrong on top of a page.
func (p *page) Refused(problems []problem) refusal { return refusal{p, problems} }

// Dial is a telephone number as a link has it.
func (p *page) Dial(phone string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

// render writes a page. A page that cannot be rendered is ours to mend: nothing of it is sent.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) {
	lang := site.CallerOf(r.Context()).Lang
	p := &page{
		Lang: lang, Title: s.cfg.Texts.T(lang, title, nil), City: s.city(lang), Style: s.pages.style.Path, Data: data,
		BotURL: s.cfg.BotURL, Booking: s.cfg.BookingURL, texts: s.cfg.Texts,
	}
	for _, l := range look.Languages {
		p.Languages = append(p.Languages, pageLanguage{l.Code, l.Name, l.Code == lang})
	}
	if rules, err := s.cfg.Rules.At(s.cfg.Now()); err == nil {
		p.Lines = rules.Lines
	}
	csp := pageCSP
	if name == "report" {
		p.Scripts, csp = s.pages.scripts, formPolicy(s.cfg.MapTilesURL)
		w.Header().Set("Permissions-Policy", "camera=(), geolocation=(self), microphone=()")
	}
	var b bytes.Buffer
	if err := s.pages.templates.ExecuteTemplate(&b, name, p); err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", lang)
	h.Set("Content-Security-Policy", csp)
	h.Set("X-Robots-Tag", "noindex, nofollow")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
}

// missing is the one answer to a wrong token, a missing subject and a case that never was.
func (s *Server) missing(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, http.StatusNotFound, "missing", "page.missing.title", nil)
}

// unavailable answers for what could not be read: what is not there is missing, anything else is our fault.
func (s *Server) unavailable(w http.ResponseWriter, r *http.Request, err error) {
	if casecore.CodeOf(err) == casecore.NotFound {
		s.missing(w, r)
		return
	}
	s.failed(w, r, err)
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
