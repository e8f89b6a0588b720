package clock_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/internal/clock"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

// server answers with the time that it is told to, after a round trip of its own.
type server struct {
	ahead atomic.Int64 // of the test's clock
	trip  func() time.Duration
	err   error
}

func (s *server) QueryRow(context.Context, string, ...any) pgx.Row { return s }

func (s *server) Scan(dest ...any) error {
	if s.err != nil {
		return s.err
	}
	trip := s.trip()
	time.Sleep(trip / 4) // the way there is shorter than the way back
	*dest[0].(*time.Time) = time.Now().Add(time.Duration(s.ahead.Load()))
	time.Sleep(trip - trip/4)
	return nil
}

func TestAClockThreeSecondsOffTellsPostgresTime(t *testing.T) {
	t.Parallel()
	db := pg.NewDB(pgtest.New(t))
	for _, off := range []time.Duration{3 * time.Second, -3 * time.Second} {
		c := clock.New(db, clock.Config{Local: func() time.Time { return time.Now().Add(off) }})
		require.NoError(t, c.Measure(t.Context()))
		var before, after time.Time
		require.NoError(t, db.QueryRow(t.Context(), `SELECT clock_timestamp()`).Scan(&before))
		now := c.Now()
		require.NoError(t, db.QueryRow(t.Context(), `SELECT clock_timestamp()`).Scan(&after))
		require.WithinRange(t, now, before.Add(-time.Second), after.Add(time.Second))
		require.InDelta(t, -off.Seconds(), c.Offset().Seconds(), 1)
	}
}

func TestTheShortestRoundTripCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		trips := []int{400, 40, 4, 300, 900}
		s := &server{trip: func() time.Duration {
			trip := time.Duration(trips[0]) * time.Millisecond
			trips = append(trips[1:], trips[0])
			return trip
		}}
		s.ahead.Store(int64(time.Hour))
		c := clock.New(s, clock.Config{})
		require.NoError(t, c.Measure(t.Context()))
		require.InDelta(t, time.Hour.Seconds(), time.Until(c.Now()).Seconds(), 0.002)
	})
}

func TestADriftIsFollowedAndNoiseIsNot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{trip: func() time.Duration { return 4 * time.Millisecond }}
		c := clock.New(s, clock.Config{Every: time.Second})
		go c.Run(t.Context()) //nolint:errcheck // it never fails
		time.Sleep(500 * time.Millisecond)
		at := time.Until(c.Now())

		s.ahead.Store(int64(time.Millisecond)) // within half a round trip
		time.Sleep(time.Second)
		require.Equal(t, at, time.Until(c.Now()))

		s.ahead.Store(int64(time.Minute))
		time.Sleep(time.Second)
		require.InDelta(t, time.Minute.Seconds(), time.Until(c.Now()).Seconds(), 0.003)
	})
}

func TestAServerThatIsAwayLeavesTheClockAsItWas(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{trip: func() time.Duration { return time.Millisecond }}
		s.ahead.Store(int64(time.Hour))
		c := clock.New(s, clock.Config{})
		require.NoError(t, c.Measure(t.Context()))
		s.err = errors.New("away")
		require.ErrorIs(t, c.Measure(t.Context()), s.err)
		require.InDelta(t, time.Hour.Seconds(), time.Until(c.Now()).Seconds(), 0.001)
	})
}

func TestAScaledClockStartsNowAndRunsFaster(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(nil, clock.Config{Scale: 60})
		start := c.Now()
		require.True(t, start.Equal(time.Now()))
		time.Sleep(time.Second)
		require.Equal(t, time.Minute, c.Now().Sub(start))
	})
}

func TestAClockThatBeginsInThePastCatchesUpAndKeepsTheTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(nil, clock.Config{Scale: 61, Behind: time.Hour})
		require.Equal(t, time.Hour, time.Since(c.Now()))
		time.Sleep(30 * time.Second)
		require.Equal(t, 30*time.Minute, time.Since(c.Now()))
		time.Sleep(time.Minute)
		require.Zero(t, time.Since(c.Now()))
		time.Sleep(time.Hour)
		require.Zero(t, time.Since(c.Now()))
	})
}
