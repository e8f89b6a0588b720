package dashboard

import (
	"context"
	"errors"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/calls"
	"hotline/internal/site"
)

func (s *Server) mountReports() {
	r := s.router
	site.Operation(r, access.ReadReports, "GET /api/queue", "queue", "Open reports", s.queue)
	site.Operation(r, access.ReadReports, "GET /api/reports/{id}", "report", "A report", s.report)
	site.Operation(r, access.ReceiveReport, "POST /api/reports", "receive", "Type in a report", s.receive, site.Created)
	site.Operation(r, access.ClaimReport, "POST /api/reports/{id}/claim", "claim", "Take a report", s.claim)
	site.Operation(r, access.ReleaseReport, "POST /api/reports/{id}/release", "release", "Give a report back", s.release)
	site.Operation(r, access.SuggestTopic, "GET /api/reports/{id}/suggestions", "suggestions",
		"The topics that a report's words are likest to, at most three; none is assigned", s.suggestions)
	site.Operation(r, access.WordReport, "GET /api/preview", "preview", "Where a wording would go, by when and why", s.preview)
	site.Operation(r, access.WordReport, "POST /api/reports/{id}/word", "word", "Word a report", s.word)
	site.Operation(r, access.SettleWording, "POST /api/reports/{id}/wording/agree", "agree", "The applicant agreed on the telephone", s.agree)
	site.Operation(r, access.SettleWording, "POST /api/reports/{id}/wording/correct", "correct", "The applicant wants it different", s.correct)
	site.Operation(r, access.EndReport, "POST /api/reports/{id}/consult", "consult", "Not the city's: the competent body was told", s.consult)
	site.Operation(r, access.EndReport, "POST /api/reports/{id}/refuse", "refuse", "Refuse obscenity, insults, a forbidden sender", s.refuse)
	site.Operation(r, access.EndReport, "POST /api/reports/{id}/withdraw", "withdraw", "The applicant withdraws", s.withdraw)
}

type queueInput struct {
	Limit int `query:"limit" default:"2000" minimum:"1" maximum:"2000" doc:"How many of the first; no shift can have more waiting than the most"`
}

func (s *Server) queue(ctx context.Context, in *queueInput) (*site.Body[Queue], error) {
	epoch, position, err := s.cfg.Feed.Position(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.cfg.Lists.OpenReports(ctx, site.CallerOf(ctx).Actor.Staff, in.Limit)
	return site.Answer(Queue{Epoch: epoch, Offset: position, Reports: orEmpty(rows)}, err)
}

func (s *Server) receive(ctx context.Context, in *receiveInput) (*site.Body[ReportState], error) {
	who := site.CallerOf(ctx)
	b := &in.Body
	applicant, err := s.applicant(&b.Applicant)
	if err != nil {
		return nil, err
	}
	if err := replyTo(&applicant, b.Applicant.ReplyChannel); err != nil {
		return nil, err
	}
	cmd := casecore.ReceiveReport{
		Command: who.Command(in.Keyed), Source: b.Source, Applicant: applicant, Text: b.Text, Place: b.Place,
		District: b.District, SOS: b.SOS, Files: b.Files,
	}
	if b.Point != nil {
		cmd.Point = &casecore.Point{Lat: b.Point.Lat, Lon: b.Point.Lon}
	}
	report, err := s.receiveFrom(ctx, b.Call, cmd)
	if err != nil || !b.Claim {
		return reportState(report, err)
	}
	return s.claimReceived(ctx, in.Keyed, report)
}

// receiveFrom takes in what was said, and notes with it on which call, if any: one call may give several reports (MR-2.1).
func (s *Server) receiveFrom(ctx context.Context, call *calls.CallID, cmd casecore.ReceiveReport) (report casecore.Report, err error) {
	if call == nil {
		return s.cfg.Intake.Receive(ctx, cmd)
	}
	err = s.cfg.FileRows.InTx(ctx, func(ctx context.Context) error {
		if report, err = s.cfg.Intake.Receive(ctx, cmd); err != nil {
			return err
		}
		return s.cfg.Calls.Give(ctx, *call, report.ID)
	})
	return report, err
}

// claimReceived takes a report that was just taken in, for whoever took it in.
func (s *Server) claimReceived(ctx context.Context, key site.Keyed, report casecore.Report) (*site.Body[ReportState], error) {
	claim := casecore.ClaimReport{Command: site.CallerOf(ctx).Command(key), Report: report.ID}
	claim.Key += ":claim"
	claimed, err := s.cfg.Intake.Claim(ctx, claim)
	if casecore.CodeOf(err) == casecore.Conflict { // the report is in all the same: it waits for somebody
		return reportState(report, nil)
	}
	return reportState(claimed, err)
}

func (s *Server) claim(ctx context.Context, in *reportCommand) (*site.Body[ReportState], error) {
	r, err := s.cfg.Intake.Claim(ctx, casecore.ClaimReport{Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) release(ctx context.Context, in *reportCommand) (*site.Body[ReportState], error) {
	r, err := s.cfg.Intake.Release(ctx, casecore.ReleaseReport{Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) consult(ctx context.Context, in *consultInput) (*site.Body[ReportState], error) {
	r, err := s.cfg.Endings.Consult(ctx, casecore.Consult{
		Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID, Body: in.Body.Body, Note: in.Body.Note,
	})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) refuse(ctx context.Context, in *refuseInput) (*site.Body[ReportState], error) {
	r, err := s.cfg.Endings.Refuse(ctx, casecore.RefuseReport{
		Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID, Reason: in.Body.Reason, Note: in.Body.Note,
	})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) withdraw(ctx context.Context, in *reportCommand) (*site.Body[ReportState], error) {
	r, err := s.cfg.Endings.Withdraw(ctx, casecore.WithdrawReport{Command: site.CallerOf(ctx).Command(in.Keyed), Report: in.ID})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func reportState(r casecore.Report, err error) (*site.Body[ReportState], error) {
	return site.Answer(ReportState{r.Row()}, err)
}

// withReport adds to a conflict or a refusal what the report is like now, for whoever may read it.
func (s *Server) withReport(ctx context.Context, id casecore.ReportID, err error) error {
	if !stale(err) {
		return err
	}
	r, readErr := s.cfg.Subjects.Report(ctx, id)
	if readErr != nil || !access.May(site.CallerOf(ctx).Actor, access.ReadReports) {
		return err
	}
	p := s.problem(site.CallerOf(ctx).Lang, err)
	row := r.Row()
	p.Report = &row
	return p
}

// stale tells whether an error says that the person acted on something that has changed.
func stale(err error) bool {
	var e *casecore.Error
	return errors.As(err, &e) && (e.Code == casecore.Conflict || e.Code == casecore.Refused)
}
