package dashboard

import (
	"context"
	"strings"

	"hotline/casecore"
	"hotline/casecore/stats"
	"hotline/internal/site"
)

// executorsOffered bounds whom a name finds.
const executorsOffered = 20

// ExecutorList is who executes cases.
type ExecutorList struct {
	People []ExecutorView `json:"people" nullable:"false"`
}

// ExecutorView is somebody who executes cases of an organisation.
type ExecutorView struct {
	PersonView

	Org     casecore.OrgID `json:"org"`
	OrgName string         `json:"org_name"`
}

type executorsInput struct {
	Org  string `query:"org" format:"uuid" doc:"All of this organisation's; any organisation's by name when absent"`
	Text string `query:"text" maxLength:"100" doc:"What the name holds"`
}

// executors names the people of organisations to those who may see their cases (RO-4.3), and nobody to others.
func (s *Server) executors(ctx context.Context, in *executorsInput) (*site.Body[ExecutorList], error) {
	p, err := s.cfg.Rules.At(s.cfg.Now())
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(in.Text)
	list := ExecutorList{People: []ExecutorView{}}
	if in.Org == "" && text == "" {
		return site.Answer(list, nil)
	}
	var org casecore.OrgID
	if in.Org != "" {
		if org, err = casecore.ParseID[casecore.OrgID](in.Org); err != nil {
			return nil, err
		}
	}
	found, err := s.cfg.Names.Executors(ctx, org, text, p.Zone)
	if err != nil {
		return nil, err
	}
	who, seen := site.CallerOf(ctx), make(map[casecore.OrgID]bool)
	for _, e := range found {
		sees, known := seen[e.Org]
		if !known {
			sees = who.Actor.Sees(casecore.CaseAudience(&casecore.Case{LeadOrg: e.Org}, s.cfg.Orgs))
			seen[e.Org] = sees
		}
		switch {
		case !sees:
			continue
		case org.IsZero() && len(list.People) == executorsOffered:
			return site.Answer(list, nil)
		}
		list.People = append(list.People, s.executorView(who.Lang, e))
	}
	return site.Answer(list, nil)
}

func (s *Server) executorView(lang string, e stats.ExecutorOf) ExecutorView {
	org, _ := s.cfg.Orgs.Org(e.Org)
	return ExecutorView{PersonView: PersonView{ID: e.ID, Name: e.Name}, Org: e.Org, OrgName: org.Names.In(lang)}
}
