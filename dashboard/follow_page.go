package dashboard

import (
	"context"
	"net/http"
	"net/url"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/secret"
	"hotline/internal/site"
)

func (s *Server) followPath(id casecore.ReportID) string {
	return "/r/" + s.cfg.Secrets.Token(secret.Report, id.UUID())
}

// followData is a report as its applicant sees it, until it is a case. It repeats nothing of what they said or who they are:
// a link may be found.
type followData struct {
	Status   casecore.ReportStatus
	Open     bool
	Received string
	ISO      string
	URL      string // to be kept
	Wording  string // where its text is to be agreed to
	Body     string // who is competent instead (MR-4.2.1)
	Phones   []number
	Notice   string
	Confirms bool
	Thanks   string
	Form     *reportForm // of what they add
}

// MayAdd offers to add to the report; what was typed until the report was settled is not lost.
func (d followData) MayAdd() bool { return d.Open || d.Form.Text != "" || len(d.Form.Photos) > 0 }

// reportOfToken returns the report that the request's token opens.
func (s *Server) reportOfToken(w http.ResponseWriter, r *http.Request) (casecore.Report, bool) {
	return opened(s, w, r, secret.Report, s.cfg.Subjects.Report)
}

// followPage tells what becomes of a report; once it is a case, the case's page does.
func (s *Server) followPage(w http.ResponseWriter, r *http.Request) {
	report, ok := s.reportOfToken(w, r)
	if !ok {
		return
	}
	if !report.CaseID.IsZero() && !joined(&report) {
		query := "?lang=" + site.CallerOf(r.Context()).Lang
		if done := r.URL.Query().Get("done"); done != "" {
			query += "&done=" + url.QueryEscape(done)
		}
		http.Redirect(w, r, s.statusPath(report.CaseID)+query, http.StatusSeeOther)
		return
	}
	f := &reportForm{}
	s.renew(f)
	s.showReport(w, r, http.StatusOK, &report, f)
}

// joined tells whether the report is part of a case that somebody else reported first: its page is not theirs.
func joined(r *casecore.Report) bool { return r.OutcomeCode == casecore.OutcomeLinked }

// showReport shows the report, or the case that it is part of.
func (s *Server) showReport(w http.ResponseWriter, r *http.Request, status int, report *casecore.Report, f *reportForm) {
	if report.CaseID.IsZero() {
		s.showFollow(w, r, status, report, f)
		return
	}
	c, err := s.cfg.Subjects.Case(r.Context(), report.CaseID)
	if err != nil {
		s.unavailable(w, r, err)
		return
	}
	s.showStatus(w, r, status, &c, reader{report.ID, report.Applicant.ID, joined(report)}, f)
}

func (s *Server) showFollow(w http.ResponseWriter, r *http.Request, status int, report *casecore.Report, f *reportForm) {
	lang := site.CallerOf(r.Context()).Lang
	p, err := s.cfg.Rules.Version(report.Profile, report.ProfileVersion)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	d := followData{
		Status: report.Status, Open: report.Status.Open(), Received: s.moment(lang, p.Zone, report.ReceivedAt), ISO: iso(report.ReceivedAt),
		URL: s.cfg.PublicURL + s.followPath(report.ID), Confirms: p.Confirmation.Required, Form: f,
	}
	if r.URL.Query().Get("done") == doAdd {
		d.Thanks = s.cfg.Texts.T(lang, "page.follow.thanks", nil)
	}
	if !p.Statutory {
		d.Notice = p.Notices[regulation.NoticeNotStatutory].In(lang)
	}
	if report.Status == casecore.ReportWorded && !report.WordingID.IsZero() {
		d.Wording = s.wordingURL(report.WordingID)
	}
	if body, ok := s.cfg.Orgs.Body(report.OutcomeCode); ok && report.Status == casecore.ReportConsulted {
		d.Body = body.Names.In(lang)
		for _, phone := range body.Phones {
			d.Phones = append(d.Phones, number(phone))
		}
	}
	s.render(w, r, status, "follow", "page.follow.title."+string(report.Status), d)
}

// followAnswer takes what the applicant adds by the page of their report. It may have become a case while they wrote.
func (s *Server) followAnswer(w http.ResponseWriter, r *http.Request) {
	report, ok := s.reportOfToken(w, r)
	if !ok {
		return
	}
	s.answer(w, r, func(do string, f *reportForm, standing casecore.Standing) error {
		return s.answerReport(r.Context(), do, &report, f, standing)
	}, func(status int, f *reportForm) { s.showReport(w, r, status, &report, f) })
}

func (s *Server) answerReport(ctx context.Context, do string, report *casecore.Report, f *reportForm, standing casecore.Standing) error {
	if report.CaseID.IsZero() {
		if do != doAdd {
			return errForm
		}
		_, err := s.cfg.Citizens.AddToReport(ctx, casecore.AddToReport{
			Command: f.command(do), Standing: standing, Report: report.ID, Text: f.Text, Files: f.files(),
		})
		return err
	}
	return s.answerCase(ctx, do, report.CaseID, f, standing)
}
