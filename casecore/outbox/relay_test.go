package outbox_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/outbox"
	"hotline/internal/live/wire"
	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

func TestPositionsAreConsecutiveAndEntriesSayWhatWasCommitted(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		pool := pgtest.New(t)
		commitMany(t, pool, 1, 1200) // more than two batches, waiting
		relay, _ := relaying(t, pool, client)
		arrived(t, client, 1200)
		commit(t, pool, 1201)
		relay.Wake()
		all := arrived(t, client, 1201)

		require.Equal(t, upTo(1201), numbers(t, all))
		newest := all[1200]
		require.Equal(t, epoch(t, pool), newest.Epoch)
		require.Equal(t, []string{"city", "org:1"}, newest.Audience)
		require.Equal(t, []string{"org:2"}, newest.Lost)
		require.Equal(t, "case.test", newest.Type)
		require.EqualValues(t, 1201, newest.Version)
		require.JSONEq(t, `{"n":1201,"text":"Вода <нема> & тепла"}`, string(newest.Data))
		require.EqualValues(t, 1201, position(t, pool))
	})
}

func TestARowThatCommitsLateIsNotSkipped(t *testing.T) {
	t.Parallel()
	pool, client := pgtest.New(t), redistest.New(t)
	relaying(t, pool, client)

	late, later := mustBegin(t, pool), mustBegin(t, pool)
	first := commit(t, late, 2)
	second := commit(t, later, 3)
	third := commit(t, pool, 1)
	require.Less(t, first, second)
	require.Less(t, second, third, "the row with the greatest id is committed first")
	arrived(t, client, 1)
	require.NoError(t, late.Commit(context.Background()))
	arrived(t, client, 2)
	require.NoError(t, later.Commit(context.Background()))

	require.Equal(t, upTo(3), numbers(t, arrived(t, client, 3)))
}

func TestARowThatRollsBackTakesNoPosition(t *testing.T) {
	t.Parallel()
	pool, client := pgtest.New(t), redistest.New(t)
	relaying(t, pool, client)
	tx := mustBegin(t, pool)
	commit(t, tx, 99)
	require.NoError(t, tx.Rollback(context.Background()))
	commit(t, pool, 1)
	require.Equal(t, upTo(1), numbers(t, arrived(t, client, 1)))
}

func TestAKillBetweenCommitAndRedisLosesNothing(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		pool := pgtest.New(t)
		_, stop := relaying(t, pool, client)
		commitMany(t, pool, 1, 3)
		arrived(t, client, 3)
		stop()

		// What a killed relay leaves: positions in PostgreSQL that Redis has not heard of.
		commitMany(t, pool, 4, 5)
		_, err := pool.Exec(t.Context(), `UPDATE outbox SET position = id WHERE position IS NULL`)
		require.NoError(t, err)
		_, err = pool.Exec(t.Context(), `UPDATE streams SET position = 5`)
		require.NoError(t, err)

		relaying(t, pool, client)
		require.Equal(t, upTo(5), numbers(t, arrived(t, client, 5)))
	})
}

func TestFlushedRedisIsFilledAgain(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		pool := pgtest.New(t)
		relaying(t, pool, client)
		commitMany(t, pool, 1, 700)
		before := arrived(t, client, 700)
		require.NoError(t, client.FlushAll(t.Context()).Err())
		require.Equal(t, before, arrived(t, client, 700), "nobody committed anything, and it came back")
		commitMany(t, pool, 701, 702)
		require.Equal(t, upTo(702), numbers(t, arrived(t, client, 702)))
	})
}

func TestRefillKeepsToTheRecentPart(t *testing.T) {
	t.Parallel()
	pool, client := pgtest.New(t), redistest.New(t)
	recent := func(c *outbox.Config) { c.Keep = 600 }
	commitMany(t, pool, 1, 900)
	_, stop := relaying(t, pool, client, recent)
	require.Less(t, len(arrived(t, client, 900)), 750, "trimmed, about")
	stop()
	require.NoError(t, client.FlushAll(t.Context()).Err())
	relaying(t, pool, client, recent)
	require.Equal(t, 301, numbers(t, arrived(t, client, 900))[0])
}

func TestPositionsGoOnWhileRedisIsDown(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*redistest.Server){
		"stopped": (*redistest.Server).Stop, "killed": (*redistest.Server).Kill9,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool, server := pgtest.New(t), redistest.NewServer(t)
			var behind atomic.Int64
			relaying(t, pool, server.Client(), func(c *outbox.Config) { c.Hooks.Behind = behind.Store })
			commitMany(t, pool, 1, 10)
			arrived(t, server.Client(), 10)

			end(server)
			commitMany(t, pool, 11, 20)
			require.Eventually(t, func() bool { return position(t, pool) == 20 }, soon, often)
			require.Eventually(t, func() bool { return behind.Load() == 10 }, soon, often)
			server.Start()

			require.Equal(t, upTo(20), numbers(t, arrived(t, server.Client(), 20)))
			require.Eventually(t, func() bool { return behind.Load() == 0 }, soon, often)
		})
	}
}

