package casecore

import "hotline/casecore/regulation"

// checkCouncil wants, for a transition that is kept to them, that the lead executor is within the council's units: one itself,
// or under one (MR-5.8.2). While the clause is suspended nobody is kept out.
func (s *Service) checkCouncil(op string, p *regulation.Profile, c *Case, t regulation.Transition) error {
	if t.Council == "" || !p.InForce(t.Council, s.now()) || s.withinCouncil(c.LeadOrg) {
		return nil
	}
	return fail(Refused, op, "error.not_council")
}

// withinCouncil goes up from an organisation. What was entered as its own ancestor ends the way too.
func (s *Service) withinCouncil(id OrgID) bool {
	for seen := map[OrgID]bool{}; !id.IsZero() && !seen[id]; {
		seen[id] = true
		org, ok := s.catalogue.Org(id)
		if ok && org.CouncilUnit {
			return true
		}
		id = org.Parent
	}
	return false
}
