package casecore

import (
	"maps"

	"github.com/google/uuid"

	"hotline/casecore/regulation"
)

// tellAll queues what the transition's audiences hear: the applicant each step in the channel they came by, the executors
// and the roles that the profile names.
func (a *action) tellAll() {
	pushed := a.cmd.Action == regulation.ActionReaddress || reopens(a.cmd.Action)
	if pushed {
		again := ""
		if reopens(a.cmd.Action) {
			again = a.cmd.Text // what was found wanting (MR-6.4)
		}
		a.s.push(&a.draft, a.p, a.c, again)
		a.s.ringIfAsked(&a.draft, a.p, a.c)
	}
	for _, audience := range a.t.Tells {
		switch audience {
		case regulation.AudienceCitizen:
			if !a.cmd.ByPhone {
				a.tellApplicant()
			}
		case regulation.AudienceLead:
			if !pushed {
				a.tellOrg(a.c.LeadOrg)
			}
		case regulation.AudienceAssistants:
			for _, org := range a.c.Assistants {
				a.tellOrg(org)
				if a.cmd.Action == regulation.ActionAddAssistant && org == a.cmd.Org && a.s.outside(a.p, org) {
					a.ring(a.c, org, byPhoneOnly)
				}
			}
		default:
			if role := regulation.RoleID(audience); !atConsole(role) {
				a.tellStaff(string(role), a.c.LeadOrg.UUID())
			}
		}
	}
}

// atConsole are the roles that watch the console all day: the live feed tells them at once, a letter would be noise.
func atConsole(role regulation.RoleID) bool {
	return Actor{Grants: []Grant{{Role: role}}}.Sees(ReportAudience())
}

func (a *action) tellApplicant() {
	template := "citizen.status"
	if a.cmd.Action == regulation.ActionAskCitizen {
		template = "citizen.question"
	}
	status, _ := a.p.Status(a.c.Status)
	text := ""
	if a.direction() == SaidToCitizen || a.c.Ended() {
		text = a.cmd.Text
	}
	args := facts{
		"case_id": a.c.ID.String(), "number": a.c.Number.String(), "status": status.Names, "action": string(a.cmd.Action),
		"executor": a.s.orgNames(a.c.LeadOrg), "text": text, "outcome": string(a.c.Outcome),
	}
	first := maps.Clone(args)
	first["cycle"] = a.c.Cycle // by which the case is rated, and that only the first applicant does
	a.tell(a.c.Subject(), Recipient{Kind: "citizen", ID: a.c.ApplicantID.UUID()}, template, a.c.SOS, first)
	if a.cmd.Action == regulation.ActionAskCitizen {
		return // a question is the first applicant's
	}
	for i, other := range a.c.Linked {
		args["report_id"] = a.c.LinkedReports[i].String() // their own page: the case's is the first applicant's
		a.tell(a.c.Subject(), Recipient{Kind: "citizen", ID: other.UUID()}, template, a.c.SOS, args)
	}
}

func (a *action) tellOrg(org OrgID) {
	a.s.tellOrg(&a.draft, a.p, a.c, org, "executor.update", update(a.p, a.c, a.cmd.Action, a.cmd.Text))
}

func (a *action) tellStaff(kind string, id uuid.UUID) {
	a.tell(a.c.Subject(), Recipient{Kind: kind, ID: id}, "executor.update", a.c.SOS, update(a.p, a.c, a.cmd.Action, a.cmd.Text))
}

// tellExecutors queues what was added to the case for whoever leads it and whoever assists.
func (s *Service) tellExecutors(d *draft, p *regulation.Profile, c *Case, text string) {
	for _, org := range append([]OrgID{c.LeadOrg}, c.Assistants...) {
		s.tellOrg(d, p, c, org, "executor.update", update(p, c, regulation.ActionAnswerCitizen, text))
	}
}

// update is what is said of a step on a case.
func update(p *regulation.Profile, c *Case, action regulation.ActionID, text string) facts {
	return facts{"case_id": c.ID.String(), "number": c.Number.String(), "action": p.Actions[action], "text": text}
}
