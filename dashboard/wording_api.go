package dashboard

import (
	"context"
	"net/mail"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"

	"hotline/casecore"
	"hotline/internal/site"
)

// homeRegion is where a number without a country's code belongs.
const homeRegion = "UA"

func (s *Server) preview(ctx context.Context, in *previewInput) (*site.Body[PreviewView], error) {
	p, err := s.cfg.Wordings.Preview(ctx, in.Topic, in.Kind, in.District, time.Time{})
	if err != nil {
		return nil, err
	}
	org, _ := s.cfg.Orgs.Org(p.LeadOrg)
	return &site.Body[PreviewView]{Body: PreviewView{
		LeadOrg: p.LeadOrg, LeadOrgName: org.Names.In(site.CallerOf(ctx).Lang), Kind: p.Kind, SOS: p.SOS, Deadlines: orEmpty(p.Deadlines),
	}}, nil
}

func (s *Server) word(ctx context.Context, in *wordInput) (*site.Body[Worded], error) {
	b := &in.Body
	cmd := casecore.WordReport{
		Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID, Text: b.Text, Topic: b.Topic, Kind: b.Kind,
		District: b.District, Place: b.Place, LeadOrg: deref(b.LeadOrg), Via: b.Via,
	}
	if b.Applicant != nil {
		a, err := s.completed(ctx, in.ID, b.Applicant)
		if err != nil {
			return nil, err
		}
		cmd.Applicant = &a
	}
	worded, err := s.cfg.Wordings.Word(ctx, cmd)
	if err != nil {
		return nil, s.withReport(ctx, in.ID, err)
	}
	names, err := s.nameStaff(ctx, worded.Wording.WordedBy.String())
	if err != nil {
		return nil, err
	}
	out := Worded{Report: worded.Report.Row(), Wording: s.wordingView(&worded.Wording, names)}
	if worded.Case != nil {
		row := worded.Case.Row()
		out.Case = &row
	}
	return &site.Body[Worded]{Body: out}, nil
}

func (s *Server) agree(ctx context.Context, in *reportCommand) (*site.Body[Acted], error) {
	id, err := s.wordingOf(ctx, in.ID)
	if err != nil {
		return nil, s.withReport(ctx, in.ID, err)
	}
	c, err := s.cfg.Wordings.Agree(ctx, casecore.AgreeWording{
		Command: site.CallerOf(ctx).Command(in.Keyed), Wording: id, How: casecore.AskAloud,
	})
	if err == nil {
		err = s.cfg.Calls.Mark(ctx, id, site.CallerOf(ctx).Actor.Staff)
	}
	return site.Answer(Acted{c.Row()}, s.withReport(ctx, in.ID, err))
}

func (s *Server) correct(ctx context.Context, in *correctInput) (*site.Body[ReportState], error) {
	id, err := s.wordingOf(ctx, in.ID)
	if err != nil {
		return nil, s.withReport(ctx, in.ID, err)
	}
	r, err := s.cfg.Wordings.Correct(ctx, casecore.CorrectWording{
		Command: site.CallerOf(ctx).Command(in.Keyed), Wording: id, How: casecore.AskAloud, Text: in.Body.Text,
	})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

// wordingOf returns the wording that a report's applicant is asked about.
func (s *Server) wordingOf(ctx context.Context, id casecore.ReportID) (casecore.WordingID, error) {
	r, err := s.cfg.Subjects.Report(ctx, id)
	if err != nil {
		return casecore.WordingID{}, err
	}
	if r.WordingID.IsZero() {
		return casecore.WordingID{}, &casecore.Error{Code: casecore.Conflict, Op: "settle wording", Key: "error.wording_stale"}
	}
	return r.WordingID, nil
}

// applicant reads the card as an agent typed it: a number as it is dialled becomes E.164.
func (s *Server) applicant(in *ApplicantInput) (casecore.Applicant, error) {
	phone, err := parsePhone(in.Phone)
	if err != nil {
		return casecore.Applicant{}, err
	}
	email, err := parseEmail(in.Email)
	if err != nil {
		return casecore.Applicant{}, err
	}
	a := casecore.Applicant{
		Surname: strings.TrimSpace(in.Surname), Name: strings.TrimSpace(in.Name), Patronymic: strings.TrimSpace(in.Patronymic),
		Residence: strings.TrimSpace(in.Residence), Phone: phone, Email: email, Anonymous: in.Anonymous,
		Lang: in.Lang,
	}
	if in.Warned {
		a.WarnedAt = s.cfg.Now()
	}
	return a, nil
}

// completed reads what an agent added to the card; what the form does not hold stays as it was.
func (s *Server) completed(ctx context.Context, id casecore.ReportID, in *ApplicantInput) (casecore.Applicant, error) {
	a, err := s.applicant(in)
	if err != nil {
		return casecore.Applicant{}, err
	}
	r, err := s.cfg.Subjects.Report(ctx, id)
	if err != nil {
		return casecore.Applicant{}, err
	}
	if a.Lang == "" {
		a.Lang = r.Applicant.Lang
	}
	if !r.Applicant.WarnedAt.IsZero() { // a warning that was given stays given (MR-4.4.2)
		a.WarnedAt = r.Applicant.WarnedAt
	}
	return a, nil
}

// replyTo says how the applicant hears what became of it: where, they have said already.
func replyTo(a *casecore.Applicant, channel casecore.ReplyChannel) error {
	a.ReplyChannel = channel
	switch channel {
	case casecore.NoReply:
		return nil
	case casecore.ReplyByEmail:
		a.ReplyAddress = a.Email
	case casecore.ReplyByPhone:
		a.ReplyAddress = string(a.Phone)
	case casecore.ReplyByTelegram: // only the bot knows a chat
		return &casecore.Error{Code: casecore.Invalid, Op: "applicant", Key: "error.reply_channel"}
	}
	if a.ReplyAddress == "" {
		return &casecore.Error{Code: casecore.Invalid, Op: "applicant", Key: "error.reply_address"}
	}
	return nil
}

func parsePhone(s string) (casecore.Phone, error) {
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	n, err := phonenumbers.Parse(s, homeRegion)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return "", &casecore.Error{Code: casecore.Invalid, Op: "applicant", Key: "error.phone"} // the number stays out of the log
	}
	return casecore.Phone(phonenumbers.Format(n, phonenumbers.E164)), nil
}

// parseEmail wants a bare address.
func parseEmail(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return "", &casecore.Error{Code: casecore.Invalid, Op: "applicant", Key: "error.email"}
	}
	return s, nil
}

// wordingView shows a wording; while it waits for an answer, with the link that an agent can pass on.
func (s *Server) wordingView(w *casecore.Wording, names names) WordingView {
	v := WordingView{
		ID: w.ID, Ordinal: w.Ordinal, State: w.State, Text: w.Text, Topic: w.Topic, Kind: w.Kind, District: w.District,
		Place: w.Place, LeadOrg: w.LeadOrg, AskedVia: w.AskedVia, WordedBy: names.of(w.WordedBy.String()), WordedAt: w.WordedAt,
		SettledAt: ref(w.SettledAt), SettledHow: w.SettledHow, SettledBy: names.of(w.SettledBy), Correction: w.Correction,
	}
	if w.State == casecore.WordingProposed && w.AskedVia == casecore.AskLink {
		v.Confirmation = s.wordingURL(w.ID)
	}
	return v
}
