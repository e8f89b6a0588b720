package outbox

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/pg"
	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

// A relay that was paused past its lease wakes up in the middle of its work.
func TestAZombieGivesNoPositionsAndEmptiesNothing(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	db := pg.NewDB(pool)
	log := slog.New(slog.DiscardHandler)
	relay := NewRelay(db, redistest.New(t), Config{Holder: "zombie", Now: time.Now, Log: log})
	lease := pg.NewLease(db, "relay:cases", "zombie", time.Minute, log)
	ctx, cancel := context.WithCancel(t.Context())
	err := lease.Run(ctx, func(ctx context.Context, f pg.Fence) error {
		defer cancel()
		_, err := pool.Exec(ctx, `UPDATE leases SET holder = 'successor', fence = fence + 1`)
		require.NoError(t, err)
		_, err = pool.Exec(ctx, `
			INSERT INTO outbox (stream, at, type, subject_type, subject_id, version, audience, payload, event_seq, event_hash)
			VALUES ('cases', now(), 'case.test', 'case', gen_random_uuid(), 1, '{}', '{}', 1, '\x01')`)
		require.NoError(t, err)

		_, _, err = relay.position(ctx, f)
		require.ErrorIs(t, err, pg.ErrLeaseLost)
		_, err = relay.pruneSome(ctx, f)
		require.ErrorIs(t, err, pg.ErrLeaseLost)
		require.ErrorIs(t, (&shift{Relay: relay, fence: f}).beginAnew(ctx), pg.ErrLeaseLost)
		require.ErrorIs(t, relay.startEpoch(ctx, f, 1), pg.ErrLeaseLost)

		var waiting int
		require.NoError(t, pool.QueryRow(ctx, `SELECT count(*) FROM outbox WHERE position IS NULL`).Scan(&waiting))
		require.Equal(t, 1, waiting)
		return nil
	})
	require.NoError(t, err)
}
