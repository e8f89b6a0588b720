package pages

import (
	"embed"
	"log/slog"
	"net/http"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/look"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/links"
	"hotline/queuehall/profile"
)

//go:embed *.html style.css follow.js
var files embed.FS

// policy lets a page load its own style, script and pictures, ask here, and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// folder is where the pages' files are.
const folder = "/hall/public/"

// Texts puts sentences into a reader's language.
type Texts interface {
	T(lang, key string, args map[string]any) string
	Explain(lang string, err error) string
	FormatDate(lang string, zone *time.Location, t time.Time) string
	FormatClock(zone *time.Location, t time.Time) string
}

// Config is what the pages are made of.
type Config struct {
	Hall    *queuehall.Hall
	Profile *profile.Profile
	Links   *links.Links
	Texts   Texts
	Results Results
	Wake    Waker                    // nil: what happens is seen when it is looked for, from time to time
	City    func(lang string) string // what pages are headed with
	BotURL  string                   // where the bot is, "" when there is none
	Now     func() time.Time
	Log     *slog.Logger
}

// Pages answers for the public pages. It implements [site.Part].
type Pages struct {
	cfg    Config
	frame  *look.Frame
	style  look.Asset
	script look.Asset // of a ticket's page
	rooms  *rooms
	site   *site.Site
}

var _ site.Part = (*Pages)(nil)

// New returns the pages.
func New(cfg Config) *Pages {
	p := &Pages{
		cfg:    cfg,
		style:  look.NewAsset(folder, ".css", append(look.Style(), embedded("style.css")...)),
		script: look.NewAsset(folder, ".js", embedded("follow.js")),
		rooms:  newRooms(func(b queuehall.BranchID) board { return cfg.Hall.Board(b) }, cfg.Wake, cfg.Log),
	}
	p.frame = look.NewFrame(look.Config{Texts: cfg.Texts, City: cfg.City, Style: p.style.Path, Foot: look.Foot{Links: []look.Link{
		{Path: "/booking", Text: "page.nav.booking"}, {Path: "/hall/results", Text: "page.nav.results"}, {Path: "/privacy", Text: "page.nav.privacy"},
	}}}, files, "*.html")
	return p
}

func embedded(name string) []byte {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return content
}

// Mount implements [site.Part].
func (p *Pages) Mount(s *site.Site) {
	p.site = s
	for _, f := range []look.Asset{p.style, p.script} {
		s.Handle(access.ReadPublic, "GET "+f.Path, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.SendFile(w, r, f.Path, f.Content)
		}))
	}
	for _, page := range []struct {
		pattern string
		answer  http.HandlerFunc
	}{
		{"GET /t/{token}", p.ticket},
		{"POST /t/{token}", p.ticketAnswer},
		{"GET /t/{token}/now", p.ticketNow},
		{"GET /t/{token}/live", p.ticketLive},
		{"GET /t/{token}/qr.svg", code(p, p.cfg.Links.OpenTicket, p.cfg.Links.Ticket)},
		{"GET /booking", p.choose},
		{"POST /booking", p.book},
		{"GET /booking/{token}", p.booking},
		{"POST /booking/{token}", p.bookingAnswer},
		{"GET /booking/{token}/qr.svg", code(p, p.cfg.Links.OpenBooking, p.cfg.Links.Booking)},
		{"GET /booking/{token}/visit.ics", p.calendar},
		{"GET /hall/results", p.results},
	} {
		s.Handle(access.ReadPublic, page.pattern, s.Visit(page.answer))
	}
}

func (p *Pages) page(r *http.Request, title string, data any) *look.Page {
	return p.frame.Page(langOf(r), r.URL, title, data)
}

func langOf(r *http.Request) string { return site.CallerOf(r.Context()).Lang }

func (p *Pages) t(r *http.Request, key string) string { return p.cfg.Texts.T(langOf(r), key, nil) }

// show writes a page. One that cannot be rendered is ours to mend: nothing of it is sent.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, name string, pg *look.Page) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // the address is the secret
	if err := p.frame.Send(w, status, name, policy, pg); err != nil {
		p.site.Fail(w, r, err)
	}
}

// failed answers for what could not be read: what is not there is missing, anything else is our fault.
func (p *Pages) failed(w http.ResponseWriter, r *http.Request, err error) {
	if casecore.CodeOf(err) == casecore.NotFound {
		p.missing(w, r)
		return
	}
	p.cfg.Log.ErrorContext(r.Context(), "page", "err", err)
	p.show(w, r, http.StatusInternalServerError, "failed", p.page(r, p.t(r, "page.failed.title"), nil))
}

func (p *Pages) missing(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusNotFound, "missing", p.page(r, p.t(r, "page.missing.title"), nil))
}

// said tells whether an error is one that people are told, and not our fault.
func said(err error) bool {
	switch casecore.CodeOf(err) {
	case casecore.Refused, casecore.Conflict, casecore.Invalid:
		return true
	}
	return false
}
