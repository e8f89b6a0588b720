package dashboard

import (
	"context"

	"hotline/casecore"
	"hotline/internal/site"
)

func (s *Server) report(ctx context.Context, in *reportInput) (*site.Body[ReportView], error) {
	r, err := s.cfg.Subjects.Report(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return site.Answer(s.reportView(ctx, &r))
}

func (s *Server) reportView(ctx context.Context, r *casecore.Report) (ReportView, error) {
	who := site.CallerOf(ctx)
	past, err := s.past(ctx, r.Subject())
	if err != nil {
		return ReportView{}, err
	}
	wordings, err := s.cfg.Lists.Wordings(ctx, r.ID)
	if err != nil {
		return ReportView{}, err
	}
	papers, err := s.cfg.Relief.Papers(ctx, r.ID)
	if err != nil {
		return ReportView{}, err
	}
	actors := append(past.actors(), r.ClaimedBy.String(), papers.DraftBy.String())
	for i := range papers.HandOvers {
		actors = append(actors, papers.HandOvers[i].From.String(), papers.HandOvers[i].To.String())
	}
	for i := range wordings {
		actors = append(actors, wordings[i].WordedBy.String(), wordings[i].SettledBy)
	}
	names, err := s.nameStaff(ctx, actors...)
	if err != nil {
		return ReportView{}, err
	}
	v := ReportView{
		Report: r.Row(), Text: r.Text, Point: pointView(r.Point), Applicant: fullApplicant(&r.Applicant),
		Mine: r.Status == casecore.ReportClaimed && r.ClaimedBy == who.Actor.Staff, ClaimedByName: names.of(r.ClaimedBy.String()),
		Wordings: []WordingView{}, Deadlines: deadlineViews(past.deadlines), Events: eventViews(past.events, names),
		Messages: messageViews(past.messages, names), Files: fileViews(past.files, names),
		OutcomeCode: r.OutcomeCode, OutcomeNote: r.OutcomeNote, HandOvers: handOverViews(papers.HandOvers, names),
	}
	if papers.Draft != nil {
		v.Draft = &DraftView{By: names.of(papers.DraftBy.String()), SavedAt: papers.DraftAt, Draft: papers.Draft}
	}
	for i := range wordings {
		v.Wordings = append(v.Wordings, s.wordingView(&wordings[i], names))
	}
	if !r.CaseID.IsZero() {
		c, err := s.cfg.Subjects.Case(ctx, r.CaseID)
		if err != nil {
			return ReportView{}, err
		}
		v.CaseNumber = c.Number.String()
	}
	return v, nil
}
