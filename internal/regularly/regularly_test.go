package regularly_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/regularly"
)

func TestItIsDoneAtOnceAndAgainUntilItsContextEnds(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	times := 0
	require.NoError(t, regularly.Do(ctx, time.Microsecond, func(context.Context) {
		if times++; times == 3 {
			stop()
		}
	}))
	require.GreaterOrEqual(t, times, 3)
}

func TestAContextThatHasEndedIsWaitedForNoLonger(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.NoError(t, regularly.Do(ctx, time.Hour, func(context.Context) {}))
}