func TestARedisThatLostItsLastSecondGetsItBack(t *testing.T) {
	t.Parallel()
	pool, client := pgtest.New(t), redistest.New(t)
	relaying(t, pool, client)
	commitMany(t, pool, 1, 20)
	arrived(t, client, 20)

	key := wire.KeysOf("cases").Stream
	kept, err := client.XRange(t.Context(), key, "-", "12-0").Result()
	require.NoError(t, err)
	_, err = client.TxPipelined(t.Context(), func(p redis.Pipeliner) error {
		p.Del(t.Context(), key)
		for _, m := range kept {
			p.XAdd(t.Context(), &redis.XAddArgs{Stream: key, ID: m.ID, Values: m.Values})
		}
		return nil
	})
	require.NoError(t, err)

	require.Equal(t, upTo(20), numbers(t, arrived(t, client, 20)))
}

func TestANewEpochBeginsTheStreamAnew(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		pool := pgtest.New(t)
		relaying(t, pool, client)
		commitMany(t, pool, 1, 5)
		arrived(t, client, 5)
		_, err := pool.Exec(t.Context(), `UPDATE streams SET epoch = gen_random_uuid()`)
		require.NoError(t, err)
		want := epoch(t, pool)
		require.Eventually(t, func() bool {
			return client.Get(t.Context(), wire.KeysOf("cases").Epoch).Val() == want && last(client) == 5
		}, soon, often)
		for _, e := range arrived(t, client, 5) {
			require.Equal(t, want, e.Epoch)
		}
	})
}

// A standby that lagged has become the primary: positions would come to mean something else than they did.
func TestPostgresBehindRedisStartsAnEpoch(t *testing.T) {
	t.Parallel()
	pool, client := pgtest.New(t), redistest.New(t)
	_, stop := relaying(t, pool, client)
	commitMany(t, pool, 1, 10)
	arrived(t, client, 10)
	stop()
	before := epoch(t, pool)
	_, err := pool.Exec(t.Context(), `DELETE FROM outbox WHERE position > 6`)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `UPDATE streams SET position = 6`)
	require.NoError(t, err)

	relaying(t, pool, client)
	all := arrived(t, client, 6)
	require.Equal(t, upTo(6), numbers(t, all))
	require.NotEqual(t, before, all[0].Epoch)
	require.Equal(t, epoch(t, pool), all[0].Epoch)
}

func TestOfTwoRelaysOneWorksAndTheOtherTakesOver(t *testing.T) {
	t.Parallel()
	pool, client := pgtest.New(t), redistest.New(t)
	one, stopOne := relaying(t, pool, client)
	other, _ := relaying(t, pool, client)
	for n := 1; n <= 40; n++ {
		commit(t, pool, n)
		one.Wake()
		other.Wake() // one of them tells the other over Redis
	}
	require.Equal(t, upTo(40), numbers(t, arrived(t, client, 40)))

	stopOne()
	commitMany(t, pool, 41, 50)
	other.Wake()
	require.Equal(t, upTo(50), numbers(t, arrived(t, client, 50)))
}

// The holder vanishes without letting go: the copy beside it has the lease within five seconds.
func TestADeadHoldersLeaseIsTakenWithinFiveSeconds(t *testing.T) {
	t.Parallel()
	pool, client := pgtest.New(t), redistest.New(t)
	_, err := pool.Exec(t.Context(), `INSERT INTO leases (name, holder, fence, until)
		VALUES ('relay:cases', 'the dead', 7, clock_timestamp() + interval '4 seconds')`)
	require.NoError(t, err)
	died := time.Now()
	relaying(t, pool, client)
	commit(t, pool, 1)
	arrived(t, client, 1)
	require.Less(t, time.Since(died), 8*time.Second, "five, and a busy machine")
}

func TestWakeUpsTravelOverRedisAndAreCoalesced(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		pool := pgtest.New(t)
		relaying(t, pool, client)
		channel := wire.KeysOf("cases").Wake
		require.Eventually(t, func() bool {
			return client.PubSubNumSub(t.Context(), channel).Val()[channel] == 1
		}, soon, often, "the working relay listens")

		sub := client.Subscribe(t.Context(), channel)
		defer sub.Close()
		_, err := sub.Receive(t.Context())
		require.NoError(t, err)
		_, standby := relaying(t, pool, client)
		defer standby()
		waker, _ := relaying(t, pool, client)
		for range 1000 {
			waker.Wake()
		}
		select {
		case m := <-sub.Channel():
			require.Equal(t, channel, m.Channel)
		case <-time.After(soon):
			t.Fatal("no wake-up came")
		}
	})
}

func TestOnlyOldAndSealedRowsArePruned(t *testing.T) {
	t.Parallel()
	pool, client := pgtest.New(t), redistest.New(t)
	_, stop := relaying(t, pool, client)
	commitMany(t, pool, 1, 1300)
	arrived(t, client, 1300)
	stop()
	_, err := pool.Exec(t.Context(), `UPDATE outbox SET at = at - interval '25 hours' WHERE position <= 1200`)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `UPDATE streams SET sealed = 1100`)
	require.NoError(t, err)

	var pruned atomic.Int64
	relaying(t, pool, client, func(c *outbox.Config) { c.Hooks.Pruned = func(n int64) { pruned.Add(n) } })
	require.Eventually(t, func() bool { return pruned.Load() == 1100 }, soon, often)
	var lowest int64
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT min(position) FROM outbox`).Scan(&lowest))
	require.EqualValues(t, 1101, lowest)
	require.Eventually(t, func() bool {
		oldest, err := client.XRangeN(t.Context(), wire.KeysOf(casecore.CasesStream).Stream, "-", "+", 1).Result()
		return err == nil && len(oldest) == 1 && oldest[0].ID == "1101-0"
	}, soon, often, "Redis keeps nothing that the table has let go")
}
