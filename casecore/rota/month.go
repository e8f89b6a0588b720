package rota

import (
	"fmt"
	"slices"
	"time"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
)

// Month names a month of a year.
type Month struct {
	Year  int
	Month time.Month
}

// monthLayout is how a month is written.
const monthLayout = "2006-01"

// ParseMonth reads "2026-12"; Invalid when it is none.
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse(monthLayout, s)
	if err != nil {
		return Month{}, &casecore.Error{Code: casecore.Invalid, Op: "month", Key: "error.rota_month", Err: err}
	}
	return Month{t.Year(), t.Month()}, nil
}

// MonthOf returns the month in which t falls in t's own location.
func MonthOf(t time.Time) Month { return Month{t.Year(), t.Month()} }

// String returns the month as 2026-12.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, int(m.Month)) }

// Add returns the month n months later, earlier when n is negative.
func (m Month) Add(n int) Month {
	return MonthOf(time.Date(m.Year, m.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
}

// First returns the month's first day.
func (m Month) First() calendar.Date { return calendar.Date{Year: m.Year, Month: m.Month, Day: 1} }

// Days lists the month's days.
func (m Month) Days() []calendar.Date {
	var days []calendar.Date
	for d := m.First(); d.Month == m.Month; d = d.Add(1) {
		days = append(days, d)
	}
	return days
}

// Has tells whether the day is one of the month's.
func (m Month) Has(d calendar.Date) bool { return d.Year == m.Year && d.Month == m.Month }

// Cell is what stands in the grid for a person and a day.
type Cell struct {
	Staff   casecore.StaffID
	Day     calendar.Date
	Pattern regulation.PatternID
}

// Shift is a cell with its instants; an absence has none.
type Shift struct {
	Cell

	Start, End time.Time
}

// Length is how long the shift is, its break included.
func (s Shift) Length() time.Duration { return s.End.Sub(s.Start) }

// has tells whether the shift is under way at t.
func (s Shift) has(t time.Time) bool { return !t.Before(s.Start) && t.Before(s.End) }

// Sheet is a month as it is looked over.
type Sheet struct {
	Month    Month
	Rules    *regulation.Rota
	Calendar *calendar.Calendar
	People   []casecore.StaffID
	Cells    []Cell
	// Around are shifts in force of the months beside: a rest does not begin anew with a month.
	Around []Shift
}

// shift gives a cell its instants.
func (s *Sheet) shift(c Cell) Shift {
	p, _ := s.Rules.Pattern(c.Pattern)
	start, end := p.On(c.Day, s.Calendar)
	return Shift{c, start, end}
}

// Shifts are the cells with their instants, in the order of the cells; absences too.
func (s *Sheet) Shifts() []Shift {
	list := make([]Shift, len(s.Cells))
	for i, c := range s.Cells {
		list[i] = s.shift(c)
	}
	return list
}

// absent tells whether a cell is an absence.
func (s *Sheet) absent(id regulation.PatternID) bool {
	p, _ := s.Rules.Pattern(id)
	return p.Absent
}

// plan is a sheet by people: what each has, in order of time, the months beside included.
type plan struct {
	*Sheet

	of      map[casecore.StaffID][]Shift
	away    map[casecore.StaffID]map[calendar.Date]bool
	working []calendar.Date // the office's working days of the month
	mondays []monday
}

// monday is a week that the month has days of.
type monday struct {
	day         calendar.Date
	from, until time.Time
}

func (s *Sheet) plan() *plan {
	p := &plan{Sheet: s, of: make(map[casecore.StaffID][]Shift), away: make(map[casecore.StaffID]map[calendar.Date]bool)}
	for _, shift := range s.Around {
		if !shift.Start.IsZero() {
			p.of[shift.Staff] = append(p.of[shift.Staff], shift)
		}
	}
	for _, c := range s.Cells {
		p.add(c)
	}
	for _, list := range p.of {
		sortByStart(list)
	}
	for _, d := range s.Month.Days() {
		if len(s.Calendar.Spans(d)) > 0 {
			p.working = append(p.working, d)
		}
	}
	first := s.Month.First()
	for d := first.Add(-(int(first.Weekday()) + 6) % 7); d.Before(s.Month.Add(1).First()); d = d.Add(7) {
		p.mondays = append(p.mondays, monday{d, s.Calendar.At(d, 0), s.Calendar.At(d.Add(7), 0)})
	}
	return p
}

func (p *plan) add(c Cell) {
	if p.absent(c.Pattern) {
		if p.away[c.Staff] == nil {
			p.away[c.Staff] = make(map[calendar.Date]bool)
		}
		p.away[c.Staff][c.Day] = true
		return
	}
	p.of[c.Staff] = append(p.of[c.Staff], p.shift(c))
}

func sortByStart(list []Shift) {
	slices.SortStableFunc(list, func(a, b Shift) int { return a.Start.Compare(b.Start) })
}
