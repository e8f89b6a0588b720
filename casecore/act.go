package casecore

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"hotline/casecore/regulation"
)

// Act does one action of the profile's transition table to a case: who may, from which status to which, what it has to
// bring along, which terms it stops and starts, and who hears of it are the profile's.
func (s *Service) Act(ctx context.Context, cmd ActOnCase) (Case, error) {
	const op = "act on case"
	cmd.Text = strings.TrimSpace(cmd.Text)
	if cmd.Text != "" {
		if err := checkText(op, cmd.Text); err != nil {
			return Case{}, err
		}
	}
	c := Case{ID: cmd.Case}
	return s.onCase(ctx, cmd.Command, cmd, &c, s.lockCase(op, cmd.Case, &c), func(ctx context.Context) error {
		return s.act(ctx, op, cmd, &c)
	})
}

func (s *Service) act(ctx context.Context, op string, cmd ActOnCase, c *Case) error {
	if !s.concerned(cmd.Actor, c) {
		return fail(NotFound, op, "error.case_unknown")
	}
	if cmd.Version != 0 && cmd.Version != c.Version {
		return fail(Conflict, op, "error.case_changed")
	}
	p, err := s.profileOf(op, c.Profile, c.ProfileVersion)
	if err != nil {
		return err
	}
	t, ok := p.Next(c.Status, cmd.Action)
	if !ok || cmd.Action == regulation.ActionRegister {
		return fail(Refused, op, "error.action_state", "action", string(cmd.Action), "status", string(c.Status))
	}
	role, ok := s.roleFor(cmd.Actor, c, t)
	if !ok {
		return fail(Forbidden, op, "error.action_role", "action", string(cmd.Action))
	}
	if err := s.checkWindow(op, p, c, t); err != nil {
		return err
	}
	if err := s.checkCouncil(op, p, c, t); err != nil {
		return err
	}
	if err := s.checkNeeds(op, p, c, t, cmd); err != nil {
		return err
	}
	a := action{
		s: s, p: p, c: c, t: t, cmd: cmd, before: CaseAudience(c, s.catalogue), ended: c.EndedAt,
		draft: draft{at: s.now(), actor: cmd.Actor, role: role, of: cmd.of},
	}
	if err := a.carryOut(ctx, op); err != nil {
		return err
	}
	return s.apply(ctx, a.Change)
}

// Actions lists what the actor may do to the case now, in the profile's order.
func (s *Service) Actions(a Actor, c *Case) []regulation.Transition {
	p, err := s.rules.Version(c.Profile, c.ProfileVersion)
	if err != nil || !s.concerned(a, c) {
		return nil
	}
	var list []regulation.Transition
	for _, t := range p.Transitions {
		if t.Action == regulation.ActionRegister || !slices.Contains(t.From, c.Status) {
			continue
		}
		if t.Action == regulation.ActionNotConsidered && !(c.Anonymous && p.Card.Anonymous.NotConsidered) {
			continue
		}
		if s.checkCouncil("actions", p, c, t) != nil {
			continue
		}
		if _, ok := s.roleFor(a, c, t); ok {
			list = append(list, t)
		}
	}
	return list
}

// concerned tells whether the case is the actor's to see; the applicant and the system come with their own proof.
func (s *Service) concerned(a Actor, c *Case) bool {
	return a.Has(regulation.RoleCitizen) || a.Has(regulation.RoleSystem) || a.Sees(CaseAudience(c, s.catalogue))
}

// byAssistants are the actions open to executors who assist; the rest is the lead's (MR-4.6).
var byAssistants = []regulation.ActionID{
	regulation.ActionProgress, regulation.ActionComment, regulation.ActionAskCitizen,
}

