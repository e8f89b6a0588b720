package outbox

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/live/wire"
	"hotline/internal/pg"
)

// state is a stream's state in PostgreSQL.
type state struct {
	epoch    string
	position int64
	marked   bool // no position of the epoch can have been lost
}

// row is an outbox row that has a position.
type row struct {
	position int64
	at       time.Time
	entry    []byte // as it goes to Redis
}

const (
	stateColumns = `s.epoch::text, s.position, EXISTS (SELECT FROM stream_marks m WHERE m.stream = s.name)`

	stateSQL = `SELECT ` + stateColumns + ` FROM streams s WHERE s.name = $1`

	lookSQL = `
		SELECT ` + stateColumns + `, EXISTS (SELECT FROM outbox o WHERE o.position IS NULL AND o.stream = s.name)
		FROM streams s WHERE s.name = $1`

	// softlySQL lets the transaction commit without waiting for the disk.
	softlySQL = `SET LOCAL synchronous_commit = off`

	// positionSQL relies on the fence, checked before it in the same transaction: nobody else gives positions, so that
	// what this statement sees is the present. It gives none in an epoch of which some may have been lost.
	positionSQL = `
		WITH waiting AS (
			SELECT id, row_number() OVER (ORDER BY id) AS n FROM (
				SELECT id FROM outbox WHERE stream = $1 AND position IS NULL ORDER BY id LIMIT $2) w
		), moved AS (
			UPDATE streams SET position = position + (SELECT count(*) FROM waiting)
			WHERE name = $1 AND EXISTS (SELECT FROM waiting) AND EXISTS (SELECT FROM stream_marks WHERE stream = $1)
			RETURNING position
		), given AS (
			UPDATE outbox o SET position = m.position - (SELECT count(*) FROM waiting) + w.n
			FROM waiting w, moved m WHERE o.id = w.id
			RETURNING o.*
		)
		SELECT s.epoch::text, ` + rowColumns + ` FROM streams s, given g WHERE s.name = $1 ORDER BY g.position`

	rowColumns = `g.position, g.at, g.type, g.subject_type, g.subject_id, g.version, g.audience, g.lost, g.payload`

	recentSQL = `
		SELECT s.epoch::text, ` + rowColumns + ` FROM streams s, outbox g
		WHERE s.name = $1 AND g.stream = $1 AND g.position > $2 ORDER BY g.position LIMIT $3`
)

// look reads the stream's state and whether rows wait for a position.
func (r *Relay) look(ctx context.Context) (s state, waiting bool, err error) {
	err = r.db.QueryRow(ctx, lookSQL, r.cfg.Stream).Scan(&s.epoch, &s.position, &s.marked, &waiting)
	if err != nil {
		return state{}, false, fail("relay: look", err)
	}
	return s, waiting, nil
}

// position gives positions to the next rows and returns them with the stream's state after it. Who reads them may know of
// positions that a crash of PostgreSQL then loses, though not of changes: those were on the disk before they were seen here.
func (r *Relay) position(ctx context.Context, f pg.Fence) (given []row, s state, err error) {
	err = r.db.InTx(ctx, func(ctx context.Context) error {
		if err := r.db.Queue(ctx, nil, softlySQL); err != nil {
			return err
		}
		if err := f.Queue(ctx); err != nil {
			return err
		}
		rows, err := r.db.Query(ctx, positionSQL, r.cfg.Stream, batchRows)
		if err != nil {
			return err
		}
		if given, s.epoch, err = collect(rows); err != nil || len(given) > 0 {
			return err
		}
		return r.state(ctx, &s)
	})
	if err != nil {
		return nil, state{}, fail("relay: position", err)
	}
	if len(given) == 0 {
		return nil, s, nil
	}
	s.position, s.marked = given[len(given)-1].position, true
	if r.cfg.Hooks.Positioned != nil {
		r.cfg.Hooks.Positioned(len(given), r.cfg.Now().Sub(given[0].at))
	}
	return given, s, nil
}

func (r *Relay) state(ctx context.Context, s *state) error {
	return r.db.QueryRow(ctx, stateSQL, r.cfg.Stream).Scan(&s.epoch, &s.position, &s.marked)
}

// fenced runs do in a transaction of the lease's holder, and nobody else.
func (r *Relay) fenced(ctx context.Context, f pg.Fence, op string, do func(ctx context.Context) error) error {
	err := r.db.InTx(ctx, func(ctx context.Context) error {
		if err := f.Check(ctx); err != nil {
			return err
		}
		return do(ctx)
	})
	if err != nil {
		return fail(op, err)
	}
	return nil
}

// confirm reads the stream's state.
func (r *Relay) confirm(ctx context.Context, f pg.Fence) (s state, err error) {
	err = r.fenced(ctx, f, "relay: confirm", func(ctx context.Context) error { return r.state(ctx, &s) })
	if err != nil {
		return state{}, err
	}
	return s, nil
}

// startEpoch starts an epoch unless the stream's position has reached last after all.
func (r *Relay) startEpoch(ctx context.Context, f pg.Fence, last int64) error {
	return r.fenced(ctx, f, "relay: start epoch", func(ctx context.Context) error {
		return r.db.Queue(ctx, nil, `UPDATE streams SET epoch = gen_random_uuid() WHERE name = $1 AND position < $2`, r.cfg.Stream, last)
	})
}

// mark starts an epoch for a stream that has no mark, and marks it.
func (r *Relay) mark(ctx context.Context, f pg.Fence) error {
	return r.fenced(ctx, f, "relay: mark", func(ctx context.Context) error {
		if err := r.db.Queue(ctx, nil, `INSERT INTO stream_marks (stream) VALUES ($1)`, r.cfg.Stream); err != nil {
			return err
		}
		return r.db.Queue(ctx, nil, `UPDATE streams SET epoch = gen_random_uuid() WHERE name = $1`, r.cfg.Stream)
	})
}

// recent reads rows above a position, at most a batch.
func (r *Relay) recent(ctx context.Context, epoch string, above int64) ([]row, error) {
	rows, err := r.db.Query(ctx, recentSQL, r.cfg.Stream, above, batchRows)
	if err != nil {
		return nil, fail("relay: read", err)
	}
	found, now, err := collect(rows)
	if err == nil && len(found) > 0 && now != epoch {
		err = errForeign
	}
	if err != nil {
		return nil, fail("relay: read", err)
	}
	return found, nil
}

func collect(rows pgx.Rows) (found []row, epoch string, err error) {
	defer rows.Close()
	for rows.Next() {
		var e wire.Entry
		err := rows.Scan(&e.Epoch, &e.Pos, &e.At, &e.Type, &e.Subject, &e.ID, &e.Version, &e.Audience, &e.Lost, &e.Data)
		if err != nil {
			return nil, "", err
		}
		e.At = e.At.UTC()
		b, err := json.Marshal(e)
		if err != nil {
			return nil, "", err
		}
		found = append(found, row{position: e.Pos, at: e.At, entry: b})
		epoch = e.Epoch
	}
	return found, epoch, rows.Err()
}

func fail(op string, err error) error {
	return &casecore.Error{Code: casecore.Internal, Op: "outbox: " + op, Err: err}
}
