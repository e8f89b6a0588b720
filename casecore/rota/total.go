package rota

import (
	"time"

	"hotline/casecore"
	"hotline/casecore/calendar"
)

// Totals returns everybody's month, in the order of the sheet's people.
func Totals(s *Sheet) []Total {
	p := s.plan()
	var list []Total
	for _, who := range p.everybody() {
		list = append(list, p.total(who))
	}
	return list
}

func (p *plan) total(who casecore.StaffID) Total {
	t := Total{Staff: who, Norm: p.norm(who)}
	for _, s := range p.of[who] {
		if p.Month.Has(s.Day) {
			t.Shifts++
			t.Worked += p.worked(s)
			t.Night += p.night(s)
		}
	}
	return t
}

// worked is how much of a shift is working time.
func (p *plan) worked(s Shift) time.Duration {
	pattern, _ := p.Rules.Pattern(s.Pattern)
	return s.Length() - pattern.BreakLength()
}

// hours are those that a person works in the month.
func (p *plan) hours(who casecore.StaffID) time.Duration {
	var sum time.Duration
	for _, s := range p.of[who] {
		if p.Month.Has(s.Day) {
			sum += p.worked(s)
		}
	}
	return sum
}

// norm is the month's norm: a working day's share of the week's hours for each working day on which the person is there.
func (p *plan) norm(who casecore.StaffID) time.Duration {
	week := time.Duration(p.Rules.Limits.Norm.N) * time.Hour
	days := 0
	for _, d := range p.working {
		if !p.away[who][d] {
			days++
		}
	}
	return week * time.Duration(days) / time.Duration(p.Calendar.WorkingWeek())
}

// night is how much of a shift is night time.
func (p *plan) night(s Shift) time.Duration {
	n := p.Rules.Night
	if n.From == n.Until {
		return 0
	}
	var sum time.Duration
	for _, day := range []calendar.Date{s.Day.Add(-1), s.Day, s.Day.Add(1)} {
		end := day
		if n.Until <= n.From {
			end = day.Add(1)
		}
		sum += overlap(s.Start, s.End, p.Calendar.At(day, n.From), p.Calendar.At(end, n.Until))
	}
	return sum
}

func overlap(a0, a1, b0, b1 time.Time) time.Duration {
	if b0.After(a0) {
		a0 = b0
	}
	if b1.Before(a1) {
		a1 = b1
	}
	return max(0, a1.Sub(a0))
}
