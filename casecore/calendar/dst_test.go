package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/calendar"
)

// In Kyiv the clock goes from 03:00 to 04:00 on 29 March 2026, and from 04:00 back to 03:00 on 25
// October 2026.

func TestDaysKeepTheWallClockOverTheMarchChange(t *testing.T) {
	t.Parallel()
	cal := office(t)
	from := at(t, "2026-03-28 14:00")
	to := cal.AddDays(from, 1)
	require.Equal(t, at(t, "2026-03-29 14:00"), to)
	require.Equal(t, 23*time.Hour, to.Sub(from))
}

func TestDaysKeepTheWallClockOverTheOctoberChange(t *testing.T) {
	t.Parallel()
	cal := office(t)
	from := at(t, "2026-10-24 14:00")
	to := cal.AddDays(from, 1)
	require.Equal(t, at(t, "2026-10-25 14:00"), to)
	require.Equal(t, 25*time.Hour, to.Sub(from))
}

func TestADayThatEndsInTheMissingHourLasts24Hours(t *testing.T) {
	t.Parallel()
	from := at(t, "2026-03-28 03:30")
	to := office(t).AddDays(from, 1)
	require.Equal(t, 24*time.Hour, to.Sub(from))
	require.Equal(t, "2026-03-29T04:30:00+03:00", to.Format(time.RFC3339))
}

func TestADayThatEndsInTheRepeatedHourLasts24Hours(t *testing.T) {
	t.Parallel()
	from := at(t, "2026-10-24 03:30")
	to := office(t).AddDays(from, 1)
	require.Equal(t, 24*time.Hour, to.Sub(from))
	require.Equal(t, "2026-10-25T03:30:00+03:00", to.Format(time.RFC3339))
}

// nightShift works from 01:00 to 05:00 every day, over both changes, and starts in the missing hour.
func nightShift(t *testing.T, text ...string) *calendar.Calendar {
	t.Helper()
	week := make(map[time.Weekday][]calendar.Span)
	for d := time.Sunday; d <= time.Saturday; d++ {
		week[d] = spans(t, text...)
	}
	cal, err := calendar.New(calendar.Config{Zone: kyiv(t), Week: week})
	require.NoError(t, err)
	return cal
}

func TestWorkingHoursAreThoseThatReallyPassed(t *testing.T) {
	t.Parallel()
	cal := nightShift(t, "01:00-05:00")
	require.Equal(t, at(t, "2026-03-29 05:00"), cal.AddWorkingHours(at(t, "2026-03-29 01:00"), 3*time.Hour))
	require.Equal(t, at(t, "2026-10-25 05:00"), cal.AddWorkingHours(at(t, "2026-10-25 01:00"), 5*time.Hour))
}

func TestASpanThatTheChangeSwallowsDoesNotOpen(t *testing.T) {
	t.Parallel()
	cal := nightShift(t, "03:10-03:50", "06:00-07:00")
	require.Equal(t, at(t, "2026-03-29 06:00"), cal.NextOpening(at(t, "2026-03-29 02:00")))
	require.Equal(t, at(t, "2026-03-28 03:10"), cal.NextOpening(at(t, "2026-03-28 02:00")))
}

func TestASpanCutByTheChangeOpensWithIt(t *testing.T) {
	t.Parallel()
	cal := nightShift(t, "03:30-05:00")
	opening := cal.NextOpening(at(t, "2026-03-29 02:00"))
	require.Equal(t, "2026-03-29T04:00:00+03:00", opening.Format(time.RFC3339))
}

func TestAWorkingDayMayEndAtMidnight(t *testing.T) {
	t.Parallel()
	cal := nightShift(t, "00:00-24:00")
	require.Equal(t, at(t, "2026-03-30 00:00"), cal.AddWorkingDays(at(t, "2026-03-28 10:00"), 1))
	require.True(t, cal.IsWorking(at(t, "2026-10-25 03:30")))
}
