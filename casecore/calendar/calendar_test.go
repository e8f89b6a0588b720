package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/calendar"
)

func kyiv(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	return zone
}

// at reads "2026-03-27 17:30" on the wall clock of Kyiv.
func at(t *testing.T, s string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", s, kyiv(t))
	require.NoError(t, err)
	return when
}

func date(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	require.NoError(t, err)
	return d
}

func spans(t *testing.T, text ...string) []calendar.Span {
	t.Helper()
	list := make([]calendar.Span, len(text))
	for i, s := range text {
		from, err := calendar.ParseClock(s[:5])
		require.NoError(t, err)
		to, err := calendar.ParseClock(s[6:])
		require.NoError(t, err)
		list[i] = calendar.Span{From: from, To: to}
	}
	return list
}

// office works on weekdays with a lunch break, shorter on Fridays; 1 May is off until 2026, the 4th was
// given instead of a holiday, Saturday the 16th works, and in June no holiday counts.
func office(t *testing.T) *calendar.Calendar {
	t.Helper()
	full := spans(t, "13:00-17:00", "08:00-12:00")
	cal, err := calendar.New(calendar.Config{
		Zone: kyiv(t),
		Week: map[time.Weekday][]calendar.Span{
			time.Monday: full, time.Tuesday: full, time.Wednesday: full, time.Thursday: full,
			time.Friday: spans(t, "08:00-12:00", "13:00-16:00"),
		},
		Yearly:    []calendar.Holiday{{Month: time.May, Day: 1, Until: date(t, "2026-12-31")}, {Month: time.June, Day: 1}},
		Off:       []calendar.Date{date(t, "2026-05-04")},
		Suspended: []calendar.Range{{From: date(t, "2026-06-01"), Until: date(t, "2026-06-30")}},
		Extra:     map[calendar.Date][]calendar.Span{date(t, "2026-05-16"): spans(t, "09:00-13:00")},
	})
	require.NoError(t, err)
	return cal
}

func TestAddWorkingDaysEndsTheLastSpanOfTheNthWorkingDay(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		from string
		n    int
		want string
	}{
		"the day of the start does not count":    {"2026-04-20 08:00", 1, "2026-04-21 17:00"},
		"nor does it late at night":              {"2026-04-20 23:59", 1, "2026-04-21 17:00"},
		"Friday ends earlier":                    {"2026-04-23 10:00", 1, "2026-04-24 16:00"},
		"a weekend is skipped":                   {"2026-04-24 10:00", 1, "2026-04-27 17:00"},
		"a start on a day off counts from after": {"2026-04-25 10:00", 2, "2026-04-28 17:00"},
		"holidays and given days are skipped":    {"2026-04-30 10:00", 1, "2026-05-05 17:00"},
		"an extra working day counts":            {"2026-05-15 10:00", 1, "2026-05-16 13:00"},
		"a holiday no longer in force works":     {"2028-04-28 10:00", 1, "2028-05-01 17:00"},
		"a suspended holiday works":              {"2026-05-29 10:00", 1, "2026-06-01 17:00"},
		"nothing is added":                       {"2026-04-25 10:00", 0, "2026-04-25 10:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, at(t, tt.want), office(t).AddWorkingDays(at(t, tt.from), tt.n))
		})
	}
}

func TestAddWorkingHoursCountsOnlyInsideSpans(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		from  string
		hours time.Duration
		want  string
	}{
		"within a span":              {"2026-04-20 08:30", time.Hour, "2026-04-20 09:30"},
		"over lunch":                 {"2026-04-20 11:30", time.Hour, "2026-04-20 13:30"},
		"from lunch":                 {"2026-04-20 12:30", time.Hour, "2026-04-20 14:00"},
		"to the very end of a span":  {"2026-04-20 11:00", time.Hour, "2026-04-20 12:00"},
		"overnight":                  {"2026-04-20 16:00", 2 * time.Hour, "2026-04-21 09:00"},
		"over a weekend":             {"2026-04-24 15:00", 2 * time.Hour, "2026-04-27 09:00"},
		"over several days":          {"2026-04-20 08:00", 17 * time.Hour, "2026-04-22 09:00"},
		"from the middle of a night": {"2026-04-25 03:00", time.Hour, "2026-04-27 09:00"},
		"nothing":                    {"2026-04-25 03:00", 0, "2026-04-25 03:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, at(t, tt.want), office(t).AddWorkingHours(at(t, tt.from), tt.hours))
		})
	}
}

