package profile

import "time"

// Booking says how visits are booked for a time. All of it is assumed: the documents know none.
type Booking struct {
	Days          int `yaml:"days"`           // ahead; today is the first
	Share         int `yaml:"share"`          // percent of what the counters can serve; zero: nothing is booked
	NoticeMinutes int `yaml:"notice_minutes"` // before the time at the latest
	EarlyMinutes  int `yaml:"early_minutes"`  // before the time, from outside, one can say that one is there
	LateMinutes   int `yaml:"late_minutes"`   // after the time, the booked turn still holds
	KeepDays      int `yaml:"keep_days"`      // the number of whoever booked is kept, and which chat was told of it or of a ticket
}

// Notice is how long before its time a visit can be booked at the latest.
func (b *Booking) Notice() time.Duration { return time.Duration(b.NoticeMinutes) * time.Minute }

// Early is how long before their time somebody can say from outside that they are there.
func (b *Booking) Early() time.Duration { return time.Duration(b.EarlyMinutes) * time.Minute }

// Late is how long after their time somebody still has the turn that they booked.
func (b *Booking) Late() time.Duration { return time.Duration(b.LateMinutes) * time.Minute }

const (
	mostDays     = 90
	mostEarly    = 120
	mostKeepDays = 365
)

func (c *checker) booking(b *Booking) {
	for _, f := range []struct {
		name        string
		value       int
		least, most int
	}{
		{"days", b.Days, 1, mostDays},
		{"share", b.Share, 0, 100},
		{"notice_minutes", b.NoticeMinutes, 0, mostMinutes},
		{"early_minutes", b.EarlyMinutes, 0, mostEarly},
		{"late_minutes", b.LateMinutes, 0, mostEarly},
		{"keep_days", b.KeepDays, 1, mostKeepDays},
	} {
		c.expect(f.value >= f.least && f.value <= f.most, "booking."+f.name, "from %d to %d", f.least, f.most)
	}
}

// Span returns when a hall with these hours opens and closes on the local day of a moment, and false when it does not open.
func (h Hours) Span(local time.Time) (from, until time.Time, ok bool) {
	span, ok := h[weekdays[local.Weekday()]]
	if !ok {
		return from, until, false
	}
	return OnClock(local, span[0]), OnClock(local, span[1]), true
}

// Midnight is the end of a day on the clock; its beginning is 00:00.
const Midnight = "24:00"

// Clock returns how long after a day's beginning clocks show text, from "00:00" to [Midnight], and false when that is no time of day.
func Clock(text string) (time.Duration, bool) {
	if text == Midnight {
		return 24 * time.Hour, true
	}
	const layout = "15:04"
	c, err := time.Parse(layout, text)
	return time.Duration(c.Hour())*time.Hour + time.Duration(c.Minute())*time.Minute, err == nil && len(text) == len(layout)
}

// OnClock is the moment at which the clocks show clock, such as "08:00", on a day.
func OnClock(day time.Time, clock string) time.Time {
	c, _ := Clock(clock) // was checked
	return time.Date(day.Year(), day.Month(), day.Day(), int(c/time.Hour), int(c%time.Hour/time.Minute), 0, 0, day.Location())
}
