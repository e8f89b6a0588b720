package regulation

import "time"

// NextLetter returns when a letter that gathers goes out: at the next opening of the office on or after the profile's
// weekday or day of the month, never at midnight because a date rolled (MR-6.2.2, MR-6.2.3). [WhenNow] is now.
func (p *Profile) NextLetter(when When, now time.Time) time.Time {
	local := now.In(p.Zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, p.Zone)
	switch when {
	case WhenWeekly:
		ahead := (int(p.Gathering.Weekday) - int(day.Weekday()) + 7) % 7
		day = day.AddDate(0, 0, ahead)
		if at := p.Calendar.NextOpening(day); at.After(now) {
			return at
		}
		return p.Calendar.NextOpening(day.AddDate(0, 0, 7))
	case WhenMonthly:
		month := time.Date(local.Year(), local.Month(), p.Gathering.DayOfMonth, 0, 0, 0, 0, p.Zone)
		if at := p.Calendar.NextOpening(month); at.After(now) {
			return at
		}
		return p.Calendar.NextOpening(month.AddDate(0, 1, 0))
	default:
		return now
	}
}
