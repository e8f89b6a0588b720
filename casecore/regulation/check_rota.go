package regulation

import (
	"slices"
	"time"
	"unicode/utf8"
)

// rota checks what a month is made up of.
func (c checker) rota() {
	r := &c.p.Rota
	if !r.Kept() {
		return
	}
	c.roles("rota.staff", r.Staff)
	c.roles("rota.approved_by", r.ApprovedBy)
	if len(r.Staff) == 0 {
		c.fail("rota.staff", "somebody has to stand in the rota")
	}
	if len(r.ApprovedBy) == 0 {
		c.fail("rota.approved_by", "somebody has to approve the rota")
	}
	unique(c, "rota.patterns", r.Patterns, func(p ShiftPattern) string { return string(p.ID) })
	for _, lang := range c.p.Languages {
		unique(c, "rota.patterns", r.Patterns, func(p ShiftPattern) string { return "the letter " + p.Letters[lang] })
	}
	for i, p := range r.Patterns {
		c.pattern(item("rota.patterns", i), p)
	}
	if !slices.ContainsFunc(r.Patterns, func(p ShiftPattern) bool { return !p.Absent }) {
		c.fail("rota.patterns", "no pattern has hours")
	}
	if r.Cover.Least < 1 {
		c.fail("rota.cover.least", "%d people cover nothing", r.Cover.Least)
	}
	if r.Cover.Clause == "" && !r.Cover.Assumed {
		c.fail("rota.cover", "the cover names the clause that asks for it, or says assumed: true")
	}
	if u := r.HandOver.Unit; u != UnitMinute && u != UnitHour {
		c.fail("rota.hand_over.unit", "%q is not how long somebody is away: minute or hour", u)
	}
	if n := r.Limits.Norm.N; n > 7*24 {
		c.fail("rota.limits.norm.n", "a week has no %d hours", n)
	}
	if n := r.Limits.WeeklyRest.N; n > 7*24 {
		c.fail("rota.limits.weekly_rest.n", "a week has no %d hours", n)
	}
}

func (c checker) pattern(path string, p ShiftPattern) {
	for lang, letter := range p.Letters {
		if n := utf8.RuneCountInString(letter); n > 2 {
			c.fail(path+".letters."+lang, "%q does not fit into a cell: one or two characters", letter)
		}
	}
	if p.Absent {
		if p.From != p.Until || !p.Break.IsZero() {
			c.fail(path, "an absence has no hours")
		}
		return
	}
	if p.From == p.Until {
		c.fail(path, "a shift begins and ends at different times")
		return
	}
	if p.Clause == "" && !p.Assumed {
		c.fail(path, "a pattern names the clause that gives it, or says assumed: true")
	}
	if !p.Break.IsZero() && p.BreakLength() == 0 {
		c.fail(path+".break.unit", "a break is counted in minutes or hours")
	}
	length := time.Duration(p.Until-p.From) * time.Minute
	if length < 0 {
		length += 24 * time.Hour
	}
	if p.BreakLength() >= length {
		c.fail(path+".break", "the break is as long as the shift")
	}
}
