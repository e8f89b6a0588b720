package pgtest

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

const (
	// poolSize lets some twenty tests run at once on a server of maxConnections.
	poolSize = 10
	// closeWait is how long a test may take to hand its connections back.
	closeWait = 10 * time.Second
	// setupWait bounds each step of preparing a server or a database.
	setupWait = 60 * time.Second
)

// New returns a pool on a fresh, migrated database, both gone when the test
// ends. A test that still holds a connection then fails.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return openPool(t, URL(t))
}

// URL returns the address of a fresh, migrated database, dropped when the test
// ends with whatever is still connected to it. It is for tests that start
// processes or open their own pools.
func URL(t testing.TB) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), setupWait)
	defer cancel()

	server, err := sharedServer()
	require.NoError(t, err, "pgtest: no PostgreSQL to test on")
	name, err := server.createFromTemplate(ctx)
	require.NoError(t, err, "pgtest: no test database")
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), setupWait)
		defer cancel()
		if err := server.drop(ctx, name); err != nil {
			t.Errorf("pgtest: database not dropped: %v", err)
		}
	})
	return server.at.database(name)
}

func openPool(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(url)
	require.NoError(t, err)
	config.MaxConns = poolSize
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	require.NoError(t, err)
	t.Cleanup(func() {
		closed := make(chan struct{})
		go func() {
			pool.Close()
			close(closed)
		}()
		select {
		case <-closed:
		case <-time.After(closeWait):
			t.Errorf("pgtest: %d connections were not released", pool.Stat().AcquiredConns())
		}
	})
	return pool
}
