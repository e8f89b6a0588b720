package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/casecore/calendar"
)

// anyCalendar draws an office: some weekdays with one span or two that end before midnight, some
// holidays, in a zone with or without a summer time.
func anyCalendar(rt *rapid.T) *calendar.Calendar {
	name := rapid.SampledFrom([]string{"Europe/Kyiv", "UTC", "America/New_York", "Australia/Lord_Howe"}).Draw(rt, "zone")
	zone, err := time.LoadLocation(name)
	require.NoError(rt, err)
	week := make(map[time.Weekday][]calendar.Span)
	first := rapid.IntRange(0, 6).Draw(rt, "a day that works")
	for d := range 7 {
		if d == first || rapid.Bool().Draw(rt, "works") {
			week[time.Weekday(d)] = anySpans(rt)
		}
	}
	var off []calendar.Date
	for _, n := range rapid.SliceOfN(rapid.IntRange(0, 800), 0, 20).Draw(rt, "days off") {
		off = append(off, calendar.Date{Year: 2025, Month: 1, Day: 1}.Add(n))
	}
	cal, err := calendar.New(calendar.Config{
		Zone: zone, Week: week, Off: off, Yearly: []calendar.Holiday{{Month: time.May, Day: 1}},
	})
	require.NoError(rt, err)
	return cal
}

func anySpans(rt *rapid.T) []calendar.Span {
	cuts := rapid.SliceOfNDistinct(rapid.IntRange(0, 24*60-1), 2, 4, rapid.ID[int]).Draw(rt, "span bounds")
	if len(cuts) == 3 {
		cuts = cuts[:2]
	}
	for i := range cuts {
		for j := i + 1; j < len(cuts); j++ {
			if cuts[j] < cuts[i] {
				cuts[i], cuts[j] = cuts[j], cuts[i]
			}
		}
	}
	var spans []calendar.Span
	for i := 0; i+1 < len(cuts); i += 2 {
		spans = append(spans, calendar.Span{From: calendar.Clock(cuts[i]), To: calendar.Clock(cuts[i+1])})
	}
	return spans
}

func anyTime(rt *rapid.T, label string) time.Time {
	from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	return time.Unix(from+rapid.Int64Range(0, 3*365*24*3600).Draw(rt, label), 0)
}

func TestWorkingDaysNeverEndEarlierForALaterStartOrALongerTerm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		cal, a, b := anyCalendar(rt), anyTime(rt, "a"), anyTime(rt, "b")
		n := rapid.IntRange(1, 40).Draw(rt, "n")
		if b.Before(a) {
			a, b = b, a
		}
		require.False(rt, cal.AddWorkingDays(b, n).Before(cal.AddWorkingDays(a, n)))
		require.True(rt, cal.AddWorkingDays(a, n+1).After(cal.AddWorkingDays(a, n)))
		require.True(rt, cal.AddWorkingDays(a, n).After(a))
	})
}

func TestWorkingDaysEndInWorkingTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		cal, from := anyCalendar(rt), anyTime(rt, "from")
		end := cal.AddWorkingDays(from, rapid.IntRange(1, 40).Draw(rt, "n"))
		day := calendar.DateOf(end)
		require.NotEmpty(rt, cal.Spans(day))
		last := cal.Spans(day)[len(cal.Spans(day))-1]
		if end.Hour()*60+end.Minute() == int(last.To) && !cal.IsWorking(end.Add(-time.Nanosecond)) {
			// Only a span that the clock change swallowed has no moment before its end.
			require.NotEqual(rt, end.Add(-24*time.Hour).Format("-07:00"), end.Add(time.Hour).Format("-07:00"))
		}
	})
}

func TestWorkingDaysCompose(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		cal, from := anyCalendar(rt), anyTime(rt, "from")
		n, m := rapid.IntRange(0, 30).Draw(rt, "n"), rapid.IntRange(0, 30).Draw(rt, "m")
		require.True(rt, cal.AddWorkingDays(from, n+m).Equal(cal.AddWorkingDays(cal.AddWorkingDays(from, n), m)))
	})
}

func TestWorkingHoursComposeAndEndInWorkingTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		cal, from := anyCalendar(rt), anyTime(rt, "from")
		minutes := rapid.IntRange(1, 5000)
		a := time.Duration(minutes.Draw(rt, "a")) * time.Minute
		b := time.Duration(minutes.Draw(rt, "b")) * time.Minute
		end := cal.AddWorkingHours(from, a+b)
		require.True(rt, end.Equal(cal.AddWorkingHours(cal.AddWorkingHours(from, a), b)))
		require.True(rt, cal.IsWorking(end.Add(-time.Nanosecond)))
		require.False(rt, end.Before(from.Add(a+b)))
	})
}

func TestNextOpeningIsWorkingAndNothingBeforeItIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		cal, from := anyCalendar(rt), anyTime(rt, "from")
		opening := cal.NextOpening(from)
		require.True(rt, cal.IsWorking(opening))
		require.False(rt, opening.Before(from))
		if opening.After(from) {
			require.False(rt, cal.IsWorking(opening.Add(-time.Nanosecond)))
			require.False(rt, cal.IsWorking(from))
		}
	})
}

func TestDaysKeepTheWallClockWhereItExists(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		cal, from := anyCalendar(rt), anyTime(rt, "from")
		n := rapid.IntRange(0, 400).Draw(rt, "n")
		local, end := from.In(cal.Zone()), cal.AddDays(from, n)
		h, m, s := local.Clock()
		want := time.Date(local.Year(), local.Month(), local.Day()+n, h, m, s, 0, cal.Zone())
		if wh, wm, _ := want.Clock(); wh == h && wm == m {
			eh, em, es := end.Clock()
			require.Equal(rt, []int{h, m, s}, []int{eh, em, es})
			require.Equal(rt, calendar.DateOf(local).Add(n), calendar.DateOf(end))
			return
		}
		_, before := local.Zone()
		require.Equal(rt, time.Duration(n)*24*time.Hour, end.Sub(from), "offset at the start %d", before)
	})
}
