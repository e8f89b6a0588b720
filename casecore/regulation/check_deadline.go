package regulation

import "slices"

func (c checker) deadlines() {
	for i, rule := range c.p.Deadlines {
		path := item("deadlines", i)
		c.source(path, rule)
		c.starts(path, rule)
		c.breach(path+".breach", rule)
		for kind := range rule.ByKind {
			c.kind(childPath(path+".by_kind", string(kind)), kind)
		}
		if rule.Level != 0 && !slices.ContainsFunc(c.p.Levels, func(l Level) bool { return l.N == rule.Level }) {
			c.fail(path+".level", "there is no control level %d", rule.Level)
		}
	}
	c.reminderFirst()
	for i, l := range c.p.Levels {
		c.roles(item("levels", i)+".approvals", l.Approvals)
		c.roles(item("levels", i)+".informed", l.Informed)
		if l.N < 1 || l.N > 3 {
			c.fail(item("levels", i)+".n", "control levels are 1, 2 and 3")
		}
	}
	for i, kind := range c.p.Confirmation.RegisterFirst {
		c.kind(item("confirmation.register_first", i), kind)
	}
	if c.p.Confirmation.Required && len(c.p.Confirmation.Means) == 0 {
		c.fail("confirmation", "a required confirmation needs a means to give it")
	}
}

// source checks that the term of a rule can be found for every kind.
func (c checker) source(path string, rule DeadlineRule) {
	if rule.Source != SourceRule && (!rule.Term.IsZero() || len(rule.ByKind) > 0) {
		c.fail(path, "the term comes from %q: the rule gives none of its own", rule.Source)
	}
	switch rule.Source {
	case SourceCap:
		if c.p.Cap.IsZero() {
			c.fail(path+".source", "the profile has no cap")
		}
	case SourceRule, SourceTopic:
		for _, k := range c.p.Kinds {
			if c.p.term(rule, k.ID, nil).IsZero() {
				c.fail(path, "no term is given for the kind %q", k.ID)
			}
		}
	case SourceAgreed:
	}
}

// starts checks the actions around a clock, and that no end of a case leaves it running.
func (c checker) starts(path string, rule DeadlineRule) {
	if !slices.Contains(subjects, rule.Subject) && rule.Subject != "" {
		c.fail(path+".subject", "%q is neither a case nor a report", rule.Subject)
	}
	for _, side := range []struct {
		name    string
		actions []ActionID
	}{{".starts", rule.Starts}, {".stops", rule.Stops}} {
		for i, action := range side.actions {
			if action != "" && !c.happens(rule.Subject, action) {
				c.fail(item(path+side.name, i), "the action %q never happens to a %s", action, rule.Subject)
			}
		}
	}
	if rule.Subject != SubjectCase {
		return
	}
	for _, t := range c.p.Transitions {
		if to, _ := c.p.Status(t.To); to.Phase == PhaseEnded && !slices.Contains(rule.Stops, t.Action) {
			c.fail(path+".stops", "the action %q ends a case and leaves this deadline running", t.Action)
		}
	}
}

func (c checker) happens(subject string, action ActionID) bool {
	if subject == SubjectReport {
		return slices.Contains(reportActions, action)
	}
	return slices.ContainsFunc(c.p.Transitions, func(t Transition) bool { return t.Action == action })
}

func (c checker) breach(path string, rule DeadlineRule) {
	b := rule.Breach
	if b == nil {
		return
	}
	c.roles(path+".recipients", b.Recipients)
	for kind := range b.WhenByKind {
		c.kind(childPath(path+".when_by_kind", string(kind)), kind)
	}
	switch {
	case b.Kind == "" && b.Effect == EffectNone:
		c.fail(path, "a deadline that runs out is a breach of some kind or has an effect")
	case b.Kind != "" && (len(b.Recipients) == 0 || b.When == ""):
		c.fail(path, "a breach is told to somebody, at some time: recipients and when are missing")
	}
}

// reminderFirst checks that the applicant is reminded before an agent calls back.
func (c checker) reminderFirst() {
	remind, ok1 := c.p.Deadline(DeadlineConfirmReminder, 0)
	call, ok2 := c.p.Deadline(DeadlineConfirmCallback, 0)
	if !ok1 || !ok2 || c.p.Calendar == nil {
		return
	}
	start := c.p.Effective.From
	for _, k := range c.p.Kinds {
		first, then := c.p.term(remind, k.ID, nil), c.p.term(call, k.ID, nil)
		if !first.After(c.p.Calendar, start).Before(then.After(c.p.Calendar, start)) {
			c.fail("deadlines", "for the kind %q the call back would not come after the reminder", k.ID)
		}
	}
}
