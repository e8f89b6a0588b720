package regulation

import "slices"

func (c checker) kinds() {
	defaults := 0
	for i, k := range c.p.Kinds {
		if k.Default {
			defaults++
		}
		if k.BeyondCap || k.Solve.IsZero() || c.p.Cap.IsZero() {
			continue
		}
		start := c.p.Effective.From
		if c.p.Calendar != nil && k.Solve.After(c.p.Calendar, start).After(c.p.Cap.After(c.p.Calendar, start)) {
			c.fail(item("kinds", i)+".solve", "the term is longer than the cap of %d %s", c.p.Cap.N, c.p.Cap.Unit)
		}
	}
	if defaults != 1 {
		c.fail("kinds", "exactly one kind has to be the default, found %d", defaults)
	}
}

func (c checker) statuses() {
	initial := 0
	for i, s := range c.p.Statuses {
		path := item("statuses", i)
		if s.Initial {
			initial++
			if s.Phase != PhaseNew {
				c.fail(path+".phase", "a case begins in the phase %q", PhaseNew)
			}
		}
		if ended := s.Phase == PhaseEnded; ended != (s.Outcome != "") {
			c.fail(path, "a status has an outcome exactly when its phase is %q", PhaseEnded)
		}
	}
	if initial != 1 {
		c.fail("statuses", "exactly one status has to be initial, found %d", initial)
	}
}

func (c checker) transitions() {
	seen := make(map[statusAction]bool)
	for i, t := range c.p.Transitions {
		path := item("transitions", i)
		c.roles(path+".actors", t.Actors)
		c.status(path+".to", t.To)
		for j, from := range t.From {
			at := item(path+".from", j)
			c.status(at, from)
			if key := (statusAction{from, t.Action}); seen[key] {
				c.fail(at, "from %q the action %q leads two ways", from, t.Action)
			} else {
				seen[key] = true
			}
		}
		c.audiences(path+".tells", t.Tells)
		c.window(path, t)
		if slices.Contains(t.Needs, NeedGround) && len(c.p.Grounds) == 0 {
			c.fail(path+".needs", "a ground is needed, and the profile has none")
		}
		if _, ok := c.p.Actions[t.Action]; !ok && t.Action != "" {
			c.fail("actions", "the action %q has no name", t.Action)
		}
		if !slices.Contains(caseActions, t.Action) && t.Action != "" {
			c.fail(path+".action", "%q is not done to a case", t.Action)
		}
		if t.Action != ActionRegister && len(t.From) == 0 {
			c.fail(path, "an action has to be possible in some status")
		}
	}
	c.registration()
}

// window checks that what is bounded by the end of a case is done to cases that have ended.
func (c checker) window(path string, t Transition) {
	for i, from := range t.From {
		s, ok := c.p.Status(from)
		if ok && s.Phase != PhaseEnded && (!t.Within.IsZero() || t.Action == ActionNotFixed) {
			c.fail(item(path+".from", i), "a case in %q has not ended: the action %q follows an end", from, t.Action)
		}
	}
}

func (c checker) registration() {
	found := 0
	for i, t := range c.p.Transitions {
		if t.Action != ActionRegister {
			continue
		}
		if found++; len(t.From) > 0 || t.To != c.p.Initial() {
			c.fail(item("transitions", i), "registration leads from nothing to the initial status")
		}
	}
	if found != 1 {
		c.fail("transitions", "exactly one transition has to be the registration, found %d", found)
	}
}

func (c checker) audiences(path string, audiences []Audience) {
	known := []Audience{AudienceCitizen, AudienceLead, AudienceAssistants}
	for i, who := range audiences {
		if _, ok := c.p.Role(RoleID(who)); !ok && !slices.Contains(known, who) {
			c.fail(item(path, i), "%q is neither a declared role nor one of citizen, lead, assistants", who)
		}
	}
}

func (c checker) status(path string, id StatusID) {
	if _, ok := c.p.Status(id); !ok && id != "" {
		c.fail(path, "there is no status %q", id)
	}
}

// reachability checks that a case can come to every status, and from every status to an end.
func (c checker) reachability() {
	forward, backward := make(map[StatusID][]StatusID), make(map[StatusID][]StatusID)
	for _, t := range c.p.Transitions {
		for _, from := range t.From {
			forward[from] = append(forward[from], t.Target(from))
			backward[t.Target(from)] = append(backward[t.Target(from)], from)
		}
	}
	reached := closure(forward, []StatusID{c.p.Initial()})
	ending := closure(backward, c.p.StatusesIn(PhaseEnded))
	for i, s := range c.p.Statuses {
		if !reached[s.ID] {
			c.fail(item("statuses", i), "no way leads from registration to %q", s.ID)
		}
		if !ending[s.ID] {
			c.fail(item("statuses", i), "no way leads from %q to an end", s.ID)
		}
	}
}

// closure returns every status that the edges reach from the given ones, these included.
func closure(edges map[StatusID][]StatusID, from []StatusID) map[StatusID]bool {
	reached := make(map[StatusID]bool)
	for todo := slices.Clone(from); len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if reached[at] {
			continue
		}
		reached[at] = true
		todo = append(todo, edges[at]...)
	}
	return reached
}
