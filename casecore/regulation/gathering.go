package regulation

import "time"

// NextLetter returns when a letter that gathers goes out: at the first opening of the office after now
// that falls on or after the profile's weekday or day of the month, never at midnight because a date
// rolled (MR-6.2.2, MR-6.2.3). [WhenNow] is now.
func (p *Profile) NextLetter(when When, now time.Time) time.Time {
	if when != WhenWeekly && when != WhenMonthly {
		return now
	}
	y, m, d := now.In(p.Zone).Date()
	// Days before now count too: their opening may have been put off by a holiday.
	for d -= 7; ; d++ {
		day := time.Date(y, m, d, 0, 0, 0, 0, p.Zone)
		due := when == WhenWeekly && day.Weekday() == p.Gathering.Weekday ||
			when == WhenMonthly && day.Day() == p.Gathering.DayOfMonth
		if !due {
			continue
		}
		if opening := p.Calendar.NextOpening(day); opening.After(now) {
			return opening
		}
	}
}
