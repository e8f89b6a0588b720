package suggest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// MR-4.6. The figures of docs/suggest.md, with room for a set that grows.
func TestTheRightTopicIsUsuallyAmongThree(t *testing.T) {
	t.Parallel()
	topics, examples := shippedSet(t)
	served, err := Evaluate(topics, examples, Centroids, 1)
	require.NoError(t, err)
	low1, _ := served.Top(1).Interval()
	low3, _ := served.Top(3).Interval()
	require.Greater(t, low1, 0.60)
	require.Greater(t, low3, 0.79)

	// Confidence means what it says, and what ships is what fits.
	require.Less(t, served.CalibrationError(), 0.07)
	require.InEpsilon(t, shipped.Sharpness, served.Calibration.Sharpness, 0.1)
	require.InDelta(t, shipped.Shift, served.Calibration.Shift, 0.1)
	require.InDelta(t, shipped.Slope, served.Calibration.Slope, 0.1)

	beside, err := Evaluate(topics, examples, Bayes, 1)
	require.NoError(t, err)
	require.GreaterOrEqual(t, served.Top(3).Hits, beside.Top(3).Hits, "the better of the two serves")
	require.Len(t, beside.Answers, len(examples))

	parts := served.Parts(func(a *Answer) string { return a.Lang })
	require.Len(t, parts, 3)
	sum := 0
	for _, p := range parts {
		sum += p.Top1.Of
	}
	require.Equal(t, len(examples), sum)
}

func TestAnUnknownMethodIsAnError(t *testing.T) {
	t.Parallel()
	topics, examples := shippedSet(t)
	_, err := Evaluate(topics, examples, "guess", 1)
	require.Error(t, err)
}

func TestIntervalIsWilsons(t *testing.T) {
	t.Parallel()
	low, high := Share{Hits: 8, Of: 10}.Interval()
	require.InDelta(t, 0.490, low, 0.001)
	require.InDelta(t, 0.943, high, 0.001)
	low, high = Share{}.Interval()
	require.InDelta(t, 0, low, 0)
	require.InDelta(t, 1, high, 0)
}
