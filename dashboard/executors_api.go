package dashboard

import (
	"context"

	"hotline/casecore"
)

// ExecutorList is who executes cases of an organisation.
type ExecutorList struct {
	People []PersonView `json:"people" nullable:"false"`
}

type executorsInput struct {
	Org string `query:"org" required:"true" format:"uuid"`
}

// executors names an organisation's people to those who may see its cases (RO-4.3), and nobody to others.
func (s *Server) executors(ctx context.Context, in *executorsInput) (*body[ExecutorList], error) {
	org, err := casecore.ParseID[casecore.OrgID](in.Org)
	if err != nil {
		return nil, err
	}
	list := ExecutorList{People: []PersonView{}}
	if !callerOf(ctx).actor.Sees(casecore.CaseAudience(&casecore.Case{LeadOrg: org}, s.cfg.Orgs)) {
		return answer(list, nil)
	}
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return nil, err
	}
	people, err := s.cfg.Names.Executors(ctx, org, p.Zone)
	for _, person := range people {
		list.People = append(list.People, PersonView{ID: person.ID, Name: person.Name})
	}
	return answer(list, err)
}
