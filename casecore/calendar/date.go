package calendar

import (
	"fmt"
	"time"
)

// Date is a day of the civil calendar, in no zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the date on which t falls in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// ParseDate reads "2026-03-29". It refuses days that the month does not have.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date of the form 2006-01-02", s)
	}
	return DateOf(t), nil
}

// Add returns the date n days later (earlier when n is negative).
func (d Date) Add(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 12, 0, 0, 0, time.UTC))
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Weekday()
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// IsZero reports whether d is the zero date, which stands for "no bound".
func (d Date) IsZero() bool { return d == Date{} }

// Format returns the date in a layout of package time.
func (d Date) Format(layout string) string {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Format(layout)
}

// String returns the date as 2006-01-02.
func (d Date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Clock is a wall-clock time of day in minutes after midnight, 0 to 1440 (24:00).
type Clock int

// Midnight at the end of a day, as "24:00".
const endOfDay Clock = 24 * 60

// ParseClock reads "08:30"; "24:00" is the end of the day.
func ParseClock(s string) (Clock, error) {
	if s == "24:00" {
		return endOfDay, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, fmt.Errorf("%q is not a time of day of the form 15:04", s)
	}
	return Clock(t.Hour()*60 + t.Minute()), nil
}

// String returns the time of day as 15:04.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// on returns the instant at which the wall clock of zone shows c on d; when the clock change skips
// that time, the instant of the change.
func (c Clock) on(d Date, zone *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, int(c)/60, int(c)%60, 0, 0, zone)
	if c == endOfDay || t.Hour()*60+t.Minute() == int(c) {
		return t
	}
	before, after := t.ZoneBounds()
	if !before.IsZero() && t.Sub(before) < 24*time.Hour {
		return before.In(zone)
	}
	return after.In(zone)
}

// At returns the instant at which the wall clock shows c on d; when the clock change skips that time, the instant of the change.
func (c *Calendar) At(d Date, at Clock) time.Time { return at.on(d, c.zone) }
