package profile_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/queuehall/profile"
)

// The centre and its three branches of the order, each with counters of its own and a book of complaints (VN-3.4).
func TestVinnytsiaHasACentreAndThreeBranches(t *testing.T) {
	t.Parallel()
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	require.Len(t, p.Branches, 4)
	for _, b := range p.Branches {
		require.NotEmpty(t, b.Counters, b.Code)
		require.NotEmpty(t, b.Complaints.In("uk"), "VN-3.4: where the book of complaints lies")
	}
	require.Equal(t, "Europe/Kyiv", p.Location().String())
}

func TestAFaultIsNamedByItsPath(t *testing.T) {
	t.Parallel()
	const good = `{name: x, zone: Europe/Kyiv, assumed: true, undo_seconds: 8, lit_seconds: 3, long_wait_minutes: 15, away_minutes: 15, kiosk_per_minute: 20,
		booking: {days: 14, share: 50, notice_minutes: 30, early_minutes: 10, late_minutes: 15, keep_days: 30}, requests: {keep_days: 1825},
		signs: {fast_press_seconds: 2, short_service_seconds: 20, long_run: 30, pressure_seconds: 120},
		participants: [{code: a, names: {uk: а, en: a, pl: a}}],
		directions: [{code: d, letter: А, participant: a, minutes: 5, names: {uk: а, en: a, pl: a}}],
		branches: [{code: b, names: {uk: а, en: a, pl: a}, complaints: {uk: а, en: a, pl: a}, hours: {mon: ["08:00", "17:00"]},
			counters: [{code: "1", directions: [d]}]}]}`
	_, err := profile.Parse([]byte(good))
	require.NoError(t, err)
	for _, c := range []struct{ from, to, want string }{
		{"zone: Europe/Kyiv", "zone: Europe/Nowhere", "zone"},
		{"undo_seconds: 8", "undo_seconds: 0", "undo_seconds"},
		{"long_wait_minutes: 15", "long_wait_minutes: 0", "long_wait_minutes"},
		{"lit_seconds: 3", "lit_seconds: 4", "lit_seconds"},
		{"away_minutes: 15", "away_minutes: 0", "away_minutes"},
		{"kiosk_per_minute: 20", "kiosk_per_minute: 9", "kiosk_per_minute"},
		{"fast_press_seconds: 2", "fast_press_seconds: 0", "signs.fast_press_seconds"},
		{"short_service_seconds: 20", "short_service_seconds: 0", "signs.short_service_seconds"},
		{"long_run: 30", "long_run: 1", "signs.long_run"},
		{"pressure_seconds: 120", "pressure_seconds: -1", "signs.pressure_seconds"},
		{"assumed: true", "assumed: false", "assumed"},
		{"share: 50", "share: 101", "booking.share"},
		{"late_minutes: 15", "late_minutes: -1", "booking.late_minutes"},
		{"keep_days: 30", "keep_days: 0", "booking.keep_days"},
		{"keep_days: 1825", "keep_days: 0", "requests.keep_days"},
		{"letter: А", "letter: АБ", "directions[d].letter"},
		{"participant: a", "participant: z", "directions[d].participant"},
		{"directions: [d]", "directions: [e]", "branches[b].counters[1].directions"},
		{`"17:00"`, `"07:00"`, "branches[b].hours.mon"},
		{"mon:", "monday:", "branches[b].hours"},
		{`code: "1"`, `code: "1", rule: any`, "branches[b].counters[1].rule"},
		{"minutes: 5", "minutes: 5, colour: red", "colour"},
	} {
		_, err := profile.Parse([]byte(strings.Replace(good, c.from, c.to, 1)))
		require.ErrorContains(t, err, c.want)
	}
}

func TestAHallMayBeOpenUntilMidnightIncluded(t *testing.T) {
	t.Parallel()
	p, err := profile.Embedded("vinnytsia")
	require.NoError(t, err)
	p.NeverClose()
	last := time.Date(2026, 3, 2, 23, 59, 59, 0, p.Location())
	from, until, ok := p.Branches[0].Hours.Span(last)
	require.True(t, ok)
	require.False(t, last.Before(from))
	require.Equal(t, last.Add(time.Second), until)
	for _, wrong := range []string{"", "24:01", "25:00", "8:00", "08:60", "noon"} {
		_, ok := profile.Clock(wrong)
		require.False(t, ok, wrong)
	}
}
