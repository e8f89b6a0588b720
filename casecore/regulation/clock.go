package regulation

import (
	"errors"
	"slices"
	"time"
)

// ErrBeyondCap says that the agreed date lies after the cap and the kind does not allow that (MR-6.3.3).
var ErrBeyondCap = errors.New("regulation: the agreed date lies beyond the cap")

// ErrNotAgreed says that the rule does not take its date from an agreement, or the date is not after the start.
var ErrNotAgreed = errors.New("regulation: not a date to agree on")

// Due computes the deadline that rule sets for a case begun at the given instant. It reports false when
// the rule gives no term by itself (an agreed one), or stands on a clause suspended at that instant
// (MR-9.2). A nil topic, or one of another kind, takes the kind's term.
//
// The result never lies after the cap counted from at; where the cap began earlier, see [Due.Within].
func (p *Profile) Due(rule DeadlineRule, kind KindID, topic *Topic, at time.Time) (Due, bool) {
	term := p.term(rule, kind, topic)
	if term.IsZero() || !p.InForce(rule.Clause, at) || !p.InForce(term.Clause, at) {
		return Due{}, false
	}
	due := p.compute(Due{Deadline: rule.ID, Level: rule.Level}, term, at)
	due.Why.Clause = rule.Clause
	due.Why.Assumed = rule.Assumed || term.Assumed
	if rule.Source == SourceTopic && p.capHolds(at) {
		due = due.Within(p.Cap.After(p.Calendar, at))
	}
	return due, true
}

// DueAfter computes every deadline of the subject that the action starts.
func (p *Profile) DueAfter(action ActionID, subject string, kind KindID, topic *Topic, at time.Time) []Due {
	var dues []Due
	for _, rule := range p.Deadlines {
		if rule.Subject != subject || !slices.Contains(rule.Starts, action) {
			continue
		}
		if due, ok := p.Due(rule, kind, topic, at); ok {
			dues = append(dues, due)
		}
	}
	return dues
}

// StoppedBy lists the deadlines of the subject that the action stops, whatever their level.
func (p *Profile) StoppedBy(action ActionID, subject string) []DeadlineID {
	var ids []DeadlineID
	for _, rule := range p.Deadlines {
		if rule.Subject == subject && slices.Contains(rule.Stops, action) && !slices.Contains(ids, rule.ID) {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// Agreed makes the deadline of a rule whose date people agree on: control level II (MR-6.3.1). The cap
// runs from the registration; only a kind that may exceed it goes beyond. It fails with [ErrNotAgreed]
// or [ErrBeyondCap].
func (p *Profile) Agreed(rule DeadlineRule, kind KindID, registered, until time.Time) (Due, error) {
	if rule.Source != SourceAgreed || !until.After(registered) {
		return Due{}, ErrNotAgreed
	}
	due := Due{Deadline: rule.ID, Level: rule.Level, At: until.In(p.Zone), Why: Why{
		Clause: rule.Clause, Start: registered.In(p.Zone), Zone: p.Zone.String(), Assumed: rule.Assumed,
		Steps: []Step{{Key: "why.agreed", Args: map[string]string{"at": stamp(until.In(p.Zone))}}},
	}}
	if !p.capHolds(registered) {
		return due, nil
	}
	due.Why.CapAt = p.Cap.After(p.Calendar, registered)
	if until.After(due.Why.CapAt) {
		if k, _ := p.Kind(kind); !k.BeyondCap {
			return Due{}, ErrBeyondCap
		}
		due.Why.Steps = append(due.Why.Steps, Step{Key: "why.beyond_cap", Args: map[string]string{"at": stamp(due.Why.CapAt)}})
	}
	return due, nil
}

// Recompute computes a stored deadline anew by the calendar as it is now: a holiday was declared, a
// zone changed its clock. An agreed date stays.
func (p *Profile) Recompute(d Due) Due {
	if d.Why.Term.IsZero() {
		return d
	}
	again := p.compute(Due{Deadline: d.Deadline, Level: d.Level}, d.Why.Term, d.Why.Start)
	again.Why.Clause, again.Why.Assumed = d.Why.Clause, d.Why.Assumed
	if !d.Why.CapAt.IsZero() {
		again = again.Within(d.Why.CapAt)
	}
	return again
}

// Within returns d ended at capAt at the latest. A case that starts a new cycle is still held by the
// cap counted from its registration.
func (d Due) Within(capAt time.Time) Due {
	d.Why.CapAt = capAt
	if !d.At.After(capAt) {
		return d
	}
	d.At, d.Why.Capped = capAt, true
	d.Why.Steps = append(slices.Clone(d.Why.Steps), Step{Key: "why.capped", Args: map[string]string{"at": stamp(capAt)}})
	return d
}

// term returns the term that the rule gives to a case, zero when it gives none.
func (p *Profile) term(rule DeadlineRule, kind KindID, topic *Topic) Term {
	switch rule.Source {
	case SourceCap:
		return p.Cap
	case SourceAgreed:
		return Term{}
	case SourceTopic:
		// The topic's term was meant for the topic's kind: when an agent finds another, that one's holds.
		if topic != nil && !topic.Solve.IsZero() && (topic.Kind == kind || topic.Kind == "") {
			return topic.Solve
		}
		k, _ := p.Kind(kind)
		return k.Solve
	default:
		if t, ok := rule.ByKind[kind]; ok {
			return t
		}
		return rule.Term
	}
}

func (p *Profile) capHolds(at time.Time) bool {
	return !p.Cap.IsZero() && p.InForce(p.Cap.Clause, at)
}
