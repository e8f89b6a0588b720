package regulation

import (
	"time"

	"hotline/casecore/calendar"
)

// Rota says how the agents' months are made up and what they are checked by (MR-2.2). It is zero where the city keeps no rota in
// the product.
type Rota struct {
	// Staff are the roles whose holders stand in the rota; ApprovedBy those that approve it.
	Staff      []RoleID
	ApprovedBy []RoleID
	Patterns   []ShiftPattern
	// Cover is how many people are on shift at any hour of the day (MR-2.1).
	Cover  Cover
	Limits RotaLimits
	// Night is the night time, hours of which are counted apart.
	Night NightTime
	// HandOver is how long after the end of a shift, and after they were last seen, what somebody holds goes back to the queue.
	HandOver Term
	Clause   string
}

// Kept tells whether the city keeps a rota in the product.
func (r *Rota) Kept() bool { return len(r.Patterns) > 0 }

// Pattern returns a pattern, false when there is none of that name.
func (r *Rota) Pattern(id PatternID) (ShiftPattern, bool) {
	for _, p := range r.Patterns {
		if p.ID == id {
			return p, true
		}
	}
	return ShiftPattern{}, false
}

// PatternID names a shift pattern.
type PatternID string

// ShiftPattern is a shift as it stands in the rota: hours of the wall clock, or an absence, which has none.
type ShiftPattern struct {
	ID    PatternID
	Names Text
	// Letters mark it in the grid: one or two characters.
	Letters Text
	// From and Until are the wall clock's; Until at or before From falls on the next day.
	From, Until calendar.Clock
	// Break is unpaid and no working time (Labour Code, article 66); the rest between shifts counts it as work (article 59).
	Break Term
	// Absent: leave or illness. Who is absent is not on shift, and the day counts for no norm.
	Absent bool
	// Ordinary: a working day outside shift work (article 58), after which [RotaLimits.Rest] is not asked for.
	Ordinary bool
	Clause   string
	Assumed  bool
}

// Cover is how many people are on shift at any hour, and what it means that there are fewer.
type Cover struct {
	Least    int      `yaml:"least,required"`
	Severity Severity `yaml:"severity,required"`
	Clause   string   `yaml:"clause"`
	Assumed  bool     `yaml:"assumed"`
}

// RotaLimits are what a month is checked by. A zero limit is not checked.
type RotaLimits struct {
	// Norm is the working week, of which the month's norm is made: summed accounting.
	Norm Limit `yaml:"norm"`
	// Rest is how many times the length of a shift, its break included, the rest after it is at least.
	Rest Limit `yaml:"rest"`
	// WeeklyRest is the shortest uninterrupted rest of each week, hours.
	WeeklyRest Limit `yaml:"weekly_rest"`
	// InARow is how many shifts may follow each other without a rest.
	InARow Limit `yaml:"in_a_row"`
}

// Limit is one number of the labour law, and what it means to be beyond it.
type Limit struct {
	N int `yaml:"n,required"`
	// Severity says whether a rota beyond it can be approved.
	Severity Severity `yaml:"severity,required"`
	// Clause is where it stands: an article of the Labour Code, a clause of the act.
	Clause  string `yaml:"clause"`
	Assumed bool   `yaml:"assumed"`
}

// Severity is what a finding means for the rota.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"   // it cannot be approved
	SeverityWarning Severity = "warning" // the head decides
)

func (Severity) choices() []string { return texts(SeverityError, SeverityWarning) }

// fault wants a limit to be given by somebody.
func (l Limit) fault() string {
	if l.N < 1 {
		return "a limit of less than one limits nothing: leave it out"
	}
	if l.Clause == "" && !l.Assumed {
		return "a limit names the law that gives it, or says assumed: true"
	}
	return ""
}

// NightTime is the night by the wall clock; From after Until spans midnight.
type NightTime struct {
	From, Until calendar.Clock
	Clause      string
}

// On returns when a shift of the pattern that begins on the day starts and ends: wall-clock times, so that the one over the night
// on which clocks change is an hour longer or shorter. Both are zero for an absence.
func (p ShiftPattern) On(day calendar.Date, cal *calendar.Calendar) (start, end time.Time) {
	if p.Absent {
		return time.Time{}, time.Time{}
	}
	last := day
	if p.Until <= p.From {
		last = day.Add(1)
	}
	return cal.At(day, p.From), cal.At(last, p.Until)
}

// BreakLength is how much of the shift is no working time.
func (p ShiftPattern) BreakLength() time.Duration { return p.Break.Length() }

type rotaSource struct {
	Staff      []RoleID        `yaml:"staff,required"`
	ApprovedBy []RoleID        `yaml:"approved_by,required"`
	Patterns   []patternSource `yaml:"patterns,required"`
	Cover      Cover           `yaml:"cover,required"`
	Limits     RotaLimits      `yaml:"limits,required"`
	Night      nightSource     `yaml:"night,required"`
	HandOver   Term            `yaml:"hand_over,required"`
	Clause     string          `yaml:"clause"`
}

type patternSource struct {
	ID       PatternID `yaml:"id,required"`
	Names    Text      `yaml:"names,required"`
	Letters  Text      `yaml:"letters,required"`
	From     clock     `yaml:"from"`
	Until    clock     `yaml:"until"`
	Break    Term      `yaml:"break"`
	Absent   bool      `yaml:"absent"`
	Ordinary bool      `yaml:"ordinary"`
	Clause   string    `yaml:"clause"`
	Assumed  bool      `yaml:"assumed"`
}

type nightSource struct {
	From   clock  `yaml:"from,required"`
	Until  clock  `yaml:"until,required"`
	Clause string `yaml:"clause"`
}

func (s rotaSource) build() Rota {
	r := Rota{
		Staff: s.Staff, ApprovedBy: s.ApprovedBy, Cover: s.Cover, Limits: s.Limits, HandOver: s.HandOver, Clause: s.Clause,
		Night: NightTime{From: s.Night.From.Clock, Until: s.Night.Until.Clock, Clause: s.Night.Clause},
	}
	for _, p := range s.Patterns {
		r.Patterns = append(r.Patterns, ShiftPattern{
			ID: p.ID, Names: p.Names, Letters: p.Letters, From: p.From.Clock, Until: p.Until.Clock, Break: p.Break,
			Absent: p.Absent, Ordinary: p.Ordinary, Clause: p.Clause, Assumed: p.Assumed,
		})
	}
	return r
}
