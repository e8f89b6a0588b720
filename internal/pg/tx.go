package pg

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrNoTx is returned when a statement that only makes sense in a transaction is given outside of one.
var ErrNoTx = errors.New("pg: no transaction in the context")

// DB runs statements in the transaction of the context, or on the pool.
type DB struct {
	pool *pgxpool.Pool
}

// NewDB returns a DB on pool.
func NewDB(pool *pgxpool.Pool) *DB { return &DB{pool: pool} }

// Pool returns the pool beneath, for the few things that need a connection of their own.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

type txKey struct{}

// tx is a transaction whose BEGIN and deferred statements wait for company.
type tx struct {
	conn    *pgxpool.Conn
	pending *pgx.Batch
	open    bool // BEGIN has been sent
	watched bool // a pending statement's tag may fail the transaction, so COMMIT must not travel with it
	broken  error
	after   []func()
}

func from(ctx context.Context) *tx {
	t, _ := ctx.Value(txKey{}).(*tx)
	return t
}

// InTx runs fn in one transaction, READ COMMITTED, joining the one that ctx carries. When fn returns an error or panics
// everything is rolled back; the functions given to [DB.AfterCommit] run once the commit is durable.
func (db *DB) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	if from(ctx) != nil {
		return fn(ctx)
	}
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("pg: acquire: %w", err)
	}
	t := &tx{conn: conn, pending: &pgx.Batch{}}
	t.pending.Queue("BEGIN")
	done := false
	defer func() {
		if !done {
			t.rollback(ctx)
		}
		conn.Release()
	}()
	if err := fn(context.WithValue(ctx, txKey{}, t)); err != nil {
		return err
	}
	if t.broken != nil {
		return t.broken
	}
	if !t.open && t.pending.Len() == 1 { // nothing was asked of it
		done = true
		return nil
	}
	if t.watched {
		if err := t.flush(ctx); err != nil {
			return err
		}
	}
	t.pending.Queue("COMMIT").Exec(func(ct pgconn.CommandTag) error {
		if ct.String() != "COMMIT" { // PostgreSQL answers ROLLBACK when an earlier statement failed
			return fmt.Errorf("pg: commit answered %s", ct.String())
		}
		return nil
	})
	if err := t.flush(ctx); err != nil {
		return err
	}
	done = true
	for _, f := range t.after {
		f()
	}
	return nil
}

// AfterCommit runs f when the transaction of ctx has been committed, at once when there is none. f must not block.
func (db *DB) AfterCommit(ctx context.Context, f func()) {
	if t := from(ctx); t != nil {
		t.after = append(t.after, f)
		return
	}
	f()
}

// InTransaction tells whether ctx carries a transaction.
func InTransaction(ctx context.Context) bool { return from(ctx) != nil }

// Queue gives a statement to the transaction of ctx without waiting for its answer; onTag, when not nil, sees its
// command tag and may fail the transaction.
func (db *DB) Queue(ctx context.Context, onTag func(pgconn.CommandTag) error, sql string, args ...any) error {
	t := from(ctx)
	if t == nil {
		return ErrNoTx
	}
	q := t.pending.Queue(sql, args...)
	if onTag != nil {
		q.Exec(onTag)
		t.watched = true
	}
	return nil
}

// Flush sends what was queued and waits for the answers.
func (db *DB) Flush(ctx context.Context) error {
	t := from(ctx)
	if t == nil {
		return nil
	}
	return t.flush(ctx)
}

// Exec runs one statement and waits for it.
func (db *DB) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	t := from(ctx)
	if t == nil {
		return db.pool.Exec(ctx, sql, args...)
	}
	var tag pgconn.CommandTag
	t.pending.Queue(sql, args...).Exec(func(ct pgconn.CommandTag) error {
		tag = ct
		return nil
	})
	err := t.flush(ctx)
	return tag, err
}

// Query runs a statement that returns rows, after everything that was queued before it.
func (db *DB) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	t := from(ctx)
	if t == nil {
		return db.pool.Query(ctx, sql, args...)
	}
	return t.query(ctx, sql, args)
}

// QueryRow runs a statement that returns at most one row.
func (db *DB) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	t := from(ctx)
	if t == nil {
		return db.pool.QueryRow(ctx, sql, args...)
	}
	rows, err := t.query(ctx, sql, args)
	return &row{rows: rows, err: err}
}

// SendBatch sends a batch, in the transaction when there is one.
func (db *DB) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	t := from(ctx)
	if t == nil {
		return db.pool.SendBatch(ctx, b)
	}
	if err := t.flush(ctx); err != nil {
		return failedBatch{err}
	}
	return t.conn.SendBatch(ctx, b)
}

// CopyFrom copies rows in bulk, in the transaction when there is one.
func (db *DB) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, src pgx.CopyFromSource) (int64, error) {
	t := from(ctx)
	if t == nil {
		return db.pool.CopyFrom(ctx, table, columns, src)
	}
	if err := t.flush(ctx); err != nil {
		return 0, err
	}
	return t.conn.CopyFrom(ctx, table, columns, src)
}

// flush sends what is pending and reads every answer.
func (t *tx) flush(ctx context.Context) error {
	if t.broken != nil {
		return t.broken
	}
	if t.pending.Len() == 0 {
		return nil
	}
	b := t.pending
	t.pending = &pgx.Batch{}
	t.open, t.watched = true, false
	if err := t.conn.SendBatch(ctx, b).Close(); err != nil {
		t.broken = err
		return err
	}
	return nil
}

// query sends what is pending together with one statement and returns that statement's rows.
func (t *tx) query(ctx context.Context, sql string, args []any) (pgx.Rows, error) {
	if t.broken != nil {
		return nil, t.broken
	}
	b := t.pending
	t.pending = &pgx.Batch{}
	ahead := b.Len()
	b.Queue(sql, args...)
	t.open, t.watched = true, false
	res := t.conn.SendBatch(ctx, b)
	for _, q := range b.QueuedQueries[:ahead] {
		if err := answer(q, res); err != nil {
			_ = res.Close()
			t.broken = err
			return nil, err
		}
	}
	rows, err := res.Query()
	if err != nil {
		_ = res.Close()
		t.broken = err
		return nil, err
	}
	return &batchRows{Rows: rows, res: res, tx: t}, nil
}

// answer reads one queued statement's answer and shows it to whoever asked to see it.
func answer(q *pgx.QueuedQuery, res pgx.BatchResults) error {
	if q.Fn != nil {
		return q.Fn(res)
	}
	_, err := res.Exec()
	return err
}

func (t *tx) rollback(ctx context.Context) {
	if !t.open {
		return
	}
	// The caller's context may be the very thing that ended; the connection must not go back mid-transaction.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
	defer cancel()
	if _, err := t.conn.Exec(ctx, "ROLLBACK"); err != nil {
		_ = t.conn.Conn().Close(ctx)
	}
}
