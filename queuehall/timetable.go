package queuehall

import (
	"slices"
	"time"

	"hotline/queuehall/profile"
)

// Timetable is when a branch is open: the hours of its week, and the days that differ.
type Timetable struct {
	Week profile.Hours
	Days []DayApart // from today on, in their order
}

// DayApart is a local day of a branch whose hours are not those of its week.
type DayApart struct {
	Day    string       `json:"day"`    // time.DateOnly
	Opens  string       `json:"opens"`  // by the wall clock; "": it stays closed
	Closes string       `json:"closes"` // likewise
	Reason profile.Text `json:"reason"` // Ukrainian at least
}

// Closed tells whether the branch stays closed on that day.
func (d *DayApart) Closed() bool { return d.Opens == "" }

// On returns what is apart of the local day of a moment, false when it is as others of its week.
func (t *Timetable) On(local time.Time) (DayApart, bool) {
	day := local.Format(time.DateOnly)
	i := slices.IndexFunc(t.Days, func(d DayApart) bool { return d.Day == day })
	if i < 0 {
		return DayApart{}, false
	}
	return t.Days[i], true
}

// Span returns when the branch opens and closes on the local day of a moment, and false when it does not open.
func (t *Timetable) Span(local time.Time) (from, until time.Time, ok bool) {
	d, apart := t.On(local)
	switch {
	case !apart:
		return t.Week.Span(local)
	case d.Closed():
		return from, until, false
	}
	return profile.OnClock(local, d.Opens), profile.OnClock(local, d.Closes), true
}

// OpenAt tells whether the branch is open at that moment of its wall clock.
func (t *Timetable) OpenAt(local time.Time) bool {
	from, until, ok := t.Span(local)
	return ok && !local.Before(from) && local.Before(until)
}

// farthest is how many days ahead the next opening is looked for.
const farthest = 60

// Next returns when a branch that is closed opens next, zero when not for long, and why it does not before: the reason of the first day
// apart until then, nil for a usual evening.
func (t *Timetable) Next(local time.Time) (at time.Time, why profile.Text) {
	for i := range farthest {
		day := time.Date(local.Year(), local.Month(), local.Day()+i, 0, 0, 0, 0, local.Location())
		from, _, ok := t.Span(day)
		if ok && from.After(local) {
			return from, why
		}
		if d, apart := t.On(day); apart && why == nil {
			why = d.Reason
		}
	}
	return at, why
}

// timetableSQL is the timetable of a branch b in a row, from the day of an argument on: its week, and its days apart.
func timetableSQL(day string) string {
	return `b.hours, (SELECT coalesce(jsonb_agg(jsonb_build_object('day', x.day, 'opens', x.opens, 'closes', x.closes, 'reason', x.reason)
		ORDER BY x.day), '[]') FROM hall_days x WHERE x.branch_id = b.id AND x.day >= ` + day + `)`
}