// roleFor returns the role in which the actor may do the transition: an executor's people only for their own case, a unit's
// head for the unit's, a control body for its area.
func (s *Service) roleFor(a Actor, c *Case, t regulation.Transition) (regulation.RoleID, bool) {
	lead, _ := s.catalogue.Org(c.LeadOrg)
	for _, role := range t.Actors {
		var ok bool
		switch role {
		case regulation.RoleOperator, regulation.RoleExecutor, regulation.RoleExecutorHead:
			ok = a.HasFor(role, c.LeadOrg) || slices.Contains(byAssistants, t.Action) &&
				slices.ContainsFunc(c.Assistants, func(o OrgID) bool { return a.HasFor(role, o) })
			if role == regulation.RoleExecutor && !c.ExecutorID.IsZero() {
				ok = ok && a.Staff == c.ExecutorID // the one whom the head named (RO-4.3)
			}
		case regulation.RoleParentHead:
			ok = a.HasFor(role, lead.Parent)
		case regulation.RoleControlBody:
			ok = slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == role && g.Area == lead.Area })
		default:
			ok = a.Has(role)
		}
		if ok {
			return role, true
		}
	}
	return "", false
}

// checkNeeds wants what the transition has to bring along.
func (s *Service) checkNeeds(op string, p *regulation.Profile, c *Case, t regulation.Transition, cmd ActOnCase) error {
	for _, need := range t.Needs {
		ok := true
		switch need {
		case regulation.NeedReason:
			ok = cmd.Text != ""
		case regulation.NeedProof, regulation.NeedFile:
			ok = len(cmd.Files) > 0
		case regulation.NeedExecutor:
			if cmd.Action == regulation.ActionAssign && p.TwoStep {
				ok = !cmd.Executor.IsZero()
			} else {
				_, ok = s.catalogue.Org(cmd.Org)
			}
		case regulation.NeedGround:
			if err := s.checkGround(op, p, c, cmd); err != nil {
				return err
			}
		}
		if !ok {
			return fail(Invalid, op, "error.need_"+string(need))
		}
	}
	switch cmd.Action {
	case regulation.ActionAccept:
		if p.TwoStep && c.ExecutorID.IsZero() { // RO-4.3: first the head names the executor
			return fail(Refused, op, "error.no_executor_named")
		}
	case regulation.ActionNotConsidered:
		if !c.Anonymous || !p.Card.Anonymous.NotConsidered { // MR-4.4.2
			return fail(Refused, op, "error.not_anonymous")
		}
	case regulation.ActionAskCitizen, regulation.ActionAnswerCitizen, regulation.ActionProgress, regulation.ActionComment,
		regulation.ActionAskExplanation, regulation.ActionExplain:
		if cmd.Text == "" {
			return fail(Invalid, op, "error.text_empty")
		}
	}
	return nil
}

// checkGround wants a ground that the topic permits and the evidence that the ground asks for (MR-5.6). Closing what was
// proposed may rest on the proposal's ground and files.
func (s *Service) checkGround(op string, p *regulation.Profile, c *Case, cmd ActOnCase) error {
	id := cmd.Ground
	if id == "" && c.Phase == regulation.PhaseProposed {
		return nil // the executor's ground, examined when it was proposed
	}
	g, ok := p.Ground(id)
	if !ok {
		return fail(Invalid, op, "error.need_ground")
	}
	topic, _ := s.catalogue.Topic(c.Topic)
	if g.NeedsApplicant && c.Anonymous { // MR-4.4.2
		return fail(Refused, op, "error.ground_needs_applicant")
	}
	if !slices.ContainsFunc(p.GroundsFor(topic, c.Anonymous, s.now()), func(g regulation.Ground) bool { return g.ID == id }) {
		return fail(Refused, op, "error.ground_not_permitted")
	}
	if id == c.Ground && c.Phase == regulation.PhaseProposed {
		return nil
	}
	for _, e := range g.Evidence {
		switch e {
		case "call", "justification":
			if cmd.Text == "" {
				return fail(Invalid, op, "error.evidence_"+e)
			}
		default:
			if len(cmd.Files) == 0 {
				return fail(Invalid, op, "error.evidence_"+e)
			}
		}
	}
	return nil
}

// action is one transition being carried out.
type action struct {
	draft
	s      *Service
	p      *regulation.Profile
	c      *Case
	t      regulation.Transition
	cmd    ActOnCase
	before []string
	ended  time.Time // when it had ended before
}

