package queuehall

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/queuehall/profile"
)

// However many counters there are and whatever they serve, what can be booked is never more than its share of what they can do.
func TestNoMoreIsBookedThanItsShareOfTheCounters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		service := time.Duration(rapid.IntRange(1, 240).Draw(t, "minutes")) * time.Minute
		counters := float64(rapid.IntRange(1, 400).Draw(t, "tenths")) / 10
		share := rapid.IntRange(1, 100).Draw(t, "share")
		g, ok := gridOf(service, counters, share)
		require.True(t, ok)
		require.Zero(t, g.every%slotStep)
		require.Positive(t, g.seats)
		booked := float64(g.seats) * float64(service) / float64(g.every) // counters that are busy with them all the time
		require.LessOrEqual(t, booked, counters*float64(share)/100+1e-6)
	})
}

func TestNothingIsBookedWhereNobodyServesOrNothingMayBe(t *testing.T) {
	t.Parallel()
	_, ok := gridOf(15*time.Minute, 0, 50)
	require.False(t, ok)
	_, ok = gridOf(15*time.Minute, 3, 0)
	require.False(t, ok)
}

func TestTimesLieWithinTheOpeningHours(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	hours := profile.Hours{"mon": {"08:00", "10:00"}}
	g, ok := gridOf(20*time.Minute, 1, 50)
	require.True(t, ok)
	var clocks []string
	for _, at := range g.times(hours, time.Date(2026, 3, 2, 15, 0, 0, 0, zone)) {
		clocks = append(clocks, at.Format("15:04"))
	}
	require.Equal(t, []string{"08:00", "08:40", "09:20"}, clocks, "the last one is over before it closes")
	require.Empty(t, g.times(hours, time.Date(2026, 3, 3, 0, 0, 0, 0, zone)))
}

func TestOnTheDayTheClocksChangeTimesAreOfTheWallClock(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	g := grid{service: 10 * time.Minute, every: 30 * time.Minute, seats: 1}
	for _, day := range []int{28, 29} { // 29 March 2026 has 23 hours
		list := g.times(profile.Hours{"sat": {"08:00", "09:00"}, "sun": {"08:00", "09:00"}}, time.Date(2026, 3, day, 0, 0, 0, 0, zone))
		require.Len(t, list, 2)
		require.Equal(t, 8, list[0].Hour())
	}
}
