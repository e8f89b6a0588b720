package regulation

import (
	"slices"
	"time"
)

// Next returns the transition that action makes from a status, "" being a case not yet registered.
// It reports false where the action is not possible.
func (p *Profile) Next(from StatusID, action ActionID) (Transition, bool) {
	i, ok := p.next[statusAction{from, action}]
	if !ok {
		return Transition{}, false
	}
	return p.Transitions[i], true
}

// Window returns until when the transition is possible for a case that ended then, false when nothing bounds it.
func (p *Profile) Window(t Transition, ended time.Time) (time.Time, bool) {
	if t.Within.IsZero() || ended.IsZero() {
		return time.Time{}, false
	}
	return t.Within.After(p.Calendar, ended), true
}

// Knows reports whether the table has the action at all.
func (p *Profile) Knows(action ActionID) bool {
	return slices.ContainsFunc(p.Transitions, func(t Transition) bool { return t.Action == action })
}

// May reports whether role may do action to a case in this status.
func (p *Profile) May(role RoleID, from StatusID, action ActionID) bool {
	t, ok := p.Next(from, action)
	return ok && slices.Contains(t.Actors, role)
}

// ActionsOf lists what role may do to a case in this status, in the profile's order.
func (p *Profile) ActionsOf(role RoleID, from StatusID) []ActionID {
	var actions []ActionID
	for _, t := range p.Transitions {
		if p.May(role, from, t.Action) && !slices.Contains(actions, t.Action) {
			actions = append(actions, t.Action)
		}
	}
	return actions
}

// index makes the transition table that Next reads.
func (p *Profile) index() {
	p.next = make(map[statusAction]int)
	for i, t := range p.Transitions {
		if t.Action == ActionRegister {
			p.next[statusAction{"", t.Action}] = i
		}
		for _, from := range t.From {
			p.next[statusAction{from, t.Action}] = i
		}
	}
}