func (a *action) carryOut(ctx context.Context, op string) error {
	from := a.c.Status
	a.setStatus()
	data := facts{"from": string(from), "to": string(a.c.Status)}
	if err := a.effect(ctx, op, data); err != nil {
		return err
	}
	if a.cmd.ByPhone {
		data["by_phone"] = true
	}
	if len(a.cmd.Files) > 0 {
		data["files"] = idStrings(a.cmd.Files)
		a.attach(a.c.Subject(), a.cmd.Files, purposes[a.cmd.Action])
	}
	if a.cmd.Action == regulation.ActionAskCitizen {
		a.of = a.c.ApplicantID // nobody else is asked
	}
	if a.cmd.Text != "" {
		m := a.say(a.c.Subject(), a.direction(), a.actor.String(), a.cmd.Text)
		data["message"], data["text"] = m.ID.String(), digestHex(m.Salt, m.Text)
	}
	stopped := a.p.StoppedBy(a.cmd.Action, regulation.SubjectCase)
	a.stop(a.c.Subject(), stopped)
	a.c.forgetDues(stopped)
	if err := a.startDeadlines(ctx, op); err != nil {
		return err
	}
	data["cycle"] = a.c.Cycle
	a.c.Version++
	a.event(a.c.Subject(), &a.c.Chain, "case."+string(a.cmd.Action), data)
	a.Case = a.c
	a.tellAll()
	after := CaseAudience(a.c, a.s.catalogue)
	lost := slices.DeleteFunc(slices.Clone(a.before), func(t string) bool { return slices.Contains(after, t) })
	a.caseNotice(a.c, "case."+string(a.cmd.Action), after, lost)
	return nil
}

func (a *action) setStatus() {
	to := a.t.Target(a.c.Status)
	st, _ := a.p.Status(to)
	a.c.Status, a.c.Phase, a.c.Outcome = to, st.Phase, st.Outcome
	switch {
	case st.Phase == regulation.PhaseEnded && a.c.EndedAt.IsZero():
		a.c.EndedAt = a.at
	case st.Phase != regulation.PhaseEnded:
		a.c.EndedAt = time.Time{}
	}
}

// effect is what the action changes besides the status.
func (a *action) effect(ctx context.Context, op string, data facts) error {
	switch a.cmd.Action {
	case regulation.ActionAccept:
		a.c.AcceptedAt = a.at
	case regulation.ActionAssign:
		if a.p.TwoStep {
			return a.nameExecutor(ctx, op, data)
		}
		return a.moveTo(op, data)
	case regulation.ActionReaddress:
		return a.moveTo(op, data)
	case regulation.ActionAddAssistant:
		if a.c.Concerns(a.cmd.Org) {
			return fail(Conflict, op, "error.already_executor")
		}
		a.c.Assistants = append(slices.Clone(a.c.Assistants), a.cmd.Org)
		a.Assistants = append(a.Assistants, Assistant{Case: a.c.ID, Org: a.cmd.Org, At: a.at})
		data["org"] = a.cmd.Org.String()
	case regulation.ActionProposeClose, regulation.ActionClose:
		if a.cmd.Ground != "" {
			a.c.Ground = a.cmd.Ground
		}
		data["ground"] = string(a.c.Ground)
	case regulation.ActionReturn:
		data["ground"] = string(a.c.Ground)
		a.c.Ground = ""
	case regulation.ActionReopen, regulation.ActionNotFixed:
		data["ended_at"], data["ground"] = due(a.ended), string(a.c.Ground)
		a.c.Ground, a.c.AcceptedAt, a.c.DisputedAt = "", time.Time{}, time.Time{}
	case regulation.ActionExtend:
		a.c.Level = max(a.c.Level, 2)
	case regulation.ActionExplain:
		return a.checkAsked(ctx, op)
	}
	return ctx.Err()
}

// nameExecutor is the head's choice among the organisation's executors (RO-4.3).
func (a *action) nameExecutor(ctx context.Context, op string, data facts) error {
	ok, err := a.s.store.HasRole(ctx, a.cmd.Executor, regulation.RoleExecutor, a.c.LeadOrg, a.at.In(a.p.Zone))
	if err != nil {
		return err
	}
	if !ok {
		return fail(Invalid, op, "error.executor_unknown")
	}
	a.c.ExecutorID = a.cmd.Executor
	data["executor"] = a.cmd.Executor.String()
	return nil
}

