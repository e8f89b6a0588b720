package rota

import (
	"cmp"
	"slices"
	"time"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
)

// Rule names what a finding is about.
type Rule string

// The rules.
const (
	RuleNorm       Rule = "norm"        // more hours in the month than its norm
	RuleRest       Rule = "rest"        // too short a rest after a shift
	RuleWeeklyRest Rule = "weekly_rest" // no long rest in a week
	RuleInARow     Rule = "in_a_row"    // shifts without a rest between them
	RuleUncovered  Rule = "uncovered"   // too few people at some hour (MR-2.1)
)

// Finding is something that a month does not hold to.
type Finding struct {
	Staff    casecore.StaffID // zero when it is nobody's
	Day      calendar.Date    // the cell to look at
	Rule     Rule
	Severity regulation.Severity
	Clause   string
	// Got and Want are what is and what should be: of time, or of people (uncovered) and shifts (in_a_row).
	Got, Want time.Duration
	// Count and Least are people or shifts, for the rules that count those.
	Count, Least int
	// From and Until bound the hours that are uncovered.
	From, Until time.Time
}

// Total is a person's month.
type Total struct {
	Staff  casecore.StaffID
	Shifts int
	Worked time.Duration // without breaks; a shift counts where it begins
	Norm   time.Duration
	Night  time.Duration
}

// Check tells what the month does not hold to, in the order of its days.
func Check(s *Sheet) []Finding {
	p := s.plan()
	var found []Finding
	for _, who := range p.everybody() {
		found = append(found, p.person(who)...)
	}
	for _, day := range s.Month.Days() {
		found = append(found, p.uncovered(day)...)
	}
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Day.Day, b.Day.Day), cmp.Compare(a.Rule, b.Rule))
	})
	return found
}

// Blocks tells whether any of the findings keeps the rota from being approved.
func Blocks(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Severity == regulation.SeverityError })
}

// everybody are the people of the sheet, and whoever has a cell without being one of them any more.
func (p *plan) everybody() []casecore.StaffID {
	list := slices.Clone(p.People)
	for _, c := range p.Cells {
		if !slices.Contains(list, c.Staff) {
			list = append(list, c.Staff)
		}
	}
	return list
}

// person checks one person's month.
func (p *plan) person(who casecore.StaffID) []Finding {
	found := p.rests(who)
	found = append(found, p.weeks(who)...)
	if limit := p.Rules.Limits.Norm; limit.N > 0 {
		if hours, norm := p.hours(who), p.norm(who); hours > norm {
			found = append(found, finding(limit, RuleNorm, who, p.lastDay(who), hours, norm))
		}
	}
	return found
}

func finding(l regulation.Limit, rule Rule, who casecore.StaffID, day calendar.Date, got, want time.Duration) Finding {
	return Finding{Staff: who, Day: day, Rule: rule, Severity: l.Severity, Clause: l.Clause, Got: got, Want: want}
}

// rests checks what lies between one shift and the next. Only the later one of the two has to be of this month.
func (p *plan) rests(who casecore.StaffID) []Finding {
	var found []Finding
	limits, row := p.Rules.Limits, 1
	list := p.of[who]
	for i := 1; i < len(list); i++ {
		before, next := list[i-1], list[i]
		rest := next.Start.Sub(before.End)
		if rest > 0 {
			row = 1
		} else {
			row++
		}
		// What begins the next month is shown on the last shift of this one.
		day := next.Day
		if !p.Month.Has(day) {
			day = before.Day
		}
		if !p.Month.Has(day) {
			continue
		}
		want := time.Duration(limits.Rest.N) * before.Length()
		if pattern, _ := p.Rules.Pattern(before.Pattern); pattern.Ordinary {
			want = 0
		}
		switch {
		case limits.InARow.N > 0 && row > limits.InARow.N:
			f := finding(limits.InARow, RuleInARow, who, day, 0, 0)
			f.Count, f.Least = row, limits.InARow.N
			found = append(found, f)
		case limits.Rest.N > 0 && rest > 0 && rest < want:
			found = append(found, finding(limits.Rest, RuleRest, who, day, rest, want))
		}
	}
	return found
}

// weeks wants a long rest in each week in which the person works. It counts for the week in which it begins, to its end; one that
// is under way at a week's start counts from there.
func (p *plan) weeks(who casecore.StaffID) []Finding {
	limit := p.Rules.Limits.WeeklyRest
	list := p.of[who]
	if limit.N < 1 || len(list) == 0 {
		return nil
	}
	want := time.Duration(limit.N) * time.Hour
	var found []Finding
	for _, week := range p.mondays {
		works := slices.ContainsFunc(list, func(s Shift) bool {
			return p.Month.Has(s.Day) && s.Start.Before(week.until) && s.End.After(week.from)
		})
		longest, ends := longestRest(list, week.from, week.until)
		if !works || !ends || longest >= want {
			continue
		}
		day := week.day
		if !p.Month.Has(day) {
			day = p.Month.First()
		}
		found = append(found, finding(limit, RuleWeeklyRest, who, day, longest, want))
	}
	return found
}

// longestRest returns the longest rest of a week; ends is false for one whose end is not known yet.
func longestRest(list []Shift, from, until time.Time) (longest time.Duration, ends bool) {
	free := from // since when the person is free
	for _, s := range list {
		if s.End.Before(from) {
			continue
		}
		if !free.Before(until) {
			break // a rest that begins after the week is another's
		}
		longest = max(longest, s.Start.Sub(free))
		free = s.End
	}
	last := list[len(list)-1].End
	return longest, !free.Before(until) || last.After(free)
}

// lastDay is the day of the person's last shift of the month.
func (p *plan) lastDay(who casecore.StaffID) calendar.Date {
	last := p.Month.First()
	for _, s := range p.of[who] {
		if p.Month.Has(s.Day) {
			last = s.Day
		}
	}
	return last
}
