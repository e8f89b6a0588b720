package casetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/internal/pg"
)

// Rows are those of a database, as a test looks at them and changes them past the code that it tests.
type Rows struct {
	T  testing.TB
	DB *pg.DB
}

// Exec runs a statement.
func (r *Rows) Exec(sql string, args ...any) {
	r.T.Helper()
	_, err := r.DB.Exec(context.Background(), sql, args...)
	require.NoError(r.T, err)
}

// Number runs a query that returns one number.
func (r *Rows) Number(sql string, args ...any) (n int64) {
	r.T.Helper()
	require.NoError(r.T, r.DB.QueryRow(context.Background(), sql, args...).Scan(&n))
	return n
}
