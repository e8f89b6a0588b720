package calendar

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Span is a stretch of working time within one date: From inclusive, To exclusive.
type Span struct{ From, To Clock }

// Holiday is a day off that returns every year, in force between two dates (zero: unbounded).
type Holiday struct {
	Month       time.Month
	Day         int
	From, Until Date // both inclusive
}

// Range is a stretch of dates, both ends inclusive; a zero end is open.
type Range struct{ From, Until Date }

func (r Range) has(d Date) bool {
	return (r.From.IsZero() || !d.Before(r.From)) && (r.Until.IsZero() || !r.Until.Before(d))
}

// Config is what a calendar is made of.
type Config struct {
	Zone *time.Location
	// Week holds the working spans of each weekday; a weekday without spans is a day off.
	Week map[time.Weekday][]Span
	// Yearly are the days off that return each year.
	Yearly []Holiday
	// Off are single days off: moved holidays, Easter.
	Off []Date
	// Suspended are the stretches in which neither Yearly nor Off applies: martial law, for one.
	Suspended []Range
	// Extra are days that work although the weekday or a holiday says otherwise.
	Extra map[Date][]Span
}

// Calendar knows when an office works. Make one with [New].
type Calendar struct {
	zone      *time.Location
	week      [7][]Span
	yearly    map[monthDay][]Range
	off       map[Date]bool
	suspended []Range
	extra     map[Date][]Span
}

type monthDay struct {
	month time.Month
	day   int
}

// maxYearly keeps the search for the next working day short: no law knows that many holidays.
const maxYearly = 60

// New checks cfg and returns the calendar, or every fault joined in one error.
func New(cfg Config) (*Calendar, error) {
	c := &Calendar{
		zone:      cfg.Zone,
		yearly:    make(map[monthDay][]Range, len(cfg.Yearly)),
		off:       make(map[Date]bool, len(cfg.Off)),
		suspended: slices.Clone(cfg.Suspended),
		extra:     make(map[Date][]Span, len(cfg.Extra)),
	}
	var errs []error
	if cfg.Zone == nil {
		errs = append(errs, errors.New("no zone"))
	}
	works := false
	for day, spans := range cfg.Week {
		if day < time.Sunday || day > time.Saturday {
			errs = append(errs, fmt.Errorf("no weekday %d", day))
			continue
		}
		sorted, err := sortSpans(spans)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", day, err))
		}
		c.week[day] = sorted
		works = works || len(sorted) > 0
	}
	if !works {
		errs = append(errs, errors.New("no weekday works"))
	}
	if len(cfg.Yearly) > maxYearly {
		errs = append(errs, fmt.Errorf("%d yearly holidays, at most %d", len(cfg.Yearly), maxYearly))
	}
	for _, h := range cfg.Yearly {
		key := monthDay{h.Month, h.Day}
		c.yearly[key] = append(c.yearly[key], Range{From: h.From, Until: h.Until})
	}
	for _, d := range cfg.Off {
		c.off[d] = true
	}
	for d, spans := range cfg.Extra {
		sorted, err := sortSpans(spans)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", d, err))
		}
		c.extra[d] = sorted
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return c, nil
}

// sortSpans returns the spans in order of the day, or an error when one is empty, runs out of the day
// or overlaps its neighbour.
func sortSpans(spans []Span) ([]Span, error) {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, func(a, b Span) int { return int(a.From - b.From) })
	for i, s := range sorted {
		if s.From < 0 || s.To > endOfDay || s.From >= s.To {
			return sorted, fmt.Errorf("span %s-%s is empty or leaves the day", s.From, s.To)
		}
		if i > 0 && sorted[i-1].To > s.From {
			return sorted, fmt.Errorf("spans %s-%s and %s-%s overlap", sorted[i-1].From, sorted[i-1].To, s.From, s.To)
		}
	}
	return sorted, nil
}

// Zone returns the zone in which the wall clock is read.
func (c *Calendar) Zone() *time.Location { return c.zone }

// Holiday reports whether d is off by a holiday in force, whatever the weekday.
func (c *Calendar) Holiday(d Date) bool {
	if _, works := c.extra[d]; works {
		return false
	}
	if !c.off[d] && !c.yearlyOn(d) {
		return false
	}
	return !slices.ContainsFunc(c.suspended, func(r Range) bool { return r.has(d) })
}

func (c *Calendar) yearlyOn(d Date) bool {
	return slices.ContainsFunc(c.yearly[monthDay{d.Month, d.Day}], func(r Range) bool { return r.has(d) })
}

// Spans returns the working spans of d in order of the day; none when d is off. The result is shared:
// do not change it.
func (c *Calendar) Spans(d Date) []Span {
	if spans, ok := c.extra[d]; ok {
		return spans
	}
	if c.Holiday(d) {
		return nil
	}
	return c.week[d.Weekday()]
}

// WorkingWeek is how many days of the week work when nothing is off.
func (c *Calendar) WorkingWeek() int {
	n := 0
	for _, spans := range c.week {
		if len(spans) > 0 {
			n++
		}
	}
	return n
}
