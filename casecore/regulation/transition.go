package regulation

import "slices"

// Next returns the transition that action makes from a status, "" being a case not yet registered.
// It reports false where the action is not possible.
func (p *Profile) Next(from StatusID, action ActionID) (Transition, bool) {
	i, ok := p.next[statusAction{from, action}]
	if !ok {
		return Transition{}, false
	}
	return p.Transitions[i], true
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
