package presence_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/presence"
	"hotline/internal/redistest"
)

func TestPeopleAreWhereTheyWereHeardLastUntilTheyFallSilent(t *testing.T) {
	t.Parallel()
	client := redistest.Mini(t)
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	one, other := presence.New(client, now), presence.New(client, now) // two copies of the product
	here := func(b *presence.Board, subject, who string) []string {
		t.Helper()
		others, err := b.Here(t.Context(), subject, who)
		require.NoError(t, err)
		return others
	}
	require.Empty(t, here(one, "case:1", "a"))
	require.Equal(t, []string{"a"}, here(other, "case:1", "b"))
	require.Equal(t, []string{"b"}, here(one, "case:1", "a"))
	require.Empty(t, here(one, "case:2", "c"), "another card")

	require.NoError(t, other.Gone(t.Context(), "case:1", "b"))
	require.Empty(t, here(one, "case:1", "a"))

	here(other, "case:1", "b")
	at = at.Add(presence.Silent)
	require.Equal(t, []string{"b"}, here(one, "case:1", "a"))
	at = at.Add(time.Millisecond)
	require.Empty(t, here(one, "case:1", "a"), "silent for too long")
}
