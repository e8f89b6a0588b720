package i18n

import (
	"strconv"
	"time"
)

// FormatTime writes a moment as people of lang read it, by the clocks of zone: «22 листопада 2026 року, 14:05».
func (b *Bundle) FormatTime(lang string, zone *time.Location, t time.Time) string {
	return b.formatTime(lang, "time.moment", t.In(zone))
}

// FormatDate writes the day on which t falls in zone: «22 листопада 2026 року».
func (b *Bundle) FormatDate(lang string, zone *time.Location, t time.Time) string {
	return b.formatTime(lang, "time.date", t.In(zone))
}

// FormatClock writes the hour and the minute of t in zone: «14:05».
func (b *Bundle) FormatClock(zone *time.Location, t time.Time) string {
	return t.In(zone).Format("15:04")
}

func (b *Bundle) formatTime(lang, layout string, t time.Time) string {
	return b.T(lang, layout, map[string]any{
		"day":   t.Day(),
		"month": b.T(lang, "time.month."+strconv.Itoa(int(t.Month())), nil),
		"year":  t.Year(),
		"clock": t.Format("15:04"),
	})
}
