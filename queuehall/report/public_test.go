package report

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
)

// VN-4.4
func TestThePublicResultsNameNobody(t *testing.T) {
	t.Parallel()
	c := newCentre(t)
	ann, bea, one := c.operator("centre", "administrators"), c.operator("centre", "state"), c.operator("vyshenka", "state")
	for i := range 12 {
		who := ann
		if i%2 == 0 {
			who = bea
		}
		c.came(visit{branch: "centre", direction: "residence", staff: who.Staff, day: day("2026-02-10"), mark: 1 + i%Marks})
		c.came(visit{branch: "vyshenka", direction: "land", counter: "3", staff: one.Staff, day: day("2026-02-10"), mark: 3})
	}
	board := NewBoard(c.reader, casetest.Kyiv(), c.Clock.Now)
	require.Equal(t, day("2026-02-01"), board.Latest())
	p, err := board.Month(t.Context(), day("2026-02-14"))
	require.NoError(t, err)
	require.Equal(t, day("2026-02-01"), p.Month)
	require.True(t, p.Branches.Total.Tellable())
	for _, table := range []Table{p.Branches, p.Directions} {
		require.Len(t, table.Rows, 2)
		require.NotEqual(t, ByOperator, table.By)
		require.True(t, table.Rows[0].Tellable())
		require.False(t, table.Rows[1].Tellable(), "it would be one operator's")
	}

	c.came(visit{branch: "centre", direction: "residence", staff: ann.Staff, day: day("2026-02-11"), mark: 3})
	p, err = board.Month(t.Context(), day("2026-02-01"))
	require.NoError(t, err)
	require.Equal(t, 24, p.Branches.Total.Visits, "read a moment ago")
	c.Clock.Advance(time.Hour)
	p, err = board.Month(t.Context(), day("2026-02-01"))
	require.NoError(t, err)
	require.Equal(t, 25, p.Branches.Total.Visits)

	for _, on := range []string{"2026-03-01", "2024-02-01"} {
		_, err = board.Month(t.Context(), day(on))
		require.Equal(t, casecore.NotFound, casecore.CodeOf(err), on)
	}
	_, err = board.Month(t.Context(), day("2024-03-31"))
	require.NoError(t, err)
}
