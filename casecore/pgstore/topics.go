package pgstore

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

func (c *Catalogue) readTopics(ctx context.Context, s *snapshot) error {
	rows, err := c.q.Topics(ctx)
	if err != nil {
		return err
	}
	order := make([]*regulation.Topic, 0, len(rows))
	for _, r := range rows {
		t := &regulation.Topic{
			Code: regulation.TopicCode(r.Code), Group: r.Grp, GroupNames: regulation.Text{}, Names: regulation.Text{},
			Keywords: map[string][]string{}, Kind: regulation.KindID(r.Kind),
			Solve:     regulation.Term{N: int(r.SolveN), Unit: regulation.Unit(r.SolveUnit), Clause: r.Clause, Assumed: r.SolveAssumed},
			Executors: map[regulation.DistrictCode]regulation.OrgCode{}, Housing: r.Housing, Assumed: r.Assumed,
		}
		s.topics[t.Code] = t
		order = append(order, t)
	}
	if err := c.readTopicParts(ctx, s); err != nil {
		return err
	}
	for _, t := range order {
		s.classifier.Topics = append(s.classifier.Topics, *t)
	}
	return nil
}

func (c *Catalogue) readTopicParts(ctx context.Context, s *snapshot) error {
	names, err := c.q.TopicNames(ctx)
	if err != nil {
		return err
	}
	for _, n := range names {
		if t, ok := s.topics[regulation.TopicCode(n.Code)]; ok {
			t.Names[n.Lang], t.GroupNames[n.Lang] = n.Name, n.GroupName
		}
	}
	keywords, err := c.q.TopicKeywords(ctx)
	if err != nil {
		return err
	}
	for _, k := range keywords {
		if t, ok := s.topics[regulation.TopicCode(k.Code)]; ok {
			t.Keywords[k.Lang] = append(t.Keywords[k.Lang], k.Keyword)
		}
	}
	grounds, err := c.q.TopicGrounds(ctx)
	if err != nil {
		return err
	}
	for _, g := range grounds {
		if t, ok := s.topics[regulation.TopicCode(g.Code)]; ok {
			t.Grounds = append(t.Grounds, regulation.GroundID(g.Ground))
		}
	}
	executors, err := c.q.TopicExecutors(ctx)
	if err != nil {
		return err
	}
	for _, e := range executors {
		t, ok := s.topics[regulation.TopicCode(e.Code)]
		if !ok {
			continue
		}
		t.Executors[regulation.DistrictCode(e.District)] = regulation.OrgCode(e.OrgCode)
		if s.executors[t.Code] == nil {
			s.executors[t.Code] = map[regulation.DistrictCode]casecore.OrgID{}
		}
		s.executors[t.Code][regulation.DistrictCode(e.District)] = casecore.OrgID(e.OrgID)
	}
	return nil
}
