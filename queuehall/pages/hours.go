package pages

import (
	"time"

	"hotline/queuehall"
)

// closedNow tells when a branch that is closed opens, "" while it is open.
func (p *Pages) closedNow(lang string, t *queuehall.Timetable) string {
	now := p.cfg.Now().In(p.cfg.Profile.Location())
	if t.OpenAt(now) {
		return ""
	}
	next, why := t.Next(now)
	if next.IsZero() {
		return p.cfg.Texts.T(lang, "page.booking.closed_now", nil)
	}
	told := p.cfg.Texts.T(lang, "page.booking.opens", map[string]any{"at": p.when(lang, next)})
	if reason := why.In(lang); reason != "" {
		told += " " + reason
	}
	return told
}

// apart tells of the days ahead on which a branch is closed or has other hours, as far as visits are booked.
func (p *Pages) apart(lang string, t *queuehall.Timetable) (lines []string) {
	zone := p.cfg.Profile.Location()
	last := p.cfg.Now().In(zone).AddDate(0, 0, p.cfg.Profile.Booking.Days-1).Format(time.DateOnly)
	for _, d := range t.Days {
		day, err := time.ParseInLocation(time.DateOnly, d.Day, zone)
		if err != nil || d.Day > last {
			continue
		}
		args := map[string]any{"day": p.cfg.Texts.FormatDate(lang, zone, day), "reason": d.Reason.In(lang), "from": d.Opens, "to": d.Closes}
		key := "page.booking.short_day"
		if d.Closed() {
			key = "page.booking.closed_day"
		}
		lines = append(lines, p.cfg.Texts.T(lang, key, args))
	}
	return lines
}
