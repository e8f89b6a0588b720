package pg_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

func things(t *testing.T) *pg.DB {
	t.Helper()
	pool := pgtest.New(t)
	_, err := pool.Exec(context.Background(), `CREATE TABLE things (id int PRIMARY KEY, name text NOT NULL)`)
	require.NoError(t, err)
	return pg.NewDB(pool)
}

func names(t *testing.T, db *pg.DB) []string {
	t.Helper()
	rows, err := db.Query(context.Background(), `SELECT name FROM things ORDER BY id`)
	require.NoError(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return list
}

func TestQueuedStatementsKeepTheirOrderAndTravelWithReads(t *testing.T) {
	t.Parallel()
	db := things(t)
	err := db.InTx(context.Background(), func(ctx context.Context) error {
		require.NoError(t, db.Queue(ctx, nil, `INSERT INTO things VALUES (1, 'a')`))
		require.NoError(t, db.Queue(ctx, nil, `UPDATE things SET name = 'b' WHERE id = 1`))
		var name string
		require.NoError(t, db.QueryRow(ctx, `SELECT name FROM things`).Scan(&name))
		require.Equal(t, "b", name)
		_, err := db.Deferred().Exec(ctx, `INSERT INTO things VALUES (2, 'c')`)
		return err
	})
	require.NoError(t, err)
	require.Equal(t, []string{"b", "c"}, names(t, db))
}

func TestErrorOfAQueuedStatementComesAtTheCommitAndRollsBack(t *testing.T) {
	t.Parallel()
	db := things(t)
	committed := false
	err := db.InTx(context.Background(), func(ctx context.Context) error {
		db.AfterCommit(ctx, func() { committed = true })
		require.NoError(t, db.Queue(ctx, nil, `INSERT INTO things VALUES (1, 'a')`))
		return db.Queue(ctx, nil, `INSERT INTO things VALUES (1, 'again')`)
	})
	var pgErr *pgconn.PgError
	require.ErrorAs(t, err, &pgErr)
	require.False(t, committed)
	require.Empty(t, names(t, db))
}

func TestErrorOfAQueuedStatementComesAtTheNextReadAndNothingIsCommittedAfter(t *testing.T) {
	t.Parallel()
	db := things(t)
	err := db.InTx(context.Background(), func(ctx context.Context) error {
		require.NoError(t, db.Queue(ctx, nil, `INSERT INTO things VALUES (1, NULL)`))
		var n int
		require.Error(t, db.QueryRow(ctx, `SELECT count(*) FROM things`).Scan(&n))
		return nil // a caller that swallowed the error
	})
	require.Error(t, err)
	require.Empty(t, names(t, db))
}

func TestWatchedStatementMayFailTheTransaction(t *testing.T) {
	t.Parallel()
	db := things(t)
	refused := errors.New("refused")
	err := db.InTx(context.Background(), func(ctx context.Context) error {
		require.NoError(t, db.Queue(ctx, nil, `INSERT INTO things VALUES (1, 'a')`))
		_, err := db.Watched(func(tag pgconn.CommandTag) error {
			if tag.RowsAffected() != 1 {
				return refused
			}
			return nil
		}).Exec(ctx, `UPDATE things SET name = 'b' WHERE id = 7`)
		return err
	})
	require.ErrorIs(t, err, refused)
	require.Empty(t, names(t, db))
}

func TestInnerTransactionJoinsTheOuter(t *testing.T) {
	t.Parallel()
	db := things(t)
	failed := errors.New("outer failed")
	err := db.InTx(context.Background(), func(ctx context.Context) error {
		require.NoError(t, db.InTx(ctx, func(ctx context.Context) error {
			return db.Queue(ctx, nil, `INSERT INTO things VALUES (1, 'a')`)
		}))
		return failed
	})
	require.ErrorIs(t, err, failed)
	require.Empty(t, names(t, db))
}

func TestPanicRollsBackAndGivesTheConnectionBack(t *testing.T) {
	t.Parallel()
	db := things(t)
	require.Panics(t, func() {
		_ = db.InTx(context.Background(), func(ctx context.Context) error {
			_, err := db.Exec(ctx, `INSERT INTO things VALUES (1, 'a')`)
			require.NoError(t, err)
			panic("handler")
		})
	})
	require.Empty(t, names(t, db))
	require.Zero(t, db.Pool().Stat().AcquiredConns())
}

func TestEndOfTheContextLeavesNoTransactionOpen(t *testing.T) {
	t.Parallel()
	db := things(t)
	ctx, cancel := context.WithCancel(context.Background())
	err := db.InTx(ctx, func(ctx context.Context) error {
		_, err := db.Exec(ctx, `INSERT INTO things VALUES (1, 'a')`)
		require.NoError(t, err)
		cancel()
		_, err = db.Exec(ctx, `INSERT INTO things VALUES (2, 'b')`)
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, names(t, db))
	var open int
	require.NoError(t, db.QueryRow(context.Background(),
		`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'`).Scan(&open))
	require.Zero(t, open)
}

func TestWritesOutsideATransactionAreNotQueued(t *testing.T) {
	t.Parallel()
	db := things(t)
	_, err := db.Deferred().Exec(context.Background(), `INSERT INTO things VALUES (1, 'a')`)
	require.ErrorIs(t, err, pg.ErrNoTx)
	ran := false
	db.AfterCommit(context.Background(), func() { ran = true })
	require.True(t, ran)
}

func TestTransactionThatAsksNothingCostsNothing(t *testing.T) {
	t.Parallel()
	db := things(t)
	require.NoError(t, db.InTx(context.Background(), func(context.Context) error { return nil }))
}

func TestRowsThatWereNotReadToTheEndHoldNothing(t *testing.T) {
	t.Parallel()
	db := things(t)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	require.NoError(t, db.InTx(ctx, func(ctx context.Context) error {
		rows, err := db.Query(ctx, `SELECT generate_series(1, 1000)`)
		require.NoError(t, err)
		require.True(t, rows.Next())
		rows.Close()
		_, err = db.Exec(ctx, `INSERT INTO things VALUES (1, 'a')`)
		return err
	}))
	require.Equal(t, []string{"a"}, names(t, db))
}
