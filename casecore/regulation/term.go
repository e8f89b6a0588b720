package regulation

import (
	"fmt"
	"time"

	"hotline/casecore/calendar"
)

// Unit is what a term is counted in. Acts mean different things by "two days": the unit says which.
type Unit string

// Units of terms.
const (
	// UnitSecond is for what is waited for on a telephone.
	UnitSecond Unit = "second"
	// UnitMinute and UnitHour pass by the wall clock, any hour of any day (MR-5.1).
	UnitMinute Unit = "minute"
	UnitHour   Unit = "hour"
	// UnitDay is a 24-hour day, «доба»: weekends and holidays count (MR-6.3.3).
	UnitDay Unit = "day"
	// UnitWorkingDay counts working days; the first is the one after the start (RO-4.3).
	UnitWorkingDay Unit = "working_day"
	// UnitWorkingHour counts hours inside working spans only.
	UnitWorkingHour Unit = "working_hour"
)

// limit is the longest term that a unit makes sense for: beyond it somebody mistook the unit.
func (u Unit) limit() int {
	switch u {
	case UnitSecond:
		return 60 * 60
	case UnitMinute:
		return 24 * 60
	case UnitHour, UnitWorkingHour:
		return 31 * 24
	case UnitDay, UnitWorkingDay:
		return 10 * 366
	default:
		return 0
	}
}

// Term is a length of time as an act gives it.
type Term struct {
	N    int  `json:"n"              yaml:"n,required"`
	Unit Unit `json:"unit"           yaml:"unit,required"`
	// Clause says where the term stands: "MR-5.1".
	Clause string `json:"clause,omitempty"  yaml:"clause"`
	// Assumed marks a term that no document gives.
	Assumed bool `json:"assumed,omitempty" yaml:"assumed"`
}

// IsZero reports whether no term is given.
func (t Term) IsZero() bool { return t.N == 0 && t.Unit == "" }

// fault says why the term cannot be kept, "" when it can.
func (t Term) fault() string {
	switch limit := t.Unit.limit(); {
	case t.N < 1:
		return fmt.Sprintf("a term of %d %s has no length", t.N, t.Unit)
	case t.N > limit:
		return fmt.Sprintf("a term of %d %s is longer than the %d that make sense: is the unit right?", t.N, t.Unit, limit)
	case t.Clause == "" && !t.Assumed:
		return "a term names the clause that gives it, or says assumed: true"
	default:
		return ""
	}
}

// Length is how long a term of seconds, minutes or hours is, 0 for one that depends on the calendar.
func (t Term) Length() time.Duration {
	switch t.Unit {
	case UnitSecond:
		return time.Duration(t.N) * time.Second
	case UnitMinute:
		return time.Duration(t.N) * time.Minute
	case UnitHour:
		return time.Duration(t.N) * time.Hour
	default:
		return 0
	}
}

// After returns the instant at which the term, begun at start, has run out by cal.
func (t Term) After(cal *calendar.Calendar, start time.Time) time.Time {
	switch t.Unit {
	case UnitDay:
		return cal.AddDays(start, t.N)
	case UnitWorkingDay:
		return cal.AddWorkingDays(start, t.N)
	case UnitWorkingHour:
		return cal.AddWorkingHours(start, time.Duration(t.N)*time.Hour)
	default:
		return start.Add(t.Length())
	}
}
