package regulation

import (
	"fmt"
	"slices"
	"strings"
)

// checker finds what is wrong between the parts of a profile: each part alone has been checked while
// it was read.
type checker struct {
	*decoder
	p *Profile
}

func (c checker) all() {
	c.languages()
	c.head()
	c.centre()
	c.ids()
	c.kinds()
	c.statuses()
	c.transitions()
	c.reachability()
	c.deadlines()
	c.card()
	c.notices()
	c.suspensions()
	c.rota()
	c.calling()
}

// languages checks that every text exists in every language of the profile and in no other.
func (c checker) languages() {
	if !slices.Contains(c.p.Languages, fallbackLanguage) {
		c.fail("languages", "%q has to be one of the languages: the others fall back to it", fallbackLanguage)
	}
	for _, t := range c.texts {
		for _, lang := range c.p.Languages {
			if strings.TrimSpace(t.value[lang]) == "" {
				c.fail(t.path, "the text in %q is missing", lang)
			}
		}
		for lang := range t.value {
			if !slices.Contains(c.p.Languages, lang) {
				c.fail(childPath(t.path, lang), "%q is not a language of this profile", lang)
			}
		}
	}
}

func (c checker) head() {
	if strings.TrimSpace(c.p.Version) == "" {
		c.fail("version", "a version has to have a name")
	}
	if name := string(c.p.Name); name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		c.fail("profile", "the name of a profile is made of a-z, 0-9 and -")
	}
	if e := c.p.Effective; !e.Until.IsZero() && !e.From.Before(e.Until) {
		c.fail("effective.until", "the end lies before the beginning")
	}
	c.words("channels", c.p.Channels, channels)
	c.words("confirmation.means", c.p.Confirmation.Means, means)
	if day := c.p.Gathering.DayOfMonth; day < 1 || day > 28 {
		c.fail("gathering.day_of_month", "%d is not a day that every month has", day)
	}
	for i, domain := range c.p.ForbiddenEmailDomains {
		if domain != strings.ToLower(domain) || !strings.Contains(domain, ".") || strings.ContainsAny(domain, "@ ") {
			c.fail(item("forbidden_email_domains", i), "%q is not a domain in lower case", domain)
		}
	}
}

// ids checks that nothing is named twice.
func (c checker) ids() {
	unique(c, "roles", c.p.Roles, func(r Role) string { return string(r.ID) })
	unique(c, "areas", c.p.Areas, func(a Area) string { return a.ID })
	unique(c, "kinds", c.p.Kinds, func(k Kind) string { return string(k.ID) })
	unique(c, "statuses", c.p.Statuses, func(s Status) string { return string(s.ID) })
	unique(c, "grounds", c.p.Grounds, func(g Ground) string { return string(g.ID) })
	unique(c, "levels", c.p.Levels, func(l Level) string { return fmt.Sprint(l.N) })
	unique(c, "privacy.retention", c.p.Privacy.Retention, func(r Retention) string { return string(r.Of) })
	unique(c, "card.fields", c.p.Card.Fields, func(f Field) string { return f.ID })
	unique(c, "deadlines", c.p.Deadlines, func(d DeadlineRule) string { return fmt.Sprintf("%s of level %d", d.ID, d.Level) })
}

func unique[T any](c checker, path string, list []T, id func(T) string) {
	seen := make(map[string]bool, len(list))
	for i, v := range list {
		name := id(v)
		if strings.TrimSpace(name) == "" {
			c.fail(item(path, i), "an id has to be more than nothing")
		}
		if seen[name] {
			c.fail(item(path, i), "%s stands in %s twice", name, path)
		}
		seen[name] = true
	}
}

// words checks plain strings against those that the code knows.
func (c checker) words(path string, list, known []string) {
	for i, w := range list {
		if !slices.Contains(known, w) {
			c.fail(item(path, i), "%q is not known here; known are %s", w, strings.Join(known, ", "))
		}
	}
}

// roles checks that roles in use are declared, so that they have names.
func (c checker) roles(path string, roles []RoleID) {
	for i, id := range roles {
		if _, ok := c.p.Role(id); !ok && id != "" {
			c.fail(item(path, i), "role %q is not declared under roles", id)
		}
	}
}

func (c checker) kind(path string, id KindID) {
	if _, ok := c.p.Kind(id); !ok {
		c.fail(path, "there is no kind %q", id)
	}
}

// notices checks that a text exists wherever the rules have people told something.
func (c checker) notices() {
	need := func(key string, when bool) {
		if _, ok := c.p.Notices[key]; when && !ok {
			c.fail("notices", "the notice %q is missing, the rules have it read to people", key)
		}
	}
	need(NoticeNotStatutory, !c.p.Statutory)
	need(NoticeAnonymous, c.p.Card.Anonymous.Warn)
	need(NoticeForbidden, len(c.p.ForbiddenEmailDomains) > 0)
}

func (c checker) card() {
	for i, f := range c.p.Card.Fields {
		if f.Required && f.Clause == "" && !f.Assumed {
			c.fail(item("card.fields", i), "a required field names the clause that asks for it, or says assumed: true")
		}
	}
	if a := c.p.Card.Anonymous; !a.Allowed && (a.Warn || a.NotConsidered) {
		c.fail("card.anonymous", "nothing can follow from anonymity where it is not allowed")
	}
	for i, g := range c.p.Grounds {
		c.words(item("grounds", i)+".evidence", g.Evidence, evidences)
	}
}

// suspensions checks that each takes force from something that is there.
func (c checker) suspensions() {
	for i, s := range c.p.Suspended {
		path := item("suspended", i)
		if !s.Until.IsZero() && !s.From.Before(s.Until) {
			c.fail(path+".until", "the end lies before the beginning")
		}
		if !slices.ContainsFunc(c.p.suspendable(), func(clause string) bool { return within(clause, s.Clause) }) {
			c.fail(path+".clause", "no deadline, breach, cap or ground stands on %q: suspending it would change nothing", s.Clause)
		}
	}
}

func item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
