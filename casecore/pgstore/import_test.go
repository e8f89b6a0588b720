package pgstore_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

// MR-4.6: what is imported is what is exported, to the letter; what a new classifier leaves out is retired.
func TestClassifierGoesThroughTheDatabaseUnchanged(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := pg.NewDB(pgtest.New(t))
	shipped, err := regulation.EmbeddedClassifier()
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(shipped.Topics), 80)
	for range 2 { // a second import changes nothing
		require.NoError(t, pgstore.Import(ctx, db, shipped))
	}
	catalogue, err := pgstore.NewCatalogue(ctx, db, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	stored := catalogue.Classifier()
	require.Empty(t, cmp.Diff(lines(t, shipped), lines(t, &stored)))

	fewer := *shipped
	fewer.Topics = fewer.Topics[1:]
	require.NoError(t, pgstore.Import(ctx, db, &fewer))
	require.NoError(t, catalogue.Reload(ctx))
	_, ok := catalogue.Topic(shipped.Topics[0].Code)
	require.False(t, ok)
}

func lines(t *testing.T, c *regulation.Classifier) []string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, regulation.WriteClassifierCSV(&b, c))
	return strings.Split(b.String(), "\n")
}
