package backup

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

func TestWhatIsHeldRunsWhenItIsReleasedAndNotBefore(t *testing.T) {
	t.Parallel()
	db := pg.NewDB(pgtest.New(t))
	hold := NewHold(db)
	ran := make(chan string, 4)
	part := func(name string) func(context.Context) error {
		return func(context.Context) error { ran <- name; return nil }
	}
	require.NoError(t, hold.AfterTimers(part("fresh"))(t.Context()), "an ordinary database holds nothing")
	require.Equal(t, "fresh", <-ran)

	made := time.Now().UTC().Truncate(time.Second)
	_, err := db.Exec(t.Context(), `INSERT INTO restores (made_at, restored_at) VALUES ($1, now())`, made)
	require.NoError(t, err)
	state, err := hold.State(t.Context())
	require.NoError(t, err)
	require.Equal(t, State{Timers: true, Letters: true, MadeAt: made}, state)
	go func() { _ = hold.AfterTimers(part("timers"))(t.Context()) }()
	go func() { _ = hold.AfterLetters(part("letters"))(t.Context()) }()

	_, err = hold.Release(t.Context(), Release{Timers: true}, time.Now())
	require.NoError(t, err)
	require.Equal(t, "timers", <-ran)
	require.Empty(t, ran)
	_, err = hold.Release(t.Context(), Release{Timers: true, Letters: true}, time.Now())
	require.NoError(t, err)
	require.Equal(t, "letters", <-ran)
	_, err = hold.Release(t.Context(), Release{Letters: true, Drop: true}, time.Now())
	require.ErrorIs(t, err, ErrNotHeld)
}
