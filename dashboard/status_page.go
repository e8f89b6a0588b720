package dashboard

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/secret"
	"hotline/internal/site"
)

// statusData is a case as its applicant sees it. It says nothing about who they are.
type statusData struct {
	Number, Status, Phase, Topic, Executor, Ground string
	Registered, RegisteredISO                      string
	Due, DueISO, Ended, EndedISO                   string
	Notice                                         string // that it is no statutory appeal (RO-1.4)
	Messages                                       []statusMessage
	Late                                           bool
	Next                                           string // what comes next, in a sentence
	Why                                            []string
	Steps                                          []statusStep
	Photos                                         []formPhoto // of the result
	Form                                           statusForm
	Joined                                         bool // they reported what somebody else had reported before
}

// reader is who reads a case's page: its first applicant, or one who joined it by a report of their own. What the others
// wrote and were told is none of the latter's.
type reader struct {
	report    casecore.ReportID
	applicant casecore.ApplicantID
	joined    bool
}

func first(c *casecore.Case) reader { return reader{report: c.ReportID, applicant: c.ApplicantID} }

// hears tells whether a message is of the reader's correspondence; one without an applicant is of the first's.
func (r reader) hears(m *casecore.Message) bool {
	return m.Applicant == r.applicant || m.Applicant.IsZero() && !r.joined
}

type statusMessage struct {
	From, At, ISO, Text string
}

type findData struct {
	Number string
	Wrong  bool
}

func (s *Server) statusPath(id casecore.CaseID) string {
	return "/s/" + s.cfg.Secrets.Token(secret.Status, id.UUID())
}

func (s *Server) statusURL(id casecore.CaseID) string { return s.cfg.PublicURL + s.statusPath(id) }

func (s *Server) statusPage(w http.ResponseWriter, r *http.Request) {
	if c, ok := s.caseOfToken(w, r); ok {
		f := &reportForm{}
		s.renew(f)
		s.showStatus(w, r, http.StatusOK, &c, first(&c), f)
	}
}

func (s *Server) showStatus(w http.ResponseWriter, r *http.Request, status int, c *casecore.Case, who reader, f *reportForm) {
	lang := site.CallerOf(r.Context()).Lang
	data, err := s.statusData(r.Context(), c, who, lang)
	if err == nil {
		data.Form, err = s.mayDo(r.Context(), c, casecore.Standing{Token: r.PathValue("token")}, f, lang)
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	switch done := r.URL.Query().Get("done"); done {
	case doAdd, doNotFixed, doRate:
		data.Form.Thanks = s.cfg.Texts.T(lang, "page.status.thanks."+done, nil)
	}
	s.render(w, r, status, "status", "page.status.title", data)
}

func (s *Server) statusData(ctx context.Context, c *casecore.Case, who reader, lang string) (statusData, error) {
	p, err := s.cfg.Rules.Version(c.Profile, c.ProfileVersion)
	if err != nil {
		return statusData{}, err
	}
	past, err := s.past(ctx, c.Subject())
	if err != nil {
		return statusData{}, err
	}
	before, err := s.cfg.History.Events(ctx, casecore.Subject{Type: casecore.ReportSubject, ID: who.report.UUID()})
	if err != nil {
		return statusData{}, err
	}
	status, _ := p.Status(c.Status)
	d := statusData{
		Number: c.Number.String(), Status: status.Names.In(lang), Phase: string(c.Phase), Executor: s.orgName(c.LeadOrg, lang),
		Registered: s.moment(lang, p.Zone, c.RegisteredAt), RegisteredISO: iso(c.RegisteredAt),
		Due: s.moment(lang, p.Zone, c.SolveDue), DueISO: iso(c.SolveDue),
		Ended: s.moment(lang, p.Zone, c.EndedAt), EndedISO: iso(c.EndedAt), Joined: who.joined,
	}
	d.Steps = s.steps(lang, p.Zone, who, before, past.events)
	if !c.Ended() {
		d.Late = !c.SolveDue.IsZero() && c.SolveDue.Before(s.cfg.Now())
		d.Why = whyDue(past.deadlines, lang)
		d.Next = s.cfg.Texts.T(lang, "page.status.next."+string(c.Phase), nil)
	}
	d.Photos = s.resultPhotos(past.files)
	if !p.Statutory {
		d.Notice = p.Notices[regulation.NoticeNotStatutory].In(lang)
	}
	if topic, ok := s.cfg.Orgs.Topic(c.Topic); ok {
		d.Topic = topic.Names.In(lang)
	}
	if ground, ok := p.Ground(c.Ground); ok && c.Ended() {
		d.Ground = ground.Names.In(lang)
	}
	d.Messages = s.statusMessages(past.messages, who, lang, p.Zone)
	return d, nil
}

// statusMessages are what the reader wrote and was told.
func (s *Server) statusMessages(messages []casecore.Message, who reader, lang string, zone *time.Location) []statusMessage {
	var list []statusMessage
	for i := range messages {
		m := &messages[i]
		if !who.hears(m) {
			continue
		}
		from := "page.status.from_centre"
		switch m.Direction {
		case casecore.SaidByCitizen:
			from = "page.status.from_you"
		case casecore.SaidToCitizen:
		default:
			continue // among the staff
		}
		list = append(list, statusMessage{
			From: s.cfg.Texts.T(lang, from, nil), At: s.moment(lang, zone, m.At), ISO: iso(m.At), Text: m.Text,
		})
	}
	return list
}

// resultPhotos are the pictures by which the executor shows what was done. Acts and letters name people and are not shown.
func (s *Server) resultPhotos(files []casecore.File) []formPhoto {
	var list []formPhoto
	for i := range files {
		if f := &files[i]; f.Purpose == "evidence" && strings.HasPrefix(f.ContentType, "image/") {
			list = append(list, s.formPhoto(f))
		}
	}
	return list
}

func (s *Server) findPage(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, http.StatusOK, "find", "page.find.title", findData{})
}

// find leads a number and its code to the status page. The number is guessable, the code is not: guesses at one number
// are few, from whatever address, and a number that does not exist takes as long and looks the same.
func (s *Server) find(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.render(w, r, http.StatusUnprocessableEntity, "find", "page.find.title", findData{Wrong: true})
		return
	}
	typed := r.PostForm.Get("number")
	number, err := casecore.ParseNumber(typed)
	if err != nil {
		s.render(w, r, http.StatusNotFound, "find", "page.find.title", findData{Number: typed, Wrong: true})
		return
	}
	if wait, ok := s.guesses.allow(number.String()); !ok {
		w.Header().Set("Retry-After", retryAfter(wait))
		s.render(w, r, http.StatusTooManyRequests, "busy", "page.busy.title", nil)
		return
	}
	c, err := s.cfg.Subjects.CaseByNumber(r.Context(), number)
	if err != nil && casecore.CodeOf(err) != casecore.NotFound {
		s.failed(w, r, err)
		return
	}
	known := err == nil
	id := uuid.Nil
	if known {
		id = c.ID.UUID()
	}
	if !s.cfg.Secrets.CheckCode(secret.Status, id, r.PostForm.Get("code")) || !known {
		s.render(w, r, http.StatusNotFound, "find", "page.find.title", findData{Number: typed, Wrong: true})
		return
	}
	http.Redirect(w, r, s.statusPath(c.ID)+"?lang="+site.CallerOf(r.Context()).Lang, http.StatusSeeOther)
}

func iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func retryAfter(wait time.Duration) string {
	return strconv.Itoa(max(1, int(wait.Seconds()+0.5)))
}
