package pg

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ID is what an id column holds, zero for NULL.
func ID[I ~[16]byte](id *uuid.UUID) I {
	if id == nil {
		return I{}
	}
	return I(*id)
}

// NullID is an id for a column, NULL for zero.
func NullID[I ~[16]byte](id I) *uuid.UUID {
	u := uuid.UUID(id)
	if u == uuid.Nil {
		return nil
	}
	return &u
}

// Time is what a column holds that may be NULL, zero then.
func Time(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// NullTime is a moment for a column, NULL for zero.
func NullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Querier runs statements that return rows.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Collect runs a statement and scans its rows.
func Collect[T any](ctx context.Context, db Querier, scan pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scan)
}
