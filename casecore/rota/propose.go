package rota

import (
	"cmp"
	"slices"
	"time"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
)

// Propose fills the hours of a month that are not covered and returns all its cells: what stands there already stays, then what
// was added. The turn is that of the person who has worked least of their norm; nights go to those who had fewest of them, and
// nobody gets a shift that a limit forbids, so that hours stay open where there are too few people. The same sheet gives the same
// proposal.
func Propose(s *Sheet) []Cell {
	own := *s
	own.Cells = slices.Clone(s.Cells)
	p := own.plan()
	for _, day := range s.Month.Days() {
		p.fill(day)
	}
	return p.Cells
}

// fill covers one day as far as it can be.
func (p *plan) fill(day calendar.Date) {
	given := make(map[time.Time]bool) // stretches for which nobody could be found
	for {
		open, ok := p.open(day, given)
		if !ok {
			return
		}
		pattern, ok := p.patternFor(day, open)
		if !ok || !p.give(day, pattern) {
			given[open.from] = true
		}
	}
}

// open is the first stretch of the day that has too few people.
func (p *plan) open(day calendar.Date, given map[time.Time]bool) (part, bool) {
	for _, f := range p.uncovered(day) {
		if !given[f.From] {
			return part{f.From, f.Until, f.Count}, true
		}
	}
	return part{}, false
}

// patternFor is the pattern that covers most of a stretch from its beginning on.
func (p *plan) patternFor(day calendar.Date, open part) (best regulation.ShiftPattern, ok bool) {
	var most time.Duration
	for _, pattern := range p.Rules.Patterns {
		if pattern.Absent {
			continue
		}
		start, end := pattern.On(day, p.Calendar)
		if start.After(open.from) || !end.After(open.from) {
			continue
		}
		if covers := overlap(start, end, open.from, open.until); covers > most {
			most, best, ok = covers, pattern, true
		}
	}
	return best, ok
}

// candidate is somebody who may take a shift.
type candidate struct {
	who    casecore.StaffID
	share  float64 // of the norm that is worked
	nights time.Duration
	since  time.Time // the end of the last shift
	place  int
}

// give gives the shift to whose turn it is, false when nobody may take it.
func (p *plan) give(day calendar.Date, pattern regulation.ShiftPattern) bool {
	var able []candidate
	for i, who := range p.People {
		if p.taken(who, day) {
			continue
		}
		c := Cell{who, day, pattern.ID}
		if !p.allows(c) {
			continue
		}
		t := p.total(who)
		able = append(able, candidate{
			who: who, share: float64(t.Worked) / float64(max(t.Norm, 1)), nights: t.Night, since: p.lastEnd(who, day), place: i,
		})
	}
	if len(able) == 0 {
		return false
	}
	night := p.night(p.shift(Cell{Day: day, Pattern: pattern.ID})) > 0
	turn := slices.MinFunc(able, func(a, b candidate) int {
		nights := cmp.Compare(a.nights, b.nights)
		if !night {
			nights = -nights
		}
		return cmp.Or(cmp.Compare(a.share, b.share), nights, a.since.Compare(b.since), cmp.Compare(a.place, b.place))
	})
	p.put(Cell{turn.who, day, pattern.ID})
	return true
}

// taken tells whether something stands in the cell.
func (p *plan) taken(who casecore.StaffID, day calendar.Date) bool {
	return slices.ContainsFunc(p.Cells, func(c Cell) bool { return c.Staff == who && c.Day == day })
}

// allows tells whether the person may take the cell too: nothing becomes wrong that was not before.
func (p *plan) allows(c Cell) bool {
	before := errorsIn(p.person(c.Staff))
	list := p.of[c.Staff]
	with := append(slices.Clone(list), p.shift(c))
	sortByStart(with)
	p.of[c.Staff] = with
	after := errorsIn(p.person(c.Staff))
	p.of[c.Staff] = list
	return after <= before
}

func (p *plan) put(c Cell) {
	p.Cells = append(p.Cells, c)
	p.add(c)
	sortByStart(p.of[c.Staff])
}

// lastEnd is when the person's last shift before the day ended.
func (p *plan) lastEnd(who casecore.StaffID, day calendar.Date) time.Time {
	var end time.Time
	for _, s := range p.of[who] {
		if s.Day.Before(day) {
			end = s.End
		}
	}
	return end
}

func errorsIn(found []Finding) int {
	n := 0
	for _, f := range found {
		if f.Severity == regulation.SeverityError {
			n++
		}
	}
	return n
}
