package dashboard

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/callout"
	"hotline/internal/site"
)

// DutyRota keeps who is on duty at an organisation (MR-4.9.1).
type DutyRota interface {
	Rota(ctx context.Context, org casecore.OrgID) (callout.Rota, error)
	SetRota(ctx context.Context, cmd casecore.Command, org casecore.OrgID, revision int64, list []callout.Duty) error
}

// DutyList is an organisation's rota of officers on duty, from now on.
type DutyList struct {
	Revision int64             `json:"revision" doc:"An edit names the one that was seen"`
	Duties   []callout.Duty    `json:"duties" nullable:"false" doc:"In the order in which they are rung"`
	Now      []callout.Officer `json:"now" nullable:"false" doc:"Who would be rung this moment, in that order"`
	Gaps     []callout.Span    `json:"gaps" nullable:"false" doc:"Nobody is on duty, within two weeks, in the hours in which somebody is rung"`
	PassedBy DutyHours         `json:"hours"`
}

// DutyHours are those in which cases are passed by telephone too; both are 00:00 for the whole day.
type DutyHours struct {
	From  string `json:"from" doc:"17:00"`
	Until string `json:"until"`
}

type setDutyInput struct {
	site.KeyedOn[casecore.OrgID]

	Body struct {
		Revision int64          `json:"revision" minimum:"0" doc:"That was seen"`
		Duties   []callout.Duty `json:"duties" nullable:"false" maxItems:"750"`
	}
}

func (s *Server) mountDuty() {
	r := s.router
	site.Operation(r, access.ReadOrgs, "GET /api/orgs/{id}/duty", "duty", "Officers on duty, from now on (MR-4.9.1)", s.duty)
	site.Operation(r, access.ManageDuty, "POST /api/orgs/{id}/duty", "setDuty", "Replace what is not over of that rota", s.setDuty, site.Large)
}

func (s *Server) duty(ctx context.Context, in *orgInput) (*site.Body[DutyList], error) {
	list, err := s.cfg.Duty.Rota(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return nil, err
	}
	passed := p.Calling.ByPhone
	return site.Answer(DutyList{
		Revision: list.Revision, Duties: orEmpty(list.Duties), Now: orEmpty(list.Now), Gaps: orEmpty(list.Gaps),
		PassedBy: DutyHours{passed.From.String(), passed.Until.String()},
	}, nil)
}

func (s *Server) setDuty(ctx context.Context, in *setDutyInput) (*site.Body[DutyList], error) {
	err := s.cfg.Duty.SetRota(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID, in.Body.Revision, in.Body.Duties)
	return edited(ctx, s, err, func(ctx context.Context) (*site.Body[DutyList], error) { return s.duty(ctx, &orgInput{ID: in.ID}) })
}
