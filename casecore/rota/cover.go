package rota

import (
	"slices"
	"time"

	"hotline/casecore/calendar"
)

// Covered is how many people are on shift on a day of the rota: the fewest at any of its hours.
type Covered struct {
	Day   calendar.Date
	Least int
}

// Cover tells for each day of the month how many people are on shift at its emptiest hour.
func Cover(s *Sheet) []Covered {
	p := s.plan()
	var list []Covered
	for _, day := range s.Month.Days() {
		c := Covered{Day: day, Least: -1}
		for _, part := range p.parts(day) {
			if c.Least < 0 || part.people < c.Least {
				c.Least = part.people
			}
		}
		list = append(list, c)
	}
	return list
}

// part is a stretch of a day with the same people throughout.
type part struct {
	from, until time.Time
	people      int
}

// window is the day of the rota: from the hour at which its first shift begins to the same hour of the next day. So each hour
// belongs to the month whose rota has to cover it.
func (p *plan) window(day calendar.Date) (from, until time.Time) {
	first := calendar.Clock(-1)
	for _, pattern := range p.Rules.Patterns {
		if !pattern.Absent && (first < 0 || pattern.From < first) {
			first = pattern.From
		}
	}
	return p.Calendar.At(day, first), p.Calendar.At(day.Add(1), first)
}

// parts cuts a day where somebody comes or goes.
func (p *plan) parts(day calendar.Date) []part {
	from, until := p.window(day)
	cuts := []time.Time{from, until}
	var here []Shift
	for _, list := range p.of {
		for _, s := range list {
			if !s.Start.Before(until) || !s.End.After(from) {
				continue
			}
			here = append(here, s)
			for _, t := range []time.Time{s.Start, s.End} {
				if t.After(from) && t.Before(until) {
					cuts = append(cuts, t)
				}
			}
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	list := make([]part, 0, len(cuts))
	for i := 0; i+1 < len(cuts); i++ {
		one := part{from: cuts[i], until: cuts[i+1]}
		for _, s := range here {
			if s.has(one.from) {
				one.people++
			}
		}
		list = append(list, one)
	}
	return list
}

// uncovered finds the hours of a day with too few people (MR-2.1); hours beside each other with as many are one finding.
func (p *plan) uncovered(day calendar.Date) []Finding {
	cover := p.Rules.Cover
	var found []Finding
	for _, one := range p.parts(day) {
		if one.people >= cover.Least {
			continue
		}
		if n := len(found); n > 0 && found[n-1].Until.Equal(one.from) && found[n-1].Count == one.people {
			found[n-1].Until = one.until
			continue
		}
		found = append(found, Finding{
			Day: day, Rule: RuleUncovered, Severity: cover.Severity, Clause: cover.Clause,
			Count: one.people, Least: cover.Least, From: one.from, Until: one.until,
		})
	}
	return found
}
