package live_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/internal/live"
	"hotline/internal/live/wire"
	"hotline/internal/redistest"
)

var keys = wire.KeysOf("cases")

// add puts an entry into the stream as a relay does.
func add(t *testing.T, client redis.UniversalClient, epoch string, position int64) {
	t.Helper()
	b, err := json.Marshal(wire.Entry{
		Event: wire.Event{Pos: position, Type: "case.test", Subject: "case", ID: uuid.New(), Version: 1, Data: json.RawMessage(`{}`)},
		Epoch: epoch, Audience: []string{"city"},
	})
	require.NoError(t, err)
	require.NoError(t, client.XAdd(t.Context(), &redis.XAddArgs{
		Stream: keys.Stream, ID: fmt.Sprintf("%d-0", position), Values: []any{wire.EntryField, b},
	}).Err())
}

func positions(entries []wire.Entry) []int64 {
	var all []int64
	for _, e := range entries {
		all = append(all, e.Pos)
	}
	return all
}

func TestTheSourceIsTheStreamInRedis(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		source := live.NewRedisSource(client, "cases")
		_, err := source.Tail(t.Context(), 10)
		require.ErrorIs(t, err, live.ErrNoEpoch, "no relay was here yet")

		require.NoError(t, client.MSet(t.Context(), keys.Epoch, "e1", keys.Beat, "b1").Err())
		for position := range int64(5) {
			add(t, client, "e1", position+1)
		}
		tail, err := source.Tail(t.Context(), 3)
		require.NoError(t, err)
		require.Equal(t, "e1", tail.Epoch)
		require.Equal(t, "b1", tail.Beat)
		require.Equal(t, []int64{3, 4, 5}, positions(tail.Entries))

		batch, err := source.Read(t.Context(), 2)
		require.NoError(t, err)
		require.Equal(t, []int64{3, 4, 5}, positions(batch.Entries))

		batch, err = source.Read(t.Context(), 5)
		require.NoError(t, err, "nothing came for a while")
		require.Equal(t, live.Batch{Epoch: "e1", Beat: "b1"}, batch)
	})
}

func TestAReadReturnsAsSoonAsSomethingCame(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		source := live.NewRedisSource(client, "cases")
		require.NoError(t, client.Set(t.Context(), keys.Epoch, "e1", 0).Err())
		got := make(chan live.Batch)
		go func() {
			for {
				if batch, err := source.Read(t.Context(), 0); err != nil || len(batch.Entries) > 0 {
					got <- batch
					return
				}
			}
		}()
		add(t, client, "e1", 1)
		select {
		case batch := <-got:
			require.Equal(t, []int64{1}, positions(batch.Entries))
		case <-time.After(15 * time.Second):
			t.Fatal("the read never returned")
		}
	})
}

func TestATailHoldsOneEpoch(t *testing.T) {
	t.Parallel()
	client := redistest.New(t)
	require.NoError(t, client.Set(t.Context(), keys.Epoch, "e1", 0).Err())
	add(t, client, "e1", 1)
	add(t, client, "e2", 2) // it changed between two commands
	tail, err := live.NewRedisSource(client, "cases").Tail(t.Context(), 10)
	require.NoError(t, err)
	require.Equal(t, []int64{1}, positions(tail.Entries))
}

func TestASourceWithoutRedisFails(t *testing.T) {
	t.Parallel()
	server := redistest.NewServer(t)
	source := live.NewRedisSource(server.Client(), "cases")
	server.Kill9()
	_, err := source.Read(t.Context(), 0)
	require.Error(t, err)
	server.Start()
	require.NoError(t, server.Client().Set(t.Context(), keys.Epoch, "e1", 0).Err())
	_, err = source.Read(t.Context(), 0)
	require.NoError(t, err)
}
