package dashboard

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
	"hotline/internal/site"
)

// CaseQuery is the list's filter as it stands in an address.
type CaseQuery struct {
	Phase    string                  `query:"phase" enum:"open,new,working,proposed,ended" doc:"All when absent"`
	Status   regulation.StatusID     `query:"status" maxLength:"40"`
	From     string                  `query:"from" format:"date" doc:"First day of the registration, by the city's clocks"`
	Until    string                  `query:"until" format:"date" doc:"Last day, which counts"`
	Org      string                  `query:"org" format:"uuid" doc:"Leads or assists"`
	Executor string                  `query:"executor" format:"uuid" doc:"The person whom the organisation's head named (RO-4.3)"`
	Kind     regulation.KindID       `query:"kind" maxLength:"40"`
	Topic    regulation.TopicCode    `query:"topic" maxLength:"60"`
	District regulation.DistrictCode `query:"district" maxLength:"40"`
	Overdue  bool                    `query:"overdue" doc:"Open, and a term has passed"`
	Text     string                  `query:"text" maxLength:"200" doc:"Words of the text or the place, or a case's number"`
	Sort     stats.CaseSort          `query:"sort" enum:"oldest,due" doc:"Newest first when absent; due: open cases by their term"`
}

type casesInput struct {
	CaseQuery

	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
	Cursor string `query:"cursor" maxLength:"200"`
}

type caseCountInput struct {
	CaseQuery
}

// CaseCount is how many there are, up to a cap.
type CaseCount struct {
	Count int  `json:"count"`
	More  bool `json:"more" doc:"There are more than count"`
}

// filter is the query as whoever asks may mean it.
func (s *Server) filter(ctx context.Context, q *CaseQuery) (stats.CaseFilter, error) {
	f := stats.CaseFilter{
		Tags: site.CallerOf(ctx).Actor.Tags(), Phase: q.Phase, Status: q.Status, Kind: q.Kind, Topic: q.Topic, District: q.District,
		Overdue: q.Overdue, Text: q.Text, Sort: q.Sort,
	}
	var err error
	if q.Org != "" {
		if f.Org, err = casecore.ParseID[casecore.OrgID](q.Org); err != nil {
			return f, err
		}
	}
	if q.Executor != "" {
		if f.Executor, err = casecore.ParseID[casecore.StaffID](q.Executor); err != nil {
			return f, err
		}
	}
	f.From, f.Until, err = s.days(q.From, q.Until)
	return f, err
}

// days is the time from one day to another of the city's clocks, of which the last counts: until is the midnight after it. What is
// not given is zero.
func (s *Server) days(first, last string) (from, until time.Time, err error) {
	if first == "" && last == "" {
		return from, until, nil
	}
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return from, until, err
	}
	if from, err = dayIn(p.Zone, first); err != nil {
		return from, until, err
	}
	if until, err = dayIn(p.Zone, last); !until.IsZero() {
		until = until.AddDate(0, 0, 1)
	}
	return from, until, err
}

// dayIn is the midnight with which a day begins in the zone, zero when there is no day.
func dayIn(zone *time.Location, day string) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return at, &casecore.Error{Code: casecore.Invalid, Op: "parse day", Key: "error.day", Err: err}
	}
	return at, nil
}

func (s *Server) cases(ctx context.Context, in *casesInput) (*site.Body[CaseList], error) {
	f, err := s.filter(ctx, &in.CaseQuery)
	if err != nil {
		return nil, err
	}
	f.Limit, f.Cursor = in.Limit, in.Cursor
	rows, next, err := s.cfg.Lists.Cases(ctx, f)
	return site.Answer(CaseList{Cases: orEmpty(rows), Next: next}, err)
}

func (s *Server) caseCount(ctx context.Context, in *caseCountInput) (*site.Body[CaseCount], error) {
	f, err := s.filter(ctx, &in.CaseQuery)
	if err != nil {
		return nil, err
	}
	n, err := s.cfg.Lists.CountCases(ctx, f)
	return site.Answer(CaseCount{Count: n.Count, More: n.More}, err)
}
