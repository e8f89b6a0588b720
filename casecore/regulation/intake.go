package regulation

import (
	"slices"
	"strings"
	"time"
)

// ForbiddenEmail reports whether nothing is registered that comes from this address (MR-4.4.4). A
// forbidden domain covers the domains below it.
func (p *Profile) ForbiddenEmail(address string) bool {
	_, domain, ok := cutLast(strings.ToLower(strings.TrimSpace(address)), "@")
	if !ok {
		return false
	}
	domain = strings.TrimRight(domain, ".>")
	return slices.ContainsFunc(p.ForbiddenEmailDomains, func(f string) bool {
		return domain == f || strings.HasSuffix(domain, "."+f)
	})
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// Missing lists the ids of the fields that the card has to hold and values does not (MR-4.4.1). An
// anonymous card does without the personal ones, where the profile allows anonymity (MR-4.4.2).
func (c Card) Missing(values map[string]string, anonymous bool) []string {
	var missing []string
	for _, f := range c.Fields {
		if !f.Required || (f.Personal && anonymous && c.Anonymous.Allowed) {
			continue
		}
		if strings.TrimSpace(values[f.ID]) == "" {
			missing = append(missing, f.ID)
		}
	}
	return missing
}

// ConfirmFirst reports whether a wording of this kind has to be agreed to before it is registered
// (MR-4.4).
func (p *Profile) ConfirmFirst(kind KindID) bool {
	return p.Confirmation.Required && !slices.Contains(p.Confirmation.RegisterFirst, kind)
}

// ConfirmAfter reports whether a wording of this kind is registered at once and agreed to afterwards:
// a departure from the clause, to be recorded as one.
func (p *Profile) ConfirmAfter(kind KindID) bool {
	return p.Confirmation.Required && slices.Contains(p.Confirmation.RegisterFirst, kind)
}

// GroundsFor lists the grounds on which a case may be closed at t: those that the topic permits (all
// of the profile's where it permits none in particular), without those that need an applicant when
// the case is anonymous (MR-4.4.2), and without suspended ones (MR-9.2).
func (p *Profile) GroundsFor(topic *Topic, anonymous bool, t time.Time) []Ground {
	var grounds []Ground
	for _, g := range p.Grounds {
		permitted := topic == nil || len(topic.Grounds) == 0 || slices.Contains(topic.Grounds, g.ID)
		if permitted && !(anonymous && g.NeedsApplicant) && p.InForce(g.Clause, t) {
			grounds = append(grounds, g)
		}
	}
	return grounds
}

// BreachOf returns what follows when a deadline of the rule runs out at t, false where nothing does or
// its clause is suspended (MR-9.2).
func (p *Profile) BreachOf(rule DeadlineRule, t time.Time) (Breach, bool) {
	if rule.Breach == nil || !p.InForce(rule.Breach.Clause, t) {
		return Breach{}, false
	}
	return *rule.Breach, true
}

// TakesFrom reports whether reports may come by a channel (MR-2.1).
func (p *Profile) TakesFrom(channel string) bool { return slices.Contains(p.Channels, channel) }
