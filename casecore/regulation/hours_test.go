package regulation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/calendar"
)

// at is a moment of March 2026 by the wall clock of Kyiv.
func at(t *testing.T, day, hour, minute int) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	return time.Date(2026, time.March, day, hour, minute, 0, 0, zone)
}

// MR-6.4: who is asked whether it is settled is not rung at night.
func TestApplicantsAreCalledInTheHoursOfCallsAlsoWhereTheySpanMidnight(t *testing.T) {
	t.Parallel()
	now := at(t, 10, 0, 0)
	for name, c := range map[string]struct {
		from, until calendar.Clock
		now, want   time.Time
	}{
		"in the morning before they begin": {9 * 60, 20 * 60, at(t, 10, 7, 30), at(t, 10, 9, 0)},
		"within":                           {9 * 60, 20 * 60, at(t, 10, 19, 59), at(t, 10, 19, 59)},
		"in the evening":                   {9 * 60, 20 * 60, at(t, 10, 20, 0), at(t, 11, 9, 0)},
		"over midnight: by day":            {20 * 60, 6 * 60, at(t, 10, 12, 0), at(t, 10, 20, 0)},
		"over midnight: before it":         {20 * 60, 6 * 60, at(t, 10, 23, 0), at(t, 10, 23, 0)},
		"over midnight: after it":          {20 * 60, 6 * 60, at(t, 10, 5, 59), at(t, 10, 5, 59)},
		"over midnight: when they end":     {20 * 60, 6 * 60, at(t, 10, 6, 0), at(t, 10, 20, 0)},
		"at any hour":                      {0, 0, at(t, 10, 3, 0), at(t, 10, 3, 0)},
		"the night on which clocks change": {9 * 60, 20 * 60, at(t, 28, 21, 0), at(t, 29, 9, 0)},
	} {
		p := Profile{Zone: now.Location(), Calling: Calling{Hours: CallHours{c.from, c.until}}}
		require.Equal(t, c.want, p.CallableAt(c.now), name)
	}
}

func TestQuietHoursEndWhenTheWallClockSaysSo(t *testing.T) {
	t.Parallel()
	night, noon := Quiet{From: 22 * 60, Until: 7 * 60}, Quiet{From: 12 * 60, Until: 14 * 60}
	for name, c := range map[string]struct {
		quiet     Quiet
		now, want time.Time
	}{
		"before midnight":       {night, at(t, 10, 22, 0), at(t, 11, 7, 0)},
		"after midnight":        {night, at(t, 10, 6, 59), at(t, 10, 7, 0)},
		"by day":                {night, at(t, 10, 7, 0), time.Time{}},
		"within one day":        {noon, at(t, 10, 13, 0), at(t, 10, 14, 0)},
		"before those of a day": {noon, at(t, 10, 11, 59), time.Time{}},
		"after those of a day":  {noon, at(t, 10, 14, 0), time.Time{}},
		"none":                  {Quiet{From: 60, Until: 60}, at(t, 10, 1, 0), time.Time{}},
	} {
		p := Profile{Zone: c.now.Location(), Quiet: c.quiet}
		until, quiet := p.QuietUntil(c.now)
		require.Equal(t, !c.want.IsZero(), quiet, name)
		require.Equal(t, c.want, until, name)
	}
}

func TestOnlyMinutesAndHoursHaveALengthOfTheirOwn(t *testing.T) {
	t.Parallel()
	require.Equal(t, 90*time.Minute, Term{N: 90, Unit: UnitMinute}.Length())
	require.Equal(t, 3*time.Hour, Term{N: 3, Unit: UnitHour}.Length())
	for _, u := range []Unit{UnitDay, UnitWorkingDay, UnitWorkingHour, ""} {
		require.Zero(t, Term{N: 2, Unit: u}.Length(), string(u))
	}
}
