package dashboard

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
	"hotline/internal/site"
)

// Related reads what is around a report: earlier cases of its contact, the conversation, what may be the same.
type Related interface {
	PreviousCases(ctx context.Context, report casecore.ReportID) ([]stats.PreviousCase, error)
	CallersCases(ctx context.Context, number casecore.Phone) ([]stats.PreviousCase, error)
	Conversation(ctx context.Context, report casecore.ReportID) ([]stats.InConversation, error)
	SimilarCases(ctx context.Context, report *casecore.Report, topic, place string) ([]stats.SimilarCase, error)
}

// Linking ties reports to cases and takes endings back.
type Linking interface {
	Link(ctx context.Context, cmd casecore.LinkReport) (casecore.Report, error)
	Unlink(ctx context.Context, cmd casecore.UnlinkReport) (casecore.Report, error)
	NotSame(ctx context.Context, cmd casecore.NotTheSame) (casecore.Report, error)
	Undo(ctx context.Context, cmd casecore.UndoEnding) (casecore.Report, error)
}

// Further takes in what else somebody says: another matter, or more about a case that is there.
type Further interface {
	Further(ctx context.Context, cmd casecore.FurtherReport) (casecore.Report, error)
	NoteFromCaller(ctx context.Context, cmd casecore.NoteFromCaller) (casecore.Case, error)
}

func (s *Server) mountRelated() {
	r := s.router
	site.Operation(r, access.ReadReports, "GET /api/reports/{id}/related", "related", "Earlier cases of the contact and the conversation", s.related)
	site.Operation(r, access.ReadReports, "GET /api/phone/callers/{id}", "callersCases", "Earlier cases of whoever is at the other end of a call", s.callersCases)
	site.Operation(r, access.ReadReports, "GET /api/reports/{id}/similar", "similar", "Open cases that may be about the same", s.similar)
	site.Operation(r, access.EndReport, "POST /api/reports/{id}/link", "link", "Attach to a case as another applicant", s.link)
	site.Operation(r, access.EndReport, "POST /api/reports/{id}/unlink", "unlink", "Take an attachment back", s.unlink)
	site.Operation(r, access.WordReport, "POST /api/reports/{id}/not-same", "notSame", "It is another matter than the case", s.notSame)
	site.Operation(r, access.EndReport, "POST /api/reports/{id}/undo", "undo", "Take a refusal or a consultation back", s.undo)
	site.Operation(r, access.ReceiveReport, "POST /api/reports/{id}/further", "further", "Another matter from the same conversation", s.further, site.Created)
	site.Operation(r, access.ReceiveReport, "POST /api/cases/{id}/notes", "noteFromCaller", "What a caller adds to a case", s.noteFromCaller)
}

// RelatedView is what is around a report.
type RelatedView struct {
	Previous     []PreviousView     `json:"previous" nullable:"false" doc:"Of a known contact first, then the newest"`
	Conversation []ConversationView `json:"conversation" nullable:"false" doc:"The other reports of the conversation, in order"`
}

// PreviousView is an earlier case of the same contact.
type PreviousView struct {
	Case    casecore.CaseRow `json:"case"`
	Grade   stats.Grade      `json:"grade" enum:"known,maybe"`
	Because []string         `json:"because" nullable:"false" doc:"chat, mailbox, call, phone, email, name"`
}

// ConversationView is a report of the same conversation.
type ConversationView struct {
	Report casecore.ReportRow `json:"report"`
	Number string             `json:"number,omitempty" doc:"Of what became of it"`
}

// SimilarList is what may be the same, nearest first.
type SimilarList struct {
	Similar []SimilarView `json:"similar" nullable:"false"`
}

// SimilarView is an open case that may be about the same.
type SimilarView struct {
	Case       casecore.CaseRow `json:"case"`
	SamePlace  bool             `json:"same_place"`
	SameStreet bool             `json:"same_street"`
	Metres     *int             `json:"metres,omitempty"`
	Applicants int              `json:"applicants"`
}

type similarInput struct {
	ID    casecore.ReportID    `path:"id" format:"uuid"`
	Topic regulation.TopicCode `query:"topic" required:"true"`
	Place string               `query:"place" maxLength:"300"`
}

