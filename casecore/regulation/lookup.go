package regulation

import "slices"

// Kind returns the kind of this id.
func (p *Profile) Kind(id KindID) (Kind, bool) {
	return find(p.Kinds, func(k Kind) bool { return k.ID == id })
}

// KindOf returns the kind of a case of this topic: the topic's where the profile knows it, otherwise
// the profile's default. A nil topic takes the default.
func (p *Profile) KindOf(topic *Topic) Kind {
	if topic != nil {
		if k, ok := p.Kind(topic.Kind); ok {
			return k
		}
	}
	k, _ := find(p.Kinds, func(k Kind) bool { return k.Default })
	return k
}

// Status returns the status of this id.
func (p *Profile) Status(id StatusID) (Status, bool) {
	return find(p.Statuses, func(s Status) bool { return s.ID == id })
}

// Initial returns the status that registration gives.
func (p *Profile) Initial() StatusID {
	s, _ := find(p.Statuses, func(s Status) bool { return s.Initial })
	return s.ID
}

// StatusesIn returns the statuses of a phase in the profile's order.
func (p *Profile) StatusesIn(phase Phase) []StatusID {
	var ids []StatusID
	for _, s := range p.Statuses {
		if s.Phase == phase {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// Ground returns the ground of this id.
func (p *Profile) Ground(id GroundID) (Ground, bool) {
	return find(p.Grounds, func(g Ground) bool { return g.ID == id })
}

// Deadline returns the rule of this id and control level.
func (p *Profile) Deadline(id DeadlineID, level int) (DeadlineRule, bool) {
	return find(p.Deadlines, func(d DeadlineRule) bool { return d.ID == id && d.Level == level })
}

// Role returns the role of this id.
func (p *Profile) Role(id RoleID) (Role, bool) {
	return find(p.Roles, func(r Role) bool { return r.ID == id })
}

func find[T any](list []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i], true
	}
	var zero T
	return zero, false
}
