package dashboard

import (
	"net/http"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/internal/site"
)

func (s *Server) mountReportPages() {
	r := s.router
	r.Handle(access.ReadPublic, "GET /report", s.visit(s.reportPage))
	r.Handle(access.ReadPublic, "POST /report", s.visit(s.reportSent))
	r.Handle(access.ReadPublic, "POST /report/photo", http.HandlerFunc(s.photoAhead))
	r.Handle(access.ReadPublic, "GET /report/streets", http.HandlerFunc(s.publicStreets))
	r.Handle(access.ReadPublic, "GET /report/streets/near", http.HandlerFunc(s.streetsNear))
	r.Handle(access.ReadPublic, "GET /photo/{token}", http.HandlerFunc(s.photo))
	r.Handle(access.ReadPublic, "GET /r/{token}", s.visit(s.followPage))
	r.Handle(access.ReadPublic, "POST /r/{token}", s.visit(s.followAnswer))
}

// reportData is the form with what the city's rules make of it.
type reportData struct {
	*reportForm

	Closed    bool // the profile takes nothing from the web
	Fields    []cardField
	Contact   bool
	Required  bool // of the contact
	Districts []choice
	MayHide   bool   // anonymity is allowed
	Warning   string // of MR-4.4.2
	Personal  string
	Statutory string // that it is no statutory appeal (RO-1.4)
	Limit     int
	Map       *pointMap
	Lines     []number
}

type cardField struct {
	ID, Label, Value, Autocomplete, Wrong string
	Required                              bool
}

type choice struct {
	Value, Name string
	Chosen      bool
}

func (s *Server) reportPage(w http.ResponseWriter, r *http.Request) {
	f := &reportForm{Person: map[string]string{}, Answer: site.CallerOf(r.Context()).Lang}
	s.renew(f)
	s.showForm(w, r, http.StatusOK, f)
}

func (s *Server) showForm(w http.ResponseWriter, r *http.Request, status int, f *reportForm) {
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	lang := site.CallerOf(r.Context()).Lang
	d := reportData{
		reportForm: f, Closed: !p.TakesFrom(string(casecore.FromWeb)), MayHide: p.Card.Anonymous.Allowed, Limit: maxPhotos,
		Personal: p.Notices[regulation.NoticePersonalData].In(lang), Map: s.pointMap(p), Lines: s.lines(),
	}
	if p.Card.Anonymous.Warn {
		d.Warning = p.Notices[regulation.NoticeAnonymous].In(lang)
	}
	if !p.Statutory {
		d.Statutory = p.Notices[regulation.NoticeNotStatutory].In(lang)
	}
	for _, field := range p.Card.Fields {
		if field.ID == fieldContact {
			d.Contact, d.Required = true, field.Required
		}
		for _, known := range personFields {
			if known.id == field.ID {
				d.Fields = append(d.Fields, cardField{
					ID: field.ID, Label: s.cfg.Texts.T(lang, "page.report.field."+field.ID, nil), Value: f.Person[field.ID],
					Autocomplete: known.autocomplete, Required: field.Required, Wrong: f.Wrong(field.ID),
				})
			}
		}
	}
	for _, district := range s.cfg.Orgs.Classifier().Districts {
		code := string(district.Code)
		d.Districts = append(d.Districts, choice{code, district.Names.In(lang), code == f.District})
	}
	title := "page.report.title"
	if len(f.Problems) > 0 {
		title = "page.report.title_wrong"
	}
	s.render(w, r, status, "report", title, d)
}

// reportSent takes a report in (MR-2.1, MR-4.5). Whatever is wrong brings the form back as it was, photos and all.
func (s *Server) reportSent(w http.ResponseWriter, r *http.Request) {
	lang := site.CallerOf(r.Context()).Lang
	f, err := s.readForm(w, r, lang)
	if err != nil {
		f = &reportForm{Person: map[string]string{}, Answer: lang}
		s.renew(f)
		f.wrong("form", s.cfg.Texts.Explain(lang, err))
		s.showForm(w, r, http.StatusUnprocessableEntity, f)
		return
	}
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	cmd := s.checkForm(f, p, lang)
	s.checkHuman(f, lang)
	if len(f.Problems) > 0 {
		s.showForm(w, r, http.StatusUnprocessableEntity, f)
		return
	}
	address := site.CallerOf(r.Context()).Address
	if wait, ok := s.reports.allow(address); !ok {
		w.Header().Set("Retry-After", retryAfter(wait))
		f.wrong("form", s.cfg.Texts.T(lang, "page.report.wrong.often", nil))
		s.showForm(w, r, http.StatusTooManyRequests, f)
		return
	}
	report, err := s.cfg.Intake.Receive(r.Context(), cmd)
	if err != nil {
		s.showForm(w, r, s.refuseForm(r, f, err), f)
		return
	}
	http.Redirect(w, r, s.followPath(report.ID)+"?lang="+lang, http.StatusSeeOther)
}

// checkHuman asks to send again what a machine seems to have sent: whoever is a person loses a moment and no word.
func (s *Server) checkHuman(f *reportForm, lang string) {
	age := s.cfg.Now().Sub(shownAt(f.id))
	switch {
	case f.Trap != "":
		f.wrong("website", s.cfg.Texts.T(lang, "page.report.wrong.trap", nil))
	case age < formPause && len(f.Problems) == 0: // what else is wrong takes time to mend
		f.wrong("form", s.cfg.Texts.T(lang, "page.report.wrong.quick", nil))
	case age > formLife:
		f.wrong("form", s.cfg.Texts.T(lang, "page.report.wrong.old", nil))
		s.renew(f)
	}
}