type linkInput struct {
	site.KeyedOn[casecore.ReportID]

	Body struct {
		Case casecore.CaseID `json:"case"`
	}
}

type furtherInput struct {
	site.KeyedOn[casecore.ReportID]

	Body struct {
		Text  string `json:"text" minLength:"1" maxLength:"8000"`
		Claim bool   `json:"claim,omitempty" doc:"Take it at once"`
	}
}

type noteInput struct {
	site.KeyedOn[casecore.CaseID]

	Body struct {
		Text  string            `json:"text,omitempty" maxLength:"8000"`
		Files []casecore.FileID `json:"files,omitempty" maxItems:"10"`
	}
}

func (s *Server) related(ctx context.Context, in *reportInput) (*site.Body[RelatedView], error) {
	previous, err := s.cfg.Related.PreviousCases(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	conversation, err := s.cfg.Related.Conversation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v := RelatedView{Previous: previousViews(previous), Conversation: []ConversationView{}}
	for _, c := range conversation {
		v.Conversation = append(v.Conversation, ConversationView{Report: c.Report, Number: c.Number})
	}
	return &site.Body[RelatedView]{Body: v}, nil
}

func (s *Server) callersCases(ctx context.Context, in *callInput) (*site.Body[RelatedView], error) {
	l, err := s.cfg.Calls.Open(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	previous, err := s.cfg.Related.CallersCases(ctx, l.Caller)
	return site.Answer(RelatedView{Previous: previousViews(previous), Conversation: []ConversationView{}}, err)
}

func previousViews(list []stats.PreviousCase) []PreviousView {
	views := make([]PreviousView, 0, len(list))
	for _, p := range list {
		views = append(views, PreviousView{Case: p.Case, Grade: p.Grade, Because: orEmpty(p.Because)})
	}
	return views
}

func (s *Server) similar(ctx context.Context, in *similarInput) (*site.Body[SimilarList], error) {
	report, err := s.cfg.Subjects.Report(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	found, err := s.cfg.Related.SimilarCases(ctx, &report, string(in.Topic), in.Place)
	list := SimilarList{Similar: []SimilarView{}}
	for _, f := range found {
		list.Similar = append(list.Similar, SimilarView{
			Case: f.Case, SamePlace: f.SamePlace, SameStreet: f.SameStreet, Metres: f.Metres, Applicants: f.Applicants,
		})
	}
	return site.Answer(list, err)
}

func (s *Server) link(ctx context.Context, in *linkInput) (*site.Body[ReportState], error) {
	r, err := s.cfg.Linking.Link(ctx, casecore.LinkReport{
		Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID, Case: in.Body.Case,
	})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) unlink(ctx context.Context, in *reportCommand) (*site.Body[ReportState], error) {
	r, err := s.cfg.Linking.Unlink(ctx, casecore.UnlinkReport{Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) notSame(ctx context.Context, in *linkInput) (*site.Body[ReportState], error) {
	r, err := s.cfg.Linking.NotSame(ctx, casecore.NotTheSame{
		Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID, Case: in.Body.Case,
	})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) undo(ctx context.Context, in *reportCommand) (*site.Body[ReportState], error) {
	r, err := s.cfg.Linking.Undo(ctx, casecore.UndoEnding{Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) further(ctx context.Context, in *furtherInput) (*site.Body[ReportState], error) {
	r, err := s.cfg.Further.Further(ctx, casecore.FurtherReport{
		Command: site.CallerOf(ctx).Command(in.Keyed), Of: in.ID, Text: in.Body.Text,
	})
	if err != nil || !in.Body.Claim {
		return reportState(r, err)
	}
	return s.claimReceived(ctx, in.Keyed, r)
}

func (s *Server) noteFromCaller(ctx context.Context, in *noteInput) (*site.Body[Acted], error) {
	c, err := s.cfg.Further.NoteFromCaller(ctx, casecore.NoteFromCaller{
		Command: site.CallerOf(ctx).Command(in.Keyed), Case: in.ID, Text: in.Body.Text, Files: in.Body.Files,
	})
	return site.Answer(Acted{c.Row()}, err)
}
