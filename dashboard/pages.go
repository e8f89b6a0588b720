package dashboard

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"hotline/casecore"
	"hotline/casecore/access"
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
	frame    *look.Frame
	style    look.Asset
	scripts  []string // of the form
	files    []look.Asset
	pointMap mapFiles // of the form
}

func newAsset(name string) look.Asset {
	content, err := pageFiles.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return look.NewAsset("/public/", path.Ext(name), content)
}

func newPages(texts Texts, city func(lang string) string, web fs.FS) *pages {
	p := &pages{style: look.NewAsset("/public/", ".css", look.Style()), pointMap: newMapFiles(web)}
	p.frame = look.NewFrame(look.Config{Texts: texts, City: city, Style: p.style.Path, Foot: look.Foot{
		Links: []look.Link{
			{Path: "/report", Text: "page.nav.report"}, {Path: "/status", Text: "page.nav.status"}, {Path: "/privacy", Text: "page.nav.privacy"},
		},
		Note: "page.footer",
	}}, pageFiles, "pages/*.html")
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

// number is a telephone number as people read it.
type number string

// Dial is the number as a link has it.
func (n number) Dial() string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, string(n))
}

// lines are the numbers to call when it is urgent, by the rules in force.
func (s *Server) lines() (list []number) {
	if rules, err := s.cfg.Rules.At(s.cfg.Now()); err == nil {
		for _, l := range rules.Lines {
			list = append(list, number(l.Phone))
		}
	}
	return list
}

// render writes a page. A page that cannot be rendered is ours to mend: nothing of it is sent.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) {
	lang := site.CallerOf(r.Context()).Lang
	p := s.pages.frame.Page(lang, r.URL, s.cfg.Texts.T(lang, title, nil), data)
	csp := pageCSP
	if name == "report" {
		p.Scripts, csp = s.pages.scripts, formPolicy(s.cfg.MapTilesURL)
		w.Header().Set("Permissions-Policy", "camera=(), geolocation=(self), microphone=()")
	}
	if err := s.pages.frame.Send(w, status, name, csp, p); err != nil {
		s.fail(w, r, err)
	}
}

// opened returns what the request's token opens. When there is no such thing, it has answered.
func opened[ID ~[16]byte, T any](s *Server, w http.ResponseWriter, r *http.Request, purpose string,
	find func(context.Context, ID) (T, error),
) (thing T, ok bool) {
	id, ok := s.cfg.Secrets.Open(purpose, r.PathValue("token"))
	if !ok {
		s.missing(w, r)
		return thing, false
	}
	thing, err := find(r.Context(), ID(id))
	if err != nil {
		s.unavailable(w, r, err)
		return thing, false
	}
	return thing, true
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
