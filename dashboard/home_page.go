package dashboard

import (
	"net/http"

	"hotline/casecore/regulation"
	"hotline/internal/site"
)

// homeData is where the front door leads, "" for what the city does not have.
type homeData struct {
	Booking string
	BotURL  string
	Lines   []number
}

// home is the citizens' front door. Whoever signed in here works here: their browser gets the consoles, which find out by
// themselves whether the session still holds.
func (s *Server) home(w http.ResponseWriter, r *http.Request) {
	if _, err := r.Cookie(s.sessions.manager.Cookie.Name); err == nil {
		s.console(w, r)
		return
	}
	s.visit(func(w http.ResponseWriter, r *http.Request) {
		s.render(w, r, http.StatusOK, "home", "page.home.title", homeData{s.cfg.BookingURL, s.cfg.BotURL, s.lines()})
	}).ServeHTTP(w, r)
}

// privacyData is what becomes of people's data, by the profile in force.
type privacyData struct {
	Notice string
	Lines  []number
	Keeps  []keptFor
	Open   regulation.OpenCases
}

type keptFor struct {
	Kind regulation.DataKind
	For  string
}

func (s *Server) privacyPage(w http.ResponseWriter, r *http.Request) {
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	lang := site.CallerOf(r.Context()).Lang
	data := privacyData{Notice: p.Notices[regulation.NoticePersonalData].In(lang), Open: p.Privacy.OpenCases, Lines: s.lines()}
	for _, keep := range p.Privacy.Retention {
		data.Keeps = append(data.Keeps, keptFor{keep.Of, s.span(lang, keep.Keep)})
	}
	s.render(w, r, http.StatusOK, "privacy", "page.privacy.title", data)
}

// daysOfYear and daysOfMonth turn long terms into what people count in.
const (
	daysOfYear  = 365
	daysOfMonth = 30
)

// span is a long term in words: years and months where it is whole ones.
func (s *Server) span(lang string, t regulation.Term) string {
	if t.Unit == regulation.UnitDay {
		for _, u := range []struct {
			days int
			key  string
		}{{daysOfYear, "page.privacy.years"}, {daysOfMonth, "page.privacy.months"}} {
			if t.N%u.days == 0 {
				return s.cfg.Texts.T(lang, u.key, map[string]any{"count": t.N / u.days})
			}
		}
	}
	return t.Say(lang)
}
