package outbox_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

// Positions are given without waiting for the disk: a PostgreSQL that dies forgets some that consoles have seen. No change is lost
// with them, the epoch is another one, and within an epoch no position is ever of two changes.
func TestPositionsThatACrashOfPostgresLosesBeginAnEpoch(t *testing.T) {
	t.Parallel()
	const most = 10 // crashes until one has lost something
	server, client := pgtest.NewServer(t), redistest.New(t)
	pool := server.Pool()
	_, err := pool.Exec(t.Context(), `ALTER SYSTEM SET wal_writer_delay = '10s'`) // nobody else writes what nobody waits for
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `SELECT pg_reload_conf()`)
	require.NoError(t, err)
	c := cases{pool}
	relay, _ := relaying(t, server.Pool(), client)
	m := &livetest.Model{}
	console(t, web(t, client, c), "city", m)
	seen := places{}

	lost, n := false, int64(0)
	for crash := 0; !lost; crash++ {
		require.Less(t, crash, most, "no crash has lost a position")
		before := epoch(t, pool)
		for i := range 7 {
			c.change(t, i%3, "city")
			n++
		}
		relay.Wake()
		arrived(t, client, n)
		seen.look(t, client)
		server.Kill9()
		server.Start()
		pool.Reset()
		lost = position(t, pool) < n

		c.change(t, 1, "city")
		n++
		require.Eventually(t, func() bool {
			return client.Get(t.Context(), wire.KeysOf("cases").Epoch).Val() != before && last(client) == n
		}, soon, often)
		require.NotEqual(t, before, epoch(t, pool))
		seen.look(t, client)
		c.shows(t, m, "city")
	}
}

// A PostgreSQL that was stopped in order has lost nothing: the epoch goes on.
func TestAnOrderlyRestartOfPostgresKeepsTheEpoch(t *testing.T) {
	t.Parallel()
	server, client := pgtest.NewServer(t), redistest.New(t)
	pool := server.Pool()
	relay, _ := relaying(t, server.Pool(), client)
	commitMany(t, pool, 1, 5)
	relay.Wake()
	arrived(t, client, 5)
	before := epoch(t, pool)
	server.Stop(false)
	server.Start()
	pool.Reset()
	commitMany(t, pool, 6, 9)
	require.Equal(t, upTo(9), numbers(t, arrived(t, client, 9)))
	require.Equal(t, before, epoch(t, pool))
}

// place is where an entry is.
type place struct {
	epoch    string
	position int64
}

// places remember what was at each.
type places map[place]wire.Entry

// look compares what Redis holds with what was there before.
func (p places) look(t *testing.T, client redis.UniversalClient) {
	t.Helper()
	for _, e := range entries(t, client) {
		at := place{e.Epoch, e.Pos}
		if was, ok := p[at]; ok {
			require.Equal(t, was, e)
		}
		p[at] = e
	}
}
