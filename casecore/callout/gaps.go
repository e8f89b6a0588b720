package callout

import (
	"slices"
	"time"

	"hotline/casecore/regulation"
)

// Ahead is how far gaps in a rota are looked for.
const Ahead = 14 * 24 * time.Hour

// Span is a time; until exclusive.
type Span struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// gaps are the parts of the stretches, which are in their order, that no duty covers.
func gaps(duties []Duty, stretches []Span) []Span {
	list := slices.Clone(duties)
	slices.SortFunc(list, func(a, b Duty) int { return a.From.Compare(b.From) })
	var found []Span
	for _, s := range stretches {
		open := s.From // what comes before it is covered
		for _, d := range list {
			if !d.From.Before(s.Until) {
				break
			}
			if d.From.After(open) {
				found = append(found, Span{open, d.From})
			}
			open = later(open, d.Until)
		}
		if open.Before(s.Until) {
			found = append(found, Span{open, s.Until})
		}
	}
	return found
}

// rungIn are the stretches of a time in which somebody on duty is rung: the hours in which cases are passed by telephone too
// (MR-4.9.1), all of it for an organisation that nothing else reaches (MR-7.8).
func rungIn(p *regulation.Profile, phoneOnly bool, from, until time.Time) []Span {
	passed := p.Calling.ByPhone
	if phoneOnly || len(passed.Kinds) == 0 || passed.From == passed.Until {
		return []Span{{from, until}}
	}
	var list []Span
	y, m, d := from.In(p.Zone).Date()
	for day := -1; ; day++ {
		at := func(day int, minute int) time.Time { return time.Date(y, m, d+day, minute/60, minute%60, 0, 0, p.Zone) }
		begins, last := at(day, int(passed.From)), day
		if passed.From > passed.Until {
			last++
		}
		ends := at(last, int(passed.Until))
		if !begins.Before(until) {
			return list
		}
		if begins = later(begins, from); ends.After(begins) {
			list = append(list, Span{begins, sooner(ends, until)})
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func sooner(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
