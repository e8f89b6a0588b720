package rota_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
	"hotline/casecore/rota"
)

func mariupol(t testing.TB) *regulation.Profile {
	t.Helper()
	library, err := regulation.Embedded()
	require.NoError(t, err)
	p, err := library.At("mariupol", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	return p
}

// sheet is an empty month of some people, under the shipped profile with nobody needed, so that only what is tested is found.
func sheet(t testing.TB, month string, people int) *rota.Sheet {
	t.Helper()
	p := mariupol(t)
	m, err := rota.ParseMonth(month)
	require.NoError(t, err)
	rules := p.Rota
	rules.Cover.Least = 0
	s := &rota.Sheet{Month: m, Rules: &rules, Calendar: p.Calendar}
	for i := range people {
		s.People = append(s.People, casecore.StaffID{15: byte(i + 1)})
	}
	return s
}

// on puts a pattern into the cells of a person's days.
func on(s *rota.Sheet, person int, pattern regulation.PatternID, days ...int) {
	for _, d := range days {
		s.Cells = append(s.Cells, rota.Cell{
			Staff: s.People[person], Day: calendar.Date{Year: s.Month.Year, Month: s.Month.Month, Day: d}, Pattern: pattern,
		})
	}
}

func rules(found []rota.Finding) []rota.Rule {
	list := []rota.Rule{}
	for _, f := range found {
		list = append(list, f.Rule)
	}
	return list
}

// MR-2.2: the Labour Code, article 59
func TestTheRestAfterAShiftIsAtLeastTwiceItsLength(t *testing.T) {
	t.Parallel()
	s := sheet(t, "2026-12", 1)
	on(s, 0, "day", 1, 2)
	found := rota.Check(s)
	require.Equal(t, []rota.Rule{rota.RuleRest}, rules(found))
	require.Equal(t, 12*time.Hour, found[0].Got)
	require.Equal(t, 24*time.Hour, found[0].Want, "the break counts as a part of the shift")
	require.Equal(t, 2, found[0].Day.Day, "the shift that came too early")
	require.Equal(t, regulation.SeverityError, found[0].Severity)
	require.Equal(t, "КЗпП, ст. 59", found[0].Clause)

	s = sheet(t, "2026-12", 1)
	on(s, 0, "day", 1)
	on(s, 0, "night", 2)
	require.Empty(t, rota.Check(s), "twenty-four hours are enough")
}

// MR-2.2: the Labour Code, article 59
func TestNobodyHasTwoShiftsInARow(t *testing.T) {
	t.Parallel()
	s := sheet(t, "2026-12", 1)
	on(s, 0, "night", 1)
	on(s, 0, "day", 2)
	require.Equal(t, []rota.Rule{rota.RuleInARow}, rules(rota.Check(s)))

	s = sheet(t, "2026-12", 1)
	on(s, 0, "day", 1)
	night := rota.Cell{Staff: s.People[0], Day: calendar.Date{Year: 2026, Month: time.November, Day: 30}, Pattern: "night"}
	p, _ := s.Rules.Pattern("night")
	start, end := p.On(night.Day, s.Calendar)
	s.Around = []rota.Shift{{Cell: night, Start: start, End: end}}
	require.Equal(t, []rota.Rule{rota.RuleInARow}, rules(rota.Check(s)), "nor across the end of a month")
}

// MR-2.2: the Labour Code, article 70
func TestEachWeekHasALongRest(t *testing.T) {
	t.Parallel()
	s := sheet(t, "2026-12", 1)
	on(s, 0, "office", 8, 9, 10, 11, 12, 15) // Tuesday to Saturday, and Tuesday again
	require.Empty(t, rota.Check(s), "a rest may lie across the end of the week")

	s = sheet(t, "2026-12", 1)
	on(s, 0, "office", 7, 8, 9, 10, 11, 12, 14) // Monday to Saturday, and Monday again
	found := rota.Check(s)
	require.Equal(t, []rota.Rule{rota.RuleWeeklyRest}, rules(found))
	require.Equal(t, 7, found[0].Day.Day)
	require.Equal(t, 39*time.Hour, found[0].Got)
	require.Equal(t, 42*time.Hour, found[0].Want)
}

// MR-2.2: the Labour Code, articles 50 and 61
func TestAMonthHasNoMoreHoursThanItsNorm(t *testing.T) {
	t.Parallel()
	s := sheet(t, "2026-12", 2)
	on(s, 0, "day", 1, 3, 5, 8, 10, 12, 15, 17, 19, 22, 24, 26, 29, 31)
	totals := rota.Totals(s)
	require.Equal(t, 184*time.Hour, totals[0].Norm, "23 working days of 8 hours: holidays are none under martial law")
	require.Equal(t, 154*time.Hour, totals[0].Worked, "14 shifts of 11 hours: a break is not worked")
	require.Zero(t, totals[0].Night)
	require.Empty(t, rota.Check(s))

	on(s, 0, "leave", 2, 4, 6, 9, 11) // five days, of which four work
	require.Equal(t, 152*time.Hour, rota.Totals(s)[0].Norm, "a day of absence counts for no norm")
	found := rota.Check(s)
	require.Equal(t, []rota.Rule{rota.RuleNorm}, rules(found))
	require.Equal(t, 31, found[0].Day.Day, "shown where the month ends for the person")
}

// MR-2.2: the Labour Code, article 54
func TestNightHoursAreCountedApart(t *testing.T) {
	t.Parallel()
	s := sheet(t, "2026-12", 1)
	on(s, 0, "night", 10, 31)
	require.Equal(t, 16*time.Hour, rota.Totals(s)[0].Night)
}

// MR-2.1
func TestEveryHourOfTheDayIsCovered(t *testing.T) {
	t.Parallel()
	s := sheet(t, "2026-12", 2)
	rules := *s.Rules
	rules.Cover.Least = 1
	s.Rules = &rules
	for d := 1; d <= 31; d++ {
		if d != 9 {
			on(s, 0, "day", d)
		}
		on(s, 1, "night", d)
	}
	var open []rota.Finding
	for _, f := range rota.Check(s) {
		if f.Rule == rota.RuleUncovered {
			open = append(open, f)
		}
	}
	require.Len(t, open, 1, "the night before the first day is the month's before")
	require.Equal(t, 9, open[0].Day.Day)
	require.Equal(t, "08:00", open[0].From.Format("15:04"))
	require.Equal(t, "20:00", open[0].Until.Format("15:04"))
	require.Equal(t, "MR-2.1", open[0].Clause)
	require.Zero(t, rota.Cover(s)[8].Least)
	require.Equal(t, 1, rota.Cover(s)[9].Least)
}

// MR-2.2
func TestANightOnWhichClocksChangeHasTheHoursThatItHas(t *testing.T) {
	t.Parallel()
	s := sheet(t, "2026-03", 1) // clocks go forward on the 29th
	on(s, 0, "night", 28)
	require.Equal(t, 11*time.Hour, s.Shifts()[0].Length())
	require.Equal(t, 10*time.Hour, rota.Totals(s)[0].Worked)

	s = sheet(t, "2026-10", 1) // and back on the 25th
	on(s, 0, "night", 24)
	require.Equal(t, 13*time.Hour, s.Shifts()[0].Length())

	s = sheet(t, "2026-03", 1)
	on(s, 0, "day", 28)
	on(s, 0, "night", 29)
	found := rota.Check(s)
	require.Equal(t, []rota.Rule{rota.RuleRest}, rules(found))
	require.Equal(t, 23*time.Hour, found[0].Got, "the wall clock says twenty-four")
}