// moveTo gives the case to another executor (MR-4.10.1); whoever led it no longer sees it unless they assist.
func (a *action) moveTo(op string, data facts) error {
	if a.cmd.Topic != "" {
		if _, ok := a.s.catalogue.Topic(a.cmd.Topic); !ok {
			return fail(Invalid, op, "error.topic_unknown")
		}
		a.c.Topic = a.cmd.Topic
	}
	data["org_before"], data["org"], data["topic"] = a.c.LeadOrg.String(), a.cmd.Org.String(), string(a.c.Topic)
	a.c.LeadOrg, a.c.ExecutorID, a.c.AcceptedAt = a.cmd.Org, StaffID{}, time.Time{}
	return nil
}

// startDeadlines arms what the action starts, in a new cycle of terms; the history of the old one stays.
func (a *action) startDeadlines(ctx context.Context, op string) error {
	if a.cmd.Action == regulation.ActionExtend {
		return a.extend(ctx, op)
	}
	topic, _ := a.s.catalogue.Topic(a.c.Topic)
	dues := a.p.DueAfter(a.cmd.Action, regulation.SubjectCase, a.c.Kind, topic, a.at)
	switch {
	case len(dues) == 0:
		return nil
	case a.cmd.Action == regulation.ActionAskExplanation:
		return a.askExplanation(ctx, dues)
	}
	a.c.Cycle++
	a.c.Level, a.c.Breached = 1, nil
	if !reopens(a.cmd.Action) && !a.p.Cap.IsZero() && a.p.InForce(a.p.Cap.Clause, a.at) {
		capAt := a.p.Cap.After(a.p.Calendar, a.c.RegisteredAt) // the overall term counts from registration (MR-6.3.3)
		for i := range dues {
			if dues[i].Deadline == regulation.DeadlineSolve {
				dues[i] = dues[i].Within(capAt)
			}
		}
	}
	a.c.noteDues(dues)
	a.arm(a.c.Subject(), a.c.Cycle, dues)
	return nil
}

// reopens tells whether the action begins an ended case anew.
func reopens(a regulation.ActionID) bool {
	return a == regulation.ActionReopen || a == regulation.ActionNotFixed
}

// extend agrees a later date under control level II (MR-6.3.1), within the cap but for the kinds that may exceed it.
func (a *action) extend(ctx context.Context, op string) error {
	rule, ok := a.p.Deadline(regulation.DeadlineSolve, 2)
	if !ok {
		return fail(Refused, op, "error.no_extension")
	}
	agreed, err := a.p.Agreed(rule, a.c.Kind, a.c.RegisteredAt, a.cmd.Until)
	switch {
	case errors.Is(err, regulation.ErrBeyondCap):
		return fail(Refused, op, "error.beyond_cap")
	case err != nil || !a.cmd.Until.After(a.at):
		return fail(Invalid, op, "error.extension_date")
	}
	held, err := a.s.store.Deadlines(ctx, a.c.Subject())
	if err != nil {
		return err
	}
	if slices.ContainsFunc(held, func(d Deadline) bool {
		return d.Kind == agreed.Deadline && d.Level == agreed.Level && d.Cycle == a.c.Cycle
	}) {
		a.c.Cycle++ // a second extension; the first one's row stays as it was
	}
	if agreed.BeyondCap() { // MR-6.3.3: the overall term has no more to say
		a.stop(a.c.Subject(), []regulation.DeadlineID{regulation.DeadlineCap})
	}
	a.c.SolveDue = agreed.At
	a.arm(a.c.Subject(), a.c.Cycle, []regulation.Due{agreed})
	return nil
}

// purposes of the files that come with an action.
var purposes = map[regulation.ActionID]string{
	regulation.ActionDecline: "proof", regulation.ActionProposeClose: "evidence", regulation.ActionClose: "evidence",
	regulation.ActionExtend: "resolution",
}

// direction is who hears the action's words: what is asked of or told to the applicant goes to them.
func (a *action) direction() string {
	if a.cmd.ByPhone { // it has been said; this is the note of it
		return SaidAmongStaff
	}
	switch a.cmd.Action {
	case regulation.ActionAskCitizen, regulation.ActionProgress:
		return SaidToCitizen
	case regulation.ActionAnswerCitizen, regulation.ActionNotFixed:
		return SaidByCitizen
	}
	return SaidAmongStaff
}
