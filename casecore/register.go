package casecore

import (
	"time"

	"hotline/casecore/regulation"
)

// register makes the case of a wording: its number is told at once (MR-4.8), it goes to its executor in real time
// (MR-4.9), and its terms begin (MR-4.6, MR-5.1). departure is the clause it departs from when it is not agreed yet.
func (s *Service) register(d *draft, p *regulation.Profile, r *Report, w *Wording, number Number, departure string) Case {
	kind, _ := p.Kind(w.Kind)
	topic, _ := s.catalogue.Topic(w.Topic)
	status := p.Initial()
	st, _ := p.Status(status)
	c := Case{
		ID: NewID[CaseID](), Number: number, Version: 1, Profile: p.Name, ProfileVersion: p.Version,
		Status: status, Phase: st.Phase, Kind: w.Kind, SOS: kind.Emergency, Topic: w.Topic, District: w.District,
		Place: w.Place, Point: r.Point, Text: w.Text, ReportID: r.ID, WordingID: w.ID, ApplicantID: r.Applicant.ID,
		Anonymous: r.Applicant.Anonymous, Departure: departure, LeadOrg: w.LeadOrg, Level: 1, Cycle: 1,
		RegisteredAt: d.at, RegisteredBy: w.WordedBy,
	}
	dues := p.DueAfter(regulation.ActionRegister, regulation.SubjectCase, w.Kind, topic, d.at)
	c.noteDues(dues)
	if departure == "" {
		d.stop(r.Subject(), p.StoppedBy(regulation.ActionAgree, regulation.SubjectReport))
	}
	r.Status, r.CaseID, r.ClosedAt = ReportRegistered, c.ID, d.at
	d.reportChanged(r, "report.registered", facts{
		"case": c.ID.String(), "number": number.String(), "wording": w.ID.String(), "state": string(w.State),
		"how": string(w.SettledHow), "by": w.SettledBy,
	})
	d.event(c.Subject(), &c.Chain, "case.register", facts{
		"number": number.String(), "report": r.ID.String(), "wording": w.ID.String(), "text": digestHex(w.Salt, w.Text),
		"topic": string(c.Topic), "kind": string(c.Kind), "district": string(c.District), "org": c.LeadOrg.String(),
		"profile": string(p.Name), "profile_version": p.Version, "departure": departure, "anonymous": c.Anonymous,
	})
	d.arm(c.Subject(), c.Cycle, dues)
	d.NewCase = &c
	d.tellCitizen(c.Subject(), &r.Applicant, "citizen.registered", c.SOS, facts{
		"case_id": c.ID.String(), "number": number.String(), "executor": s.orgNames(c.LeadOrg), "solve_due": due(c.SolveDue),
		"text": c.Text, "statutory": p.Statutory,
	})
	s.push(d, p, &c, "")
	s.ringIfAsked(d, p, &c)
	d.caseNotice(&c, "case.register", CaseAudience(&c, s.catalogue), nil)
	return c
}

// push sends the case to its lead executor in real time (MR-4.9). again is why it comes a second time, "" for the first.
func (s *Service) push(d *draft, p *regulation.Profile, c *Case, again string) {
	s.tellOrg(d, p, c, c.LeadOrg, "executor.case", facts{
		"case_id": c.ID.String(), "number": c.Number.String(), "sos": c.SOS, "topic": s.topicNames(c.Topic), "place": c.Place,
		"text": c.Text, "accept_due": due(c.AcceptDue), "solve_due": due(c.SolveDue), "again": again,
	})
}

// noteDues keeps on the case the two moments that everybody asks about.
func (c *Case) noteDues(dues []regulation.Due) {
	for _, d := range dues {
		switch d.Deadline {
		case regulation.DeadlineAccept, regulation.DeadlineNew:
			c.AcceptDue = d.At
		case regulation.DeadlineSolve, regulation.DeadlineInformControl:
			c.SolveDue = d.At
		}
	}
}

// forgetDues takes back what noteDues kept, for clocks that were stopped: no list counts down to them any more.
func (c *Case) forgetDues(stopped []regulation.DeadlineID) {
	for _, kind := range stopped {
		switch kind {
		case regulation.DeadlineAccept, regulation.DeadlineNew:
			c.AcceptDue = time.Time{}
		case regulation.DeadlineSolve, regulation.DeadlineInformControl:
			c.SolveDue = time.Time{}
		}
	}
}

func (s *Service) topicNames(code regulation.TopicCode) regulation.Text {
	if t, ok := s.catalogue.Topic(code); ok {
		return t.Names
	}
	return nil
}

// due writes a moment for a template, nothing for none.
func due(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
