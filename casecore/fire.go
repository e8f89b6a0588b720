package casecore

import (
	"context"
	"slices"
	"time"

	"hotline/casecore/regulation"
)

// CaseDeadlines fires the deadlines of cases: each missed one is one breach, told once to whom the profile names (MR-6.2,
// RO-4.3). It implements [DeadlineHandler].
type CaseDeadlines struct{ s *Service }

// ReportDeadlines fires the deadlines of reports: the reminder of an unanswered wording and the call-back task. It
// implements [DeadlineHandler].
type ReportDeadlines struct{ s *Service }

var (
	_ DeadlineHandler = CaseDeadlines{}
	_ DeadlineHandler = ReportDeadlines{}
)

// Handlers returns the handlers of this package by the kinds of deadline that they fire.
func (s *Service) Handlers() map[regulation.DeadlineID]DeadlineHandler {
	cases, reports := CaseDeadlines{s}, ReportDeadlines{s}
	return map[regulation.DeadlineID]DeadlineHandler{
		regulation.DeadlineAccept: cases, regulation.DeadlineSolve: cases, regulation.DeadlineCap: cases,
		regulation.DeadlineNew: cases, regulation.DeadlineInformHead: cases, regulation.DeadlineInformControl: cases,
		regulation.DeadlineExplain:         cases,
		regulation.DeadlineConfirmReminder: reports, regulation.DeadlineConfirmCallback: reports,
	}
}

// FireDeadlines implements [DeadlineHandler].
func (h CaseDeadlines) FireDeadlines(ctx context.Context, now time.Time, refs []TimerRef) ([]TimerRef, error) {
	locked, err := h.s.store.LockDueCases(ctx, now, refs)
	if err != nil {
		return nil, err
	}
	changes := make([]Change, 0, len(locked))
	seen := make(map[Subject]bool, len(locked))
	for i := range locked {
		c := &locked[i].Case
		seen[c.Subject()] = true
		if len(locked[i].Due) == 0 {
			continue
		}
		change, err := h.s.breach(c, locked[i].Due, now)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	if len(changes) > 0 {
		err = h.s.apply(ctx, changes...)
	}
	return held(refs, seen), err
}

// breach records the missed terms of one case.
func (s *Service) breach(c *Case, due []TimerRef, now time.Time) (Change, error) {
	const op = "breach"
	p, err := s.profileOf(op, c.Profile, c.ProfileVersion)
	if err != nil {
		return Change{}, err
	}
	d := draft{at: now, actor: System, role: regulation.RoleSystem}
	kind := "deadline.fired"
	c.Version++
	for _, ref := range due {
		d.Fire = append(d.Fire, ref)
		rule, _ := p.Deadline(ref.Kind, ref.Level)
		b, ok := p.BreachOf(rule, now)
		if !ok || b.Kind == "" {
			d.event(c.Subject(), &c.Chain, "deadline.fired", facts{"deadline": string(ref.Kind), "level": ref.Level, "cycle": ref.Cycle})
			continue
		}
		kind = "breach." + string(b.Kind)
		d.Breaches = append(d.Breaches, Breach{
			Deadline: ref.DeadlineKey, Kind: string(b.Kind), Org: c.LeadOrg, Due: ref.Due, At: now,
		})
		if !slices.Contains(c.Breached, string(b.Kind)) {
			c.Breached = append(slices.Clone(c.Breached), string(b.Kind))
		}
		d.event(c.Subject(), &c.Chain, kind, facts{
			"deadline": string(ref.Kind), "level": ref.Level, "cycle": ref.Cycle, "due": ref.Due.UTC().Format(time.RFC3339Nano),
			"org": c.LeadOrg.String(), "clause": b.Clause,
		})
		s.tellBreach(&d, p, c, ref, b)
		s.ringUnaccepted(&d, p, c, b)
	}
	d.Case = c
	d.caseNotice(c, kind, CaseAudience(c, s.catalogue), nil)
	return d.Change, nil
}

// tellBreach queues the letter about a breach: at once, or gathered for the next opening of the week or month (MR-6.2.1,
// MR-6.2.2).
func (s *Service) tellBreach(d *draft, p *regulation.Profile, c *Case, ref TimerRef, b regulation.Breach) {
	if len(b.Recipients) == 0 {
		return
	}
	d.tell(c.Subject(), Together(c.LeadOrg, b.Recipients...), "breach."+string(b.Kind), c.SOS, facts{
		"case_id": c.ID.String(), "number": c.Number.String(), "org": s.orgNames(c.LeadOrg), "due_at": due(ref.Due),
		"topic": s.topicNames(c.Topic), "sos": c.SOS,
	})
	if when := b.WhenFor(c.Kind); when != regulation.WhenNow {
		letter := &d.Deliveries[len(d.Deliveries)-1]
		letter.NextAt = p.NextLetter(when, d.at)
		letter.Gather = string(when) + ":breach." + string(b.Kind)
	}
}

// FireDeadlines implements [DeadlineHandler].
func (h ReportDeadlines) FireDeadlines(ctx context.Context, now time.Time, refs []TimerRef) ([]TimerRef, error) {
	locked, err := h.s.store.LockDueReports(ctx, now, refs)
	if err != nil {
		return nil, err
	}
	changes := make([]Change, 0, len(locked))
	seen := make(map[Subject]bool, len(locked))
	for i := range locked {
		r := &locked[i].Report
		seen[r.Subject()] = true
		for _, ref := range locked[i].Due {
			change, err := h.s.unanswered(ctx, r, ref, now)
			if err != nil {
				return nil, err
			}
			changes = append(changes, change)
		}
	}
	if len(changes) > 0 {
		err = h.s.apply(ctx, changes...)
	}
	return held(refs, seen), err
}

// unanswered reminds the applicant once, then makes the wording a call-back task for an agent. A case that was registered
// first never lapses.
func (s *Service) unanswered(ctx context.Context, r *Report, ref TimerRef, now time.Time) (Change, error) {
	p, err := s.profileOf("unanswered wording", r.Profile, r.ProfileVersion)
	if err != nil {
		return Change{}, err
	}
	d := draft{at: now, actor: System, role: regulation.RoleSystem}
	d.Fire = append(d.Fire, ref)
	effect := regulation.EffectNone
	if rule, ok := p.Deadline(ref.Kind, ref.Level); ok {
		if b, ok := p.BreachOf(rule, now); ok {
			effect = b.Effect
		}
	}
	data := facts{"deadline": string(ref.Kind), "wording": r.WordingID.String()}
	switch {
	case effect == regulation.EffectReminder && (r.Status == ReportWorded || r.Status == ReportRegistered):
		w, err := s.store.Wording(ctx, r.WordingID)
		if err != nil {
			return Change{}, err
		}
		d.tellCitizen(r.Subject(), &r.Applicant, "citizen.reminder", r.SOS, facts{
			"wording_id": w.ID.String(), "text": w.Text, "via": string(w.AskedVia),
		})
		d.reportChanged(r, "wording.reminded", data)
	case effect == regulation.EffectCallback && r.Status == ReportWorded:
		r.Status, r.ClaimedBy = ReportCallBack, StaffID{}
		d.reportChanged(r, "report.call_back", data)
	default:
		d.reportChanged(r, "deadline.fired", data)
	}
	return d.Change, nil
}

// held are the refs whose subjects somebody else has locked.
func held(refs []TimerRef, seen map[Subject]bool) []TimerRef {
	var list []TimerRef
	for _, ref := range refs {
		if !seen[ref.Subject] {
			list = append(list, ref)
		}
	}
	return list
}
