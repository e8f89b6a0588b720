package pgtest_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/internal/pgtest"
)

func TestDatabaseHasThePresentSchema(t *testing.T) {
	t.Parallel()
	var applied int
	require.NoError(t, pgtest.New(t).QueryRow(t.Context(),
		`SELECT count(*) FROM goose_db_version WHERE version_id > 0`).Scan(&applied))
	require.Positive(t, applied)
}

func TestDatabaseKnowsUkrainianLetters(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	var lowered string
	var sorted []string
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT lower('ЇЖАК'),
		array(SELECT w FROM unnest(ARRAY['яма', 'ґанок', 'їжак', 'вода', 'іній', 'гора']) w ORDER BY w)`,
	).Scan(&lowered, &sorted))
	require.Equal(t, "їжак", lowered)
	require.Equal(t, []string{"вода", "гора", "ґанок", "іній", "їжак", "яма"}, sorted)

	var trigrams []string
	_, err := pool.Exec(t.Context(), `CREATE EXTENSION IF NOT EXISTS pg_trgm`)
	require.NoError(t, err)
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT show_trgm('вода')`).Scan(&trigrams))
	require.NotEmpty(t, trigrams, "a ctype without Cyrillic has no trigrams")
}

func TestDatabasesAreApart(t *testing.T) {
	t.Parallel()
	one, other := pgtest.New(t), pgtest.New(t)
	_, err := one.Exec(t.Context(), `CREATE TABLE mine ()`)
	require.NoError(t, err)
	var found bool
	require.NoError(t, other.QueryRow(t.Context(), `SELECT to_regclass('mine') IS NOT NULL`).Scan(&found))
	require.False(t, found)
}

func TestDatabaseIsDroppedAfterItsTest(t *testing.T) {
	t.Parallel()
	var url, name string
	t.Run("inner", func(t *testing.T) {
		url = pgtest.URL(t)
		pool, err := pgxpool.New(t.Context(), url)
		require.NoError(t, err)
		t.Cleanup(pool.Close)
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT current_database()`).Scan(&name))
	})
	var found bool
	require.NoError(t, pgtest.New(t).QueryRow(t.Context(),
		`SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&found))
	require.False(t, found)
}

func TestOwnServerKeepsWhatWasCommittedThroughStopsAndKills(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t)
	pool := server.Pool()
	_, err := pool.Exec(t.Context(), `CREATE TABLE survived (how text)`)
	require.NoError(t, err)

	ends := []struct {
		how string
		end func()
	}{
		{"stopped", func() { server.Stop(false) }},
		{"stopped at once", func() { server.Stop(true) }},
		{"killed", server.Kill9},
	}
	for _, end := range ends {
		_, err := pool.Exec(t.Context(), `INSERT INTO survived VALUES ($1)`, end.how)
		require.NoError(t, err)
		end.end()

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		_, err = pool.Exec(ctx, `SELECT 1`)
		cancel()
		require.Error(t, err, "%s: the server still answers", end.how)

		server.Start()
		var kept bool
		require.Eventually(t, func() bool { // the pool may first have to notice its dead connections
			return pool.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM survived WHERE how = $1)`, end.how).Scan(&kept) == nil
		}, 5*time.Second, 10*time.Millisecond)
		require.True(t, kept, end.how)
	}
	var fsync string
	require.NoError(t, pool.QueryRow(t.Context(), `SHOW fsync`).Scan(&fsync))
	require.Equal(t, "on", fsync)
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		pgtest.New(b)
	}
}
