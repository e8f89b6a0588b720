package stats

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Database runs statements; internal/pg's DB is one.
type Database interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Reader reads.
type Reader struct {
	db  Database
	now func() time.Time
}

// NewReader returns a Reader. now is the one clock.
func NewReader(db Database, now func() time.Time) *Reader { return &Reader{db: db, now: now} }

// collect runs a query and scans its rows.
func collect[T any](ctx context.Context, db Database, op string, scan pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	list, err := pg.Collect(ctx, db, scan, sql, args...)
	if err != nil {
		return nil, failed(op, err)
	}
	return list, nil
}

func failed(op string, err error) error {
	return &casecore.Error{Code: casecore.Internal, Op: "stats: " + op, Key: "error.internal", Err: err}
}

func badCursor(err error) error {
	return &casecore.Error{Code: casecore.Invalid, Op: "stats: cursor", Key: "error.cursor", Err: err}
}

// query is a statement under construction.
type query struct {
	where []string
	args  []any
}

// add adds a condition; each ? in it stands for the next of args.
func (q *query) add(condition string, args ...any) {
	out := make([]byte, 0, len(condition)+8)
	next := 0
	for i := range len(condition) {
		if condition[i] == '?' {
			q.args = append(q.args, args[next])
			next++
			out = fmt.Appendf(out, "$%d", len(q.args))
			continue
		}
		out = append(out, condition[i])
	}
	q.where = append(q.where, string(out))
}

// clone is a copy that may be added to.
func (q *query) clone() query { return query{where: slices.Clone(q.where), args: slices.Clone(q.args)} }

// clause writes the conditions.
func (q *query) clause() string { return clauseOf(q.where) }

// with writes the conditions and one more, which has no arguments of its own.
func (q *query) with(condition string) string {
	return clauseOf(append(slices.Clone(q.where), condition))
}

func clauseOf(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(where, " AND ")
}

// arg adds an argument and writes its place.
func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return fmt.Sprintf("$%d", len(q.args))
}

func refTo[I ~[16]byte](u *uuid.UUID) *I {
	if u == nil {
		return nil
	}
	id := I(*u)
	return &id
}
