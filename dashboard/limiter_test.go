package dashboard

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/casetest"
)

func TestALimiterGivesBackWithTime(t *testing.T) {
	t.Parallel()
	clock := casetest.NewClock(casetest.Start())
	l := newLimiter(Rate{Burst: 2, Every: time.Second}, clock.Now)
	take := func(key string) bool { _, ok := l.allow(key); return ok }
	require.True(t, take("a"))
	require.True(t, take("a"))
	require.False(t, take("a"))
	require.True(t, take("b"), "others have their own")
	clock.Advance(time.Second)
	require.True(t, take("a"))
	require.False(t, take("a"))
}

func TestALimiterForgetsThoseWhoWaited(t *testing.T) {
	t.Parallel()
	clock := casetest.NewClock(casetest.Start())
	l := newLimiter(Rate{Burst: 2, Every: time.Second}, clock.Now)
	for i := range maxBuckets - 1 {
		l.allow(fmt.Sprint(i))
	}
	clock.Advance(time.Minute)
	for range 3 {
		l.allow("busy")
	}
	l.allow("one more")
	require.Len(t, l.buckets, 2)
	_, ok := l.allow("busy")
	require.False(t, ok, "who is busy is remembered")
}
