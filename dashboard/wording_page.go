package dashboard

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/secret"
	"hotline/internal/site"
)

const (
	// maxForm bounds a public form, bytes.
	maxForm = 32 << 10
	// maxCorrection bounds what a citizen writes, in letters.
	maxCorrection = 4000
)

// wordingData is the page on which an applicant agrees to the wording or corrects it (MR-4.4). Once answered, it only
// says what happened: the text is not shown again.
type wordingData struct {
	Open       bool
	Text       string
	Place      string
	Executor   string
	Due        string
	Number     string
	Code       string
	Problem    string
	Correction string
	Happened   string
	StatusURL  string
}

func (s *Server) wordingURL(id casecore.WordingID) string {
	return s.cfg.PublicURL + "/w/" + s.cfg.Secrets.Token(secret.Wording, id.UUID())
}

// wordingOfToken returns the wording that the request's token opens.
func (s *Server) wordingOfToken(w http.ResponseWriter, r *http.Request) (casecore.Wording, bool) {
	return opened(s, w, r, secret.Wording, s.cfg.Subjects.Wording)
}

func (s *Server) wordingPage(w http.ResponseWriter, r *http.Request) {
	if wording, ok := s.wordingOfToken(w, r); ok {
		s.showWording(w, r, http.StatusOK, &wording, "", "")
	}
}

// wordingAnswer takes the applicant's answer. An answer that comes too late, or twice, is no error to them: the page
// says what happened.
func (s *Server) wordingAnswer(w http.ResponseWriter, r *http.Request) {
	wording, ok := s.wordingOfToken(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.showWording(w, r, http.StatusUnprocessableEntity, &wording, "page.failed.text", "")
		return
	}
	text := strings.TrimSpace(r.PostForm.Get("text"))
	cmd := casecore.Command{Scope: "link:" + wording.ID.String(), Key: r.PostForm.Get("answer"), Actor: casecore.Citizen}
	var err error
	switch cmd.Key {
	case "agree":
		_, err = s.cfg.Wordings.Agree(r.Context(), casecore.AgreeWording{Command: cmd, Wording: wording.ID, How: casecore.AskLink})
	case "correct":
		if text == "" || utf8.RuneCountInString(text) > maxCorrection {
			s.showWording(w, r, http.StatusUnprocessableEntity, &wording, "page.wording.correct_empty", text)
			return
		}
		_, err = s.cfg.Wordings.Correct(r.Context(), casecore.CorrectWording{
			Command: cmd, Wording: wording.ID, How: casecore.AskLink, Text: text,
		})
	default:
		s.showWording(w, r, http.StatusUnprocessableEntity, &wording, "page.failed.text", text)
		return
	}
	if code := casecore.CodeOf(err); code == casecore.Internal {
		s.failed(w, r, err)
		return
	}
	http.Redirect(w, r, r.URL.Path+"?lang="+site.CallerOf(r.Context()).Lang, http.StatusSeeOther)
}

func (s *Server) showWording(w http.ResponseWriter, r *http.Request, status int, wording *casecore.Wording, problem, text string) {
	ctx, lang := r.Context(), site.CallerOf(r.Context()).Lang
	report, err := s.cfg.Subjects.Report(ctx, wording.ReportID)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	var c *casecore.Case
	if !report.CaseID.IsZero() {
		found, err := s.cfg.Subjects.Case(ctx, report.CaseID)
		if err != nil {
			s.failed(w, r, err)
			return
		}
		c = &found
	}
	title := "page.wording.title"
	data := wordingData{Open: wording.State == casecore.WordingProposed && report.WordingID == wording.ID}
	if c != nil {
		data.Number = c.Number.String()
	}
	if data.Open {
		data.Text, data.Place, data.Correction = wording.Text, wording.Place, text
		data.Executor = s.orgName(wording.LeadOrg, lang)
		data.Due = s.solveDue(ctx, wording, c, lang)
		if problem != "" {
			data.Problem = s.cfg.Texts.T(lang, problem, nil)
		}
	} else {
		title = "page.wording.answered"
		s.happened(&data, wording, c, lang)
	}
	s.render(w, r, status, "wording", title, data)
}

// happened says what became of a wording that is no longer open.
func (s *Server) happened(data *wordingData, wording *casecore.Wording, c *casecore.Case, lang string) {
	state := wording.State
	if state == casecore.WordingProposed {
		state = casecore.WordingSuperseded // the report has ended meanwhile
	}
	if c == nil || c.WordingID != wording.ID {
		data.Number = ""
	} else {
		data.StatusURL, data.Code = s.statusURL(c.ID), s.cfg.Secrets.Code(secret.Status, c.ID.UUID())
	}
	data.Happened = s.cfg.Texts.T(lang, "page.wording."+string(state), nil)
}

// solveDue is by when it would be solved: of a case its term, otherwise the term counted from now.
func (s *Server) solveDue(ctx context.Context, w *casecore.Wording, c *casecore.Case, lang string) string {
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return ""
	}
	if c != nil {
		return s.moment(lang, p.Zone, c.SolveDue)
	}
	preview, err := s.cfg.Wordings.Preview(ctx, w.Topic, w.Kind, w.District, time.Time{})
	if err != nil {
		return ""
	}
	for _, d := range preview.Deadlines {
		if d.Deadline == regulation.DeadlineSolve {
			return s.moment(lang, p.Zone, d.At)
		}
	}
	return ""
}

func (s *Server) moment(lang string, zone *time.Location, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return s.cfg.Texts.FormatTime(lang, zone, t)
}

func (s *Server) orgName(id casecore.OrgID, lang string) string {
	org, _ := s.cfg.Orgs.Org(id)
	return org.Names.In(lang)
}
