package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/callout"
	"hotline/casecore/calls"
	"hotline/internal/backup"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

// alwaysDue has somebody to call, whenever it is asked.
type alwaysDue struct{ settled int }

func (*alwaysDue) Next(context.Context, calls.CallID, time.Time) (callout.Ring, bool, error) {
	return callout.Ring{Near: "+380501112233"}, true, nil
}

func (a *alwaysDue) Settle(context.Context, calls.CallID, string, time.Time) error {
	a.settled++
	return nil
}

func TestARestoredCityRingsNobodyBeforeItIsReleased(t *testing.T) {
	t.Parallel()
	db := pg.NewDB(pgtest.New(t))
	hold, due := backup.NewHold(db), &alwaysDue{}
	out := &heldCalls{Out: due, hold: hold}
	id := casecore.NewID[calls.CallID]()
	next := func(ctx context.Context) (ok bool, err error) {
		err = db.InTx(ctx, func(ctx context.Context) error {
			_, ok, err = out.Next(ctx, id, time.Now())
			return err
		})
		return ok, err
	}
	_, err := db.Exec(t.Context(), `INSERT INTO restores (made_at, restored_at) VALUES (now(), now())`)
	require.NoError(t, err)
	ok, err := next(t.Context())
	require.NoError(t, err)
	require.False(t, ok)
	require.NoError(t, out.Settle(t.Context(), id, "lost", time.Now()))
	require.Equal(t, 1, due.settled, "what a call came to is written all the same")

	_, err = hold.Release(t.Context(), backup.Release{Timers: true}, time.Now())
	require.NoError(t, err)
	ok, err = next(t.Context())
	require.NoError(t, err)
	require.False(t, ok, "the timers alone let nobody be rung")

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	ok, err = next(gone)
	require.Error(t, err)
	require.False(t, ok, "nor does not knowing")

	_, err = hold.Release(t.Context(), backup.Release{Letters: true}, time.Now())
	require.NoError(t, err)
	ok, err = next(t.Context())
	require.NoError(t, err)
	require.True(t, ok)
}
