package rota_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
	"hotline/casecore/rota"
)

// MR-2.2, MR-2.1
func TestWhatIsProposedCanBeApprovedWhenThereAreEnoughPeople(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		month := rota.Month{Year: rapid.IntRange(2024, 2030).Draw(r, "year"), Month: 1}.Add(rapid.IntRange(0, 11).Draw(r, "month"))
		least := rapid.IntRange(1, 2).Draw(r, "least")
		s := sheet(t, month.String(), rapid.IntRange(6*least, 8*least).Draw(r, "people"))
		rules := *s.Rules
		rules.Cover.Least = least
		s.Rules = &rules
		if rapid.Bool().Draw(r, "leave") {
			for day := range rapid.IntRange(1, 14).Draw(r, "days") {
				on(s, 0, "leave", day+1)
			}
		}
		before := len(s.Cells)
		s.Cells = rota.Propose(s)
		require.Empty(r, rota.Check(s), month)
		again := *s
		again.Cells = s.Cells[:before]
		require.Equal(r, s.Cells, rota.Propose(&again), "the same sheet gives the same proposal")
		require.Equal(r, s.Cells, rota.Propose(s), "and what is whole is left alone")
	})
}

// MR-2.2
func TestAProposalIsFairAndKeepsWhatStands(t *testing.T) {
	t.Parallel()
	s := sheet(t, "2026-12", 6)
	rules := *s.Rules
	rules.Cover.Least = 1
	s.Rules = &rules
	on(s, 3, "night", 1)
	s.Cells = rota.Propose(s)
	require.Contains(t, s.Cells, rota.Cell{Staff: s.People[3], Day: calendar.Date{Year: 2026, Month: 12, Day: 1}, Pattern: "night"})
	totals := rota.Totals(s)
	least, most, nights, fewest := totals[0].Shifts, 0, 0, 31
	for _, total := range totals {
		least, most = min(least, total.Shifts), max(most, total.Shifts)
		n := int(total.Night.Hours()) / 8
		nights, fewest = max(nights, n), min(fewest, n)
	}
	require.LessOrEqual(t, most-least, 1, "everybody works as much")
	require.LessOrEqual(t, nights-fewest, 2, "and as many nights")
}

// MR-2.1
func TestWhereThereAreTooFewPeopleHoursStayOpen(t *testing.T) {
	t.Parallel()
	s := sheet(t, "2026-12", 2)
	rules := *s.Rules
	rules.Cover.Least = 1
	s.Rules = &rules
	s.Cells = rota.Propose(s)
	found := rota.Check(s)
	require.NotEmpty(t, found)
	for _, f := range found {
		require.Equal(t, rota.RuleUncovered, f.Rule, "no limit is broken to cover an hour")
	}
	require.True(t, rota.Blocks(found))
	require.Equal(t, regulation.SeverityError, found[0].Severity)
}
