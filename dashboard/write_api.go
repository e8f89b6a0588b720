package dashboard

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/internal/site"
)

// Letters writes to applicants outside of the transition table.
type Letters interface {
	Write(ctx context.Context, cmd casecore.WriteToCitizen) (casecore.Case, error)
	WriteOnReport(ctx context.Context, cmd casecore.WriteToCitizen) (casecore.Report, error)
}

func (s *Server) mountLetters() {
	r := s.router
	site.Operation(r, access.WriteToCitizen, "POST /api/cases/{id}/messages", "writeOnCase",
		"Write to the applicant of a case; the answer comes back as a message on it", s.writeOnCase)
	site.Operation(r, access.WriteToCitizen, "POST /api/reports/{id}/messages", "writeOnReport",
		"Write to the applicant of a report that is not a case yet", s.writeOnReport)
}

type letterBody struct {
	Text string `json:"text" minLength:"1" maxLength:"8000"`
}

type caseLetterInput struct {
	site.KeyedOn[casecore.CaseID]

	Body letterBody
}

type reportLetterInput struct {
	site.KeyedOn[casecore.ReportID]

	Body letterBody
}

func (s *Server) writeOnCase(ctx context.Context, in *caseLetterInput) (*site.Body[Acted], error) {
	if _, err := s.visibleCase(ctx, in.ID); err != nil {
		return nil, err
	}
	c, err := s.cfg.Letters.Write(ctx, casecore.WriteToCitizen{
		Command: site.CallerOf(ctx).Command(in.Keyed), Case: in.ID, Text: in.Body.Text,
	})
	return site.Answer(Acted{c.Row()}, err)
}

func (s *Server) writeOnReport(ctx context.Context, in *reportLetterInput) (*site.Body[ReportState], error) {
	r, err := s.cfg.Letters.WriteOnReport(ctx, casecore.WriteToCitizen{
		Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID, Text: in.Body.Text,
	})
	return reportState(r, s.withReport(ctx, in.ID, err))
}
