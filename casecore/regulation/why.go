package regulation

import (
	"strconv"
	"strings"
	"time"

	"hotline/casecore/calendar"
)

// maxDaysShown is how many days off an explanation lists by date; more than that nobody reads.
const maxDaysShown = 12

// compute counts the term from at and writes down how.
func (p *Profile) compute(due Due, term Term, at time.Time) Due {
	start := at.In(p.Zone)
	due.At = term.After(p.Calendar, start).In(p.Zone)
	due.Why.Term, due.Why.Start, due.Why.Zone = term, start, p.Zone.String()
	steps := []Step{
		{Key: "why.start", Args: map[string]string{"at": stamp(start)}},
		{Key: "why." + string(term.Unit), Args: map[string]string{"n": strconv.Itoa(term.N)}},
	}
	if term.Unit == UnitWorkingDay || term.Unit == UnitWorkingHour {
		if off := p.daysOff(start, due.At); len(off) > 0 {
			steps = append(steps, Step{Key: "why.days_off", Args: map[string]string{"dates": strings.Join(off, ", ")}})
		}
		if p.CalendarAssumed {
			steps = append(steps, Step{Key: "why.office_assumed"})
		}
	}
	// Working days end with the office's clock, whatever it did at night.
	if from, to := start.Format("-07:00"), due.At.Format("-07:00"); from != to && term.Unit != UnitWorkingDay {
		steps = append(steps, Step{Key: "why.clock_change", Args: map[string]string{"from": from, "to": to}})
	}
	steps = append(steps, Step{Key: "why.end", Args: map[string]string{"at": stamp(due.At)}})
	due.Why.Steps = steps
	return due
}

// daysOff lists the days between two instants on which the office does not work.
func (p *Profile) daysOff(from, to time.Time) []string {
	var off []string
	last := calendar.DateOf(to)
	for d := calendar.DateOf(from).Add(1); d.Before(last); d = d.Add(1) {
		if len(p.Calendar.Spans(d)) > 0 {
			continue
		}
		if len(off) == maxDaysShown {
			return append(off, "…")
		}
		off = append(off, d.Format("02.01"))
	}
	return off
}

func stamp(t time.Time) string { return t.Format(time.RFC3339) }
