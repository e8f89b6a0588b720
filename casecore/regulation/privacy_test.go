package regulation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/regulation"
)

// RO-2.1: the lines are named by the instruction; what no document says about people's data is marked as assumed.
func TestEveryShippedProfileSaysHowLongDataAreKept(t *testing.T) {
	t.Parallel()
	library, err := regulation.Embedded()
	require.NoError(t, err)
	for _, name := range []regulation.ProfileName{"mariupol", "romny"} {
		p, err := library.At(name, kyiv(t, "2026-03-02 10:00"))
		require.NoError(t, err)
		require.NotEmpty(t, p.Lines, name)
		require.True(t, p.Privacy.Assumed, name)
		for _, kind := range []regulation.DataKind{
			regulation.DataCases, regulation.DataReports, regulation.DataFiles, regulation.DataLetters,
		} {
			keep, ok := p.Privacy.Keeps(kind)
			require.True(t, ok, "%s: %s", name, kind)
			require.True(t, keep.Assumed)
		}
		_, ok := p.Privacy.Keeps("nothing")
		require.False(t, ok)
	}
}
