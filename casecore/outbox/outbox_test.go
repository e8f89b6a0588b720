package outbox_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/casecore/outbox"
	"hotline/internal/live/wire"
	"hotline/internal/pg"
)

const (
	soon  = 15 * time.Second // far above what anything here takes
	often = 5 * time.Millisecond
)

// execer is a pool or a transaction.
type execer interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// commit puts a row into the outbox and returns its id. Its payload says which it is.
func commit(t *testing.T, db execer, n int) int64 {
	t.Helper()
	var id int64
	err := db.QueryRow(context.Background(), `
		INSERT INTO outbox (stream, at, type, subject_type, subject_id, version, audience, lost, payload, event_seq, event_hash)
		VALUES ('cases', clock_timestamp(), 'case.test', 'case', $1, $2::int, '{city,org:1}', '{org:2}',
			jsonb_build_object('n', $2::int, 'text', 'Вода <нема> & тепла'), 1, '\x01') RETURNING id`,
		uuid.New(), n).Scan(&id)
	require.NoError(t, err)
	return id
}

func commitMany(t *testing.T, pool *pgxpool.Pool, from, to int) {
	t.Helper()
	_, err := pool.Exec(context.Background(), `
		INSERT INTO outbox (stream, at, type, subject_type, subject_id, version, audience, payload, event_seq, event_hash)
		SELECT 'cases', clock_timestamp(), 'case.test', 'case', gen_random_uuid(), n, '{city}',
			jsonb_build_object('n', n), 1, '\x01' FROM generate_series($1::int, $2::int) n ORDER BY n`, from, to)
	require.NoError(t, err)
}

// relaying runs a relay until the test ends or stop is called.
func relaying(t *testing.T, pool *pgxpool.Pool, client redis.UniversalClient, change ...func(*outbox.Config)) (*outbox.Relay, func()) {
	t.Helper()
	cfg := outbox.Config{Holder: uuid.NewString(), Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&cfg)
	}
	relay := outbox.NewRelay(pg.NewDB(pool), client, cfg)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- relay.Run(ctx) }()
	stopped := false
	stop := func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		require.NoError(t, <-done)
	}
	t.Cleanup(stop)
	return relay, stop
}

func position(t *testing.T, pool *pgxpool.Pool) (position int64) {
	t.Helper()
	require.NoError(t, pool.QueryRow(context.Background(), `SELECT position FROM streams WHERE name = 'cases'`).Scan(&position))
	return position
}

func epoch(t *testing.T, pool *pgxpool.Pool) (epoch string) {
	t.Helper()
	require.NoError(t, pool.QueryRow(context.Background(), `SELECT epoch::text FROM streams WHERE name = 'cases'`).Scan(&epoch))
	return epoch
}

func entries(t *testing.T, client redis.UniversalClient) []wire.Entry {
	t.Helper()
	messages, err := client.XRange(context.Background(), wire.KeysOf("cases").Stream, "-", "+").Result()
	require.NoError(t, err)
	var all []wire.Entry
	for _, m := range messages {
		e, err := wire.ParseEntry(m.Values)
		require.NoError(t, err)
		require.Equal(t, strconv.FormatInt(e.Pos, 10)+"-0", m.ID)
		all = append(all, e)
	}
	return all
}

// last returns the stream's last position, -1 when Redis does not answer.
func last(client redis.UniversalClient) int64 {
	messages, err := client.XRevRangeN(context.Background(), wire.KeysOf("cases").Stream, "+", "-", 1).Result()
	if err != nil || len(messages) == 0 {
		return -1
	}
	e, err := wire.ParseEntry(messages[0].Values)
	if err != nil {
		return -1
	}
	return e.Pos
}

// arrived waits until the stream in Redis ends at position and has no holes.
func arrived(t *testing.T, client redis.UniversalClient, position int64) []wire.Entry {
	t.Helper()
	require.Eventually(t, func() bool { return last(client) == position }, soon, often, "position %d never came", position)
	all := entries(t, client)
	for i, e := range all {
		require.Equal(t, position-int64(len(all)-1-i), e.Pos, "the stream has a hole")
	}
	return all
}

// numbers are what the entries say they are.
func numbers(t *testing.T, all []wire.Entry) []int {
	t.Helper()
	var ns []int
	for _, e := range all {
		var data struct{ N int }
		require.NoError(t, json.Unmarshal(e.Data, &data))
		ns = append(ns, data.N)
	}
	return ns
}

func upTo(n int) []int {
	ns := make([]int, n)
	for i := range ns {
		ns[i] = i + 1
	}
	return ns
}

func mustBegin(t *testing.T, pool *pgxpool.Pool) pgx.Tx {
	t.Helper()
	tx, err := pool.Begin(context.Background())
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	return tx
}
