package outbox_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/internal/live/livetest"
	"hotline/internal/live/wire"
	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

// A stream's keys share a hash tag: scripts, reads and wake-ups work where its slot lives.
func TestTheFeedWorksOnARedisCluster(t *testing.T) {
	t.Parallel()
	pool, client := pgtest.New(t), redistest.Cluster(t)
	c := cases{pool}
	_, stop := relaying(t, pool, client)
	standby, _ := relaying(t, pool, client)
	m := &livetest.Model{}
	console(t, web(t, client, c), "city", m)
	for i := range 30 {
		c.change(t, i%5, "city")
		standby.Wake()
	}
	c.shows(t, m, "city")

	node, err := client.MasterForKey(t.Context(), wire.KeysOf("cases").Stream)
	require.NoError(t, err)
	require.NoError(t, node.FlushAll(t.Context()).Err())
	c.change(t, 1, "org:1")
	c.shows(t, m, "city")
	stop()
	c.change(t, 2, "org:1")
	c.shows(t, m, "city")
}
