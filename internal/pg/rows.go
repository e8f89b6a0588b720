package pg

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// rollbackTimeout bounds a rollback after the caller's context has ended; past it the connection is closed instead.
const rollbackTimeout = 5 * time.Second

// batchRows are the rows of a batch's last statement; closing them ends the batch.
type batchRows struct {
	pgx.Rows
	res    pgx.BatchResults
	tx     *tx
	closed bool
	err    error
}

func (r *batchRows) Next() bool {
	if r.Rows.Next() {
		return true
	}
	r.Close()
	return false
}

func (r *batchRows) Close() {
	if r.closed {
		return
	}
	r.closed = true
	r.Rows.Close()
	err := r.res.Close()
	if r.err = r.Rows.Err(); r.err == nil {
		r.err = err
	}
	if r.err != nil {
		r.tx.broken = r.err
	}
}

func (r *batchRows) Err() error {
	if r.closed {
		return r.err
	}
	return r.Rows.Err()
}

// row is the first of some rows.
type row struct {
	rows pgx.Rows
	err  error
}

func (r *row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}

// failedBatch answers every read with the error that kept the batch from being sent.
type failedBatch struct{ err error }

func (f failedBatch) Exec() (pgconn.CommandTag, error) { return pgconn.CommandTag{}, f.err }
func (f failedBatch) Query() (pgx.Rows, error)         { return nil, f.err }
func (f failedBatch) QueryRow() pgx.Row                { return &row{err: f.err} }
func (f failedBatch) Close() error                     { return f.err }
func (f failedBatch) Tx() pgx.Tx                       { return nil }

// Deferred is a DB whose Exec gives the statement to the transaction without waiting: the tag it returns is empty. Use it
// for writes whose row count does not matter, or with [DB.Watched] where it does.
type Deferred struct {
	*DB
	onTag func(pgconn.CommandTag) error
}

// Deferred returns the deferring view of db.
func (db *DB) Deferred() Deferred { return Deferred{DB: db} }

// Watched returns a deferring view whose statements' tags are shown to onTag, which may fail the transaction.
func (db *DB) Watched(onTag func(pgconn.CommandTag) error) Deferred { return Deferred{db, onTag} }

// Exec queues the statement; outside a transaction it returns [ErrNoTx].
func (d Deferred) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return pgconn.CommandTag{}, d.Queue(ctx, d.onTag, sql, args...)
}
