package casecore

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"hotline/casecore/regulation"
)

type callTaskTag struct{}

// CallTaskID names a [CallTask].
type CallTaskID = ID[callTaskTag]

// CallKind says whom a task has called.
type CallKind string

// The kinds of calls that go out.
const (
	CallOfficer  CallKind = "officer"  // the executor's officer on duty (MR-4.9.1)
	CallBack     CallKind = "callback" // an applicant, by an agent (MR-4.5)
	CallExecutor CallKind = "executor" // an applicant, by the executor, through the centre's number (MR-5.1)
	CallSample   CallKind = "sample"   // the applicant of a closed case, by the machine (MR-6.4)
)

// CallTask is an officer on duty to be called. It is written with whatever asks for it and stays until somebody was reached or
// everybody was tried; the attempts, their results and calls to applicants are the callout package's.
type CallTask struct {
	ID     CallTaskID
	Kind   CallKind
	Case   CaseID // what it is about
	Org    OrgID  // whose officer
	Reason string // the clause that asks for it
	At     time.Time
}

// ring has the organisation's officer on duty called about the case.
func (d *draft) ring(c *Case, org OrgID, reason string) {
	d.Calls = append(d.Calls, CallTask{
		ID: NewID[CallTaskID](), Kind: CallOfficer, Case: c.ID, Org: org, Reason: reason, At: d.at,
	})
}

// outside tells whether an organisation is reached by its telephone alone, and is called. Nothing is written to it: the case's history
// says that it is told by telephone (MR-7.8).
func (s *Service) outside(p *regulation.Profile, org OrgID) bool {
	o, _ := s.catalogue.Org(org)
	return o.PhoneOnly && p.Calling.Kept()
}

// tellOrg queues what an organisation that works on the case is told.
func (s *Service) tellOrg(d *draft, p *regulation.Profile, c *Case, org OrgID, template string, args facts) {
	if s.outside(p, org) {
		d.event(c.Subject(), &c.Chain, "case.by_phone", facts{"org": org.String(), "template": template})
		return
	}
	d.tell(c.Subject(), Recipient{Kind: "org", ID: org.UUID()}, template, c.SOS, args)
}

// byPhoneOnly is the clause by which an executor outside the program is told by telephone.
const byPhoneOnly = "MR-7.8"

// ringIfAsked has the officer called about a case that goes to its executor: at night about emergencies of housing
// (MR-4.9.1), and always where nothing else reaches the executor (MR-7.8).
func (s *Service) ringIfAsked(d *draft, p *regulation.Profile, c *Case) {
	if !p.Calling.Kept() {
		return
	}
	topic, _ := s.catalogue.Topic(c.Topic)
	switch {
	case p.PassesByPhone(c.Kind, topic, d.at):
		d.ring(c, c.LeadOrg, p.Calling.ByPhone.Clause)
	case s.outside(p, c.LeadOrg):
		d.ring(c, c.LeadOrg, byPhoneOnly)
	}
}

// ringUnaccepted has the officer called, at any hour, about a case that was not accepted in time.
func (s *Service) ringUnaccepted(d *draft, p *regulation.Profile, c *Case, b regulation.Breach) {
	if b.Kind == "accept" && slices.Contains(p.Calling.Unaccepted, c.Kind) {
		d.ring(c, c.LeadOrg, b.Clause)
	}
}

// CallMade is what a call that went out came to.
type CallMade struct {
	Task    CallTaskID
	Kind    CallKind
	Case    CaseID
	Report  ReportID
	Org     OrgID // whose officer, zero for calls to applicants
	Call    uuid.UUID
	By      Actor
	Attempt int
	Result  string
	// Exhausted: nobody on duty was reached, and nobody is left. The supervisor and the centre's head are told.
	Exhausted bool
}

// NoteCall writes a call's result into the history of its case or report (MR-4.9.1, MR-5.1), once for each attempt. A call that is
// heard accepts nothing: acceptance stays the executor's step.
func (s *Service) NoteCall(ctx context.Context, made CallMade) error {
	return s.store.InTx(ctx, func(ctx context.Context) error {
		d := draft{at: s.now(), actor: made.By, role: regulation.RoleSystem}
		data := facts{
			"task": made.Task.String(), "kind": string(made.Kind), "call": made.Call.String(), "attempt": made.Attempt, "result": made.Result,
		}
		if made.Case.IsZero() {
			r, err := s.store.LockReport(ctx, made.Report)
			if err != nil {
				return err
			}
			d.reportChanged(&r, "report.called", data)
			return s.apply(ctx, d.Change)
		}
		c, err := s.store.LockCase(ctx, made.Case)
		if err != nil {
			return err
		}
		kind := "case.called"
		org := made.Org
		if org.IsZero() {
			org = c.LeadOrg
		}
		data["org"] = org.String()
		if made.Exhausted {
			kind = "case.call_unheard"
			if err := s.tellUnheard(&d, &c, org); err != nil {
				return err
			}
		}
		d.caseChanged(s, &c, kind, data)
		return s.apply(ctx, d.Change)
	})
}

// tellUnheard tells those above the shift that nobody on duty was reached: the supervisor and the centre's head, or whom the city has in
// their place (MR-4.9.1).
func (s *Service) tellUnheard(d *draft, c *Case, org OrgID) error {
	p, err := s.profileOf("note call", c.Profile, c.ProfileVersion)
	if err != nil {
		return err
	}
	above := []regulation.RoleID{regulation.RoleSupervisor, regulation.RoleCentreHead, regulation.RoleAdministrator}
	above = slices.DeleteFunc(above, func(id regulation.RoleID) bool {
		_, there := p.Role(id)
		return !there
	})
	d.tell(c.Subject(), Together(org, above...), "breach.call", c.SOS, facts{
		"case_id": c.ID.String(), "number": c.Number.String(), "org": s.orgNames(org), "due_at": due(c.AcceptDue),
		"topic": s.topicNames(c.Topic), "sos": c.SOS,
	})
	return nil
}
