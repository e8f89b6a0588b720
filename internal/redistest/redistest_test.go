package redistest_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/internal/redistest"
)

func TestServersAreApart(t *testing.T) {
	t.Parallel()
	one, other := redistest.New(t), redistest.New(t)
	require.NoError(t, one.Set(t.Context(), "key", "mine", 0).Err())
	require.ErrorIs(t, other.Get(t.Context(), "key").Err(), redis.Nil)
}

func TestServerKeepsWhatItAnsweredThroughStopsAndKills(t *testing.T) {
	t.Parallel()
	server := redistest.NewServer(t)
	client := server.Client()
	for _, end := range []func(){server.Stop, server.Kill9} {
		require.NoError(t, client.Incr(t.Context(), "survived").Err())
		end()
		require.Error(t, client.Ping(t.Context()).Err())
		server.Start()
	}
	survived, err := client.Get(t.Context(), "survived").Int()
	require.NoError(t, err)
	require.Equal(t, 2, survived)

	server.FlushAll()
	require.ErrorIs(t, client.Get(t.Context(), "survived").Err(), redis.Nil)
}

func TestEachRunsOnBothServersAndTheirKeysExpire(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		require.NoError(t, client.Set(t.Context(), "short", "lived", 20*time.Millisecond).Err())
		require.Eventually(t, func() bool {
			return errors.Is(client.Get(t.Context(), "short").Err(), redis.Nil)
		}, 5*time.Second, 5*time.Millisecond)
	})
}

func TestClusterSpreadsKeysByTheirHashTags(t *testing.T) {
	t.Parallel()
	client := redistest.Cluster(t)
	slots := map[int64]bool{}
	for _, key := range []string{"{1}:due", "{2}:due", "{3}:due", "{1}:lease"} {
		require.NoError(t, client.Set(t.Context(), key, "x", 0).Err())
		slot, err := client.ClusterKeySlot(t.Context(), key).Result()
		require.NoError(t, err)
		slots[slot] = true
	}
	require.Len(t, slots, 3, "one tag is one slot")

	var nodes atomic.Int32
	require.NoError(t, client.ForEachMaster(t.Context(), func(context.Context, *redis.Client) error {
		nodes.Add(1)
		return nil
	}))
	require.EqualValues(t, 3, nodes.Load())
}
