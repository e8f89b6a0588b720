package pg_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// ownership runs a lease until stop, giving each fence that it has.
func ownership(t *testing.T, db *pg.DB, holder string) (fences chan pg.Fence, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	fences = make(chan pg.Fence, 8)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = pg.NewLease(db, "thing", holder, 600*time.Millisecond, quiet()).Run(ctx, func(ctx context.Context, f pg.Fence) error {
			fences <- f
			<-ctx.Done()
			return nil
		})
	}()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return fences, stop
}

func TestLeaseHasOneOwnerAndPassesOnAtAPlannedStop(t *testing.T) {
	t.Parallel()
	db := pg.NewDB(pgtest.New(t))
	first, stop := ownership(t, db, "a")
	fence := <-first
	second, _ := ownership(t, db, "b")
	require.NoError(t, db.InTx(context.Background(), fence.Check))
	require.Empty(t, second)
	stop()
	next := <-second
	require.NoError(t, db.InTx(context.Background(), next.Check))
	require.ErrorIs(t, db.InTx(context.Background(), fence.Check), pg.ErrLeaseLost)
}

func TestOwnerThatIsOvertakenStopsAndStandsBy(t *testing.T) {
	t.Parallel()
	db := pg.NewDB(pgtest.New(t))
	first, _ := ownership(t, db, "a")
	fence := <-first
	_, err := db.Exec(context.Background(), // as if it had slept through its lease
		`UPDATE leases SET holder = 'b', fence = fence + 1, until = clock_timestamp() + interval '1 second'`)
	require.NoError(t, err)
	require.ErrorIs(t, db.InTx(context.Background(), fence.Check), pg.ErrLeaseLost)
	require.ErrorIs(t, db.InTx(context.Background(), fence.Queue), pg.ErrLeaseLost)
	again := <-first // once b's lease has run out
	require.NoError(t, db.InTx(context.Background(), again.Check))
	require.NoError(t, db.InTx(context.Background(), again.Queue))
}

func TestALongTransactionOfTheOwnerNeitherCostsTheLeaseNorLetsAnotherIn(t *testing.T) {
	t.Parallel()
	const ttl = 600 * time.Millisecond // of ownership
	db := pg.NewDB(pgtest.New(t))
	first, stop := ownership(t, db, "a")
	fence := <-first
	require.NoError(t, db.InTx(context.Background(), func(ctx context.Context) error {
		if err := fence.Check(ctx); err != nil {
			return err
		}
		time.Sleep(2 * ttl) // renewals have to pass meanwhile
		return nil
	}))
	require.NoError(t, db.InTx(context.Background(), fence.Check), "it is the owner still")

	second, _ := ownership(t, db, "b")
	require.NoError(t, db.InTx(context.Background(), func(ctx context.Context) error {
		if err := fence.Check(ctx); err != nil {
			return err
		}
		stop()
		select {
		case <-second:
			return errors.New("another took over under a transaction of the owner's")
		case <-time.After(ttl):
			return nil
		}
	}))
	<-second
}

func TestSoleIsHeldByOneProcessAtATime(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := pgtest.New(t)
	first, err := pg.TakeSole(ctx, pool, "thing")
	require.NoError(t, err)
	_, err = pg.TakeSole(ctx, pool, "thing")
	require.ErrorIs(t, err, pg.ErrNotSole)
	held, release := context.WithCancel(ctx)
	release()
	require.NoError(t, first.Run(held)) // lets go
	second, err := pg.TakeSole(ctx, pool, "thing")
	require.NoError(t, err)
	require.NoError(t, second.Run(held))
}

func TestSoleThatAnotherTookOverStops(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	pool := pgtest.New(t)
	first, err := pg.TakeSole(ctx, pool, "thing")
	require.NoError(t, err)
	_, err = pool.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
	require.NoError(t, err)
	var second *pg.Sole
	require.Eventually(t, func() bool { // a backend that is told to end takes its time
		second, err = pg.TakeSole(ctx, pool, "thing")
		return err == nil
	}, 10*time.Second, time.Millisecond)
	require.ErrorIs(t, first.Run(ctx), pg.ErrNotSole)
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	require.NoError(t, second.Run(stopped))
}
