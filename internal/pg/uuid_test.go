package pg_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

func TestIDsComeBackAsTheyWent(t *testing.T) {
	t.Parallel()
	pool, err := pg.Open(t.Context(), pgtest.URL(t), 1)
	require.NoError(t, err)
	defer pool.Close()

	id, none := uuid.New(), (*uuid.UUID)(nil)
	ids := []uuid.UUID{uuid.New(), uuid.Nil, id}
	var text string
	var gotOne uuid.UUID
	var gotNone, gotSome *uuid.UUID
	var gotMany []uuid.UUID
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT $1::uuid::text, $1::uuid, $2::uuid, $3::uuid, $4::uuid[]`,
		id, none, &id, ids).Scan(&text, &gotOne, &gotNone, &gotSome, &gotMany))
	require.Equal(t, id.String(), text)
	require.Equal(t, id, gotOne)
	require.Nil(t, gotNone)
	require.Equal(t, &id, gotSome)
	require.Equal(t, ids, gotMany)
}

func BenchmarkIDsTravelling(b *testing.B) {
	pool, err := pg.Open(b.Context(), pgtest.URL(b), 1)
	require.NoError(b, err)
	defer pool.Close()
	ids := make([]uuid.UUID, 500)
	for i := range ids {
		ids[i] = uuid.New()
	}
	for b.Loop() {
		var n int
		require.NoError(b, pool.QueryRow(b.Context(), `SELECT cardinality($1::uuid[])`, ids).Scan(&n))
	}
}
