package wilson_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/internal/wilson"
)

// The figures are those of the published tables of the score interval.
func TestTheIntervalIsThatOfTheTables(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		yes, of   int
		low, high float64
	}{
		{0, 0, 0, 1},
		{0, 10, 0, 0.2775},
		{10, 10, 0.7225, 1},
		{1, 1, 0.2065, 1},
		{5, 10, 0.2366, 0.7634},
		{81, 263, 0.2553, 0.3662},
	} {
		low, high := wilson.Interval(c.yes, c.of)
		require.InDelta(t, c.low, low, 0.0001, c)
		require.InDelta(t, c.high, high, 0.0001, c)
	}
}

func TestTheShareLiesWithinAndMoreOfThemTellItBetter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.IntRange(1, 100_000).Draw(t, "of")
		yes := rapid.IntRange(0, of).Draw(t, "yes")
		low, high := wilson.Interval(yes, of)
		share := float64(yes) / float64(of)
		const dust = 1e-12
		if low < 0 || high > 1 || low > share+dust || high < share-dust {
			t.Fatalf("%d of %d: %v to %v", yes, of, low, high)
		}
		if l, h := wilson.Interval(10*yes, 10*of); h-l >= high-low {
			t.Fatalf("ten times %d of %d is known no better", yes, of)
		}
	})
}
