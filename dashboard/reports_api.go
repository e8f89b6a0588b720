package dashboard

import (
	"context"
	"errors"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/calls"
)

func (s *Server) mountReports() {
	r := s.router
	operation(r, access.ReadReports, "GET /api/queue", "queue", "Open reports", s.queue)
	operation(r, access.ReadReports, "GET /api/reports/{id}", "report", "A report", s.report)
	operation(r, access.ReceiveReport, "POST /api/reports", "receive", "Type in a report", s.receive, created)
	operation(r, access.ClaimReport, "POST /api/reports/{id}/claim", "claim", "Take a report", s.claim)
	operation(r, access.ReleaseReport, "POST /api/reports/{id}/release", "release", "Give a report back", s.release)
	operation(r, access.SuggestTopic, "GET /api/reports/{id}/suggestions", "suggestions",
		"The topics that a report's words are likest to, at most three; none is assigned", s.suggestions)
	operation(r, access.WordReport, "GET /api/preview", "preview", "Where a wording would go, by when and why", s.preview)
	operation(r, access.WordReport, "POST /api/reports/{id}/word", "word", "Word a report", s.word)
	operation(r, access.SettleWording, "POST /api/reports/{id}/wording/agree", "agree", "The applicant agreed on the telephone", s.agree)
	operation(r, access.SettleWording, "POST /api/reports/{id}/wording/correct", "correct", "The applicant wants it different", s.correct)
	operation(r, access.EndReport, "POST /api/reports/{id}/consult", "consult", "Not the city's: the competent body was told", s.consult)
	operation(r, access.EndReport, "POST /api/reports/{id}/refuse", "refuse", "Refuse obscenity, insults, a forbidden sender", s.refuse)
	operation(r, access.EndReport, "POST /api/reports/{id}/withdraw", "withdraw", "The applicant withdraws", s.withdraw)
}

type queueInput struct {
	Limit int `query:"limit" default:"2000" minimum:"1" maximum:"2000" doc:"How many of the first; no shift can have more waiting than the most"`
}

func (s *Server) queue(ctx context.Context, in *queueInput) (*body[Queue], error) {
	epoch, position, err := s.cfg.Feed.Position(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.cfg.Lists.OpenReports(ctx, callerOf(ctx).actor.Staff, in.Limit)
	return answer(Queue{Epoch: epoch, Offset: position, Reports: orEmpty(rows)}, err)
}

func (s *Server) receive(ctx context.Context, in *receiveInput) (*body[ReportState], error) {
	who := callerOf(ctx)
	b := &in.Body
	applicant, err := s.applicant(&b.Applicant)
	if err != nil {
		return nil, err
	}
	if err := replyTo(&applicant, b.Applicant.ReplyChannel); err != nil {
		return nil, err
	}
	cmd := casecore.ReceiveReport{
		Command: who.command(in.Keyed), Source: b.Source, Applicant: applicant, Text: b.Text, Place: b.Place,
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
func (s *Server) claimReceived(ctx context.Context, key Keyed, report casecore.Report) (*body[ReportState], error) {
	claim := casecore.ClaimReport{Command: callerOf(ctx).command(key), Report: report.ID}
	claim.Key += ":claim"
	claimed, err := s.cfg.Intake.Claim(ctx, claim)
	if casecore.CodeOf(err) == casecore.Conflict { // the report is in all the same: it waits for somebody
		return reportState(report, nil)
	}
	return reportState(claimed, err)
}

func (s *Server) claim(ctx context.Context, in *reportCommand) (*body[ReportState], error) {
	r, err := s.cfg.Intake.Claim(ctx, casecore.ClaimReport{Command: callerOf(ctx).command(in.Keyed), Report: in.ID})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) release(ctx context.Context, in *reportCommand) (*body[ReportState], error) {
	r, err := s.cfg.Intake.Release(ctx, casecore.ReleaseReport{Command: callerOf(ctx).command(in.Keyed), Report: in.ID})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) consult(ctx context.Context, in *consultInput) (*body[ReportState], error) {
	r, err := s.cfg.Endings.Consult(ctx, casecore.Consult{
		Command: callerOf(ctx).command(in.Keyed), Report: in.ID, Body: in.Body.Body, Note: in.Body.Note,
	})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) refuse(ctx context.Context, in *refuseInput) (*body[ReportState], error) {
	r, err := s.cfg.Endings.Refuse(ctx, casecore.RefuseReport{
		Command: callerOf(ctx).command(in.Keyed), Report: in.ID, Reason: in.Body.Reason, Note: in.Body.Note,
	})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func (s *Server) withdraw(ctx context.Context, in *reportCommand) (*body[ReportState], error) {
	r, err := s.cfg.Endings.Withdraw(ctx, casecore.WithdrawReport{Command: callerOf(ctx).command(in.Keyed), Report: in.ID})
	return reportState(r, s.withReport(ctx, in.ID, err))
}

func reportState(r casecore.Report, err error) (*body[ReportState], error) {
	return answer(ReportState{r.Row()}, err)
}

// withReport adds to a conflict or a refusal what the report is like now, for whoever may read it.
func (s *Server) withReport(ctx context.Context, id casecore.ReportID, err error) error {
	if !stale(err) {
		return err
	}
	r, readErr := s.cfg.Subjects.Report(ctx, id)
	if readErr != nil || !access.May(callerOf(ctx).actor, access.ReadReports) {
		return err
	}
	p := s.problem(callerOf(ctx).lang, err)
	row := r.Row()
	p.Report = &row
	return p
}

// stale tells whether an error says that the person acted on something that has changed.
func stale(err error) bool {
	var e *casecore.Error
	return errors.As(err, &e) && (e.Code == casecore.Conflict || e.Code == casecore.Refused)
}