func TestNextOpeningAndIsWorking(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		at, opens string
		working   bool
	}{
		"inside a span":            {"2026-04-20 09:00", "2026-04-20 09:00", true},
		"at its start":             {"2026-04-20 08:00", "2026-04-20 08:00", true},
		"its end is not inside":    {"2026-04-20 12:00", "2026-04-20 13:00", false},
		"before the office":        {"2026-04-20 00:00", "2026-04-20 08:00", false},
		"after the office":         {"2026-04-24 16:00", "2026-04-27 08:00", false},
		"over a long weekend":      {"2026-05-01 09:00", "2026-05-05 08:00", false},
		"on an extra working day":  {"2026-05-16 09:30", "2026-05-16 09:30", true},
		"on an ordinary Saturday":  {"2026-05-23 09:30", "2026-05-25 08:00", false},
		"on a suspended day off":   {"2026-06-01 09:30", "2026-06-01 09:30", true},
		"on a day given for a day": {"2026-05-04 09:30", "2026-05-05 08:00", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.working, office(t).IsWorking(at(t, tt.at)))
			require.Equal(t, at(t, tt.opens), office(t).NextOpening(at(t, tt.at)))
		})
	}
}

func TestTimesInOtherZonesMeanTheSame(t *testing.T) {
	t.Parallel()
	cal := office(t)
	from := at(t, "2026-04-24 10:00")
	require.Equal(t, cal.AddWorkingDays(from, 3), cal.AddWorkingDays(from.UTC(), 3))
	require.Equal(t, cal.AddDays(from, 3), cal.AddDays(from.UTC(), 3))
	require.True(t, cal.IsWorking(from.UTC()))
}

func TestNewRefusesWhatIsNoCalendar(t *testing.T) {
	t.Parallel()
	week := func(text ...string) map[time.Weekday][]calendar.Span {
		return map[time.Weekday][]calendar.Span{time.Monday: spans(t, text...)}
	}
	many := make([]calendar.Holiday, 61)
	for name, tt := range map[string]struct {
		cfg  calendar.Config
		want string
	}{
		"no zone":        {calendar.Config{Week: week("08:00-12:00")}, "no zone"},
		"no working day": {calendar.Config{Zone: time.UTC}, "no weekday works"},
		"empty span":     {calendar.Config{Zone: time.UTC, Week: week("08:00-08:00")}, "is empty"},
		"overlap":        {calendar.Config{Zone: time.UTC, Week: week("08:00-12:00", "11:00-13:00")}, "overlap"},
		"odd weekday":    {calendar.Config{Zone: time.UTC, Week: map[time.Weekday][]calendar.Span{9: nil}}, "no weekday 9"},
		"bad extra day": {calendar.Config{
			Zone: time.UTC, Week: week("08:00-12:00"),
			Extra: map[calendar.Date][]calendar.Span{{Year: 2026, Month: 1, Day: 3}: spans(t, "12:00-11:00")},
		}, "2026-01-03"},
		"holidays without end": {calendar.Config{Zone: time.UTC, Week: week("08:00-12:00"), Yearly: many}, "61 yearly holidays"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := calendar.New(tt.cfg)
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func TestParseRefusesWhatIsNoDateOrTime(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2026-02-30", "27.03.2026", "2026-3-1"} {
		_, err := calendar.ParseDate(s)
		require.Error(t, err, s)
	}
	for _, s := range []string{"", "8:00", "24:01", "12:60", "08.00"} {
		_, err := calendar.ParseClock(s)
		require.Error(t, err, s)
	}
	end, err := calendar.ParseClock("24:00")
	require.NoError(t, err)
	require.Equal(t, "24:00", end.String())
}
