package audit

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Summary is what was looked at.
type Summary struct {
	Subjects int64
	Events   int64
	Seals    int64
	Leaves   int64
	Problems int64
}

// Observer hears of a verification as it goes on; each function may be nil.
type Observer struct {
	// Found is called for each problem.
	Found func(Problem)
	// Progress is called every thousand events or leaves, with about how many there are in all.
	Progress func(done, total int64)
}

// verification is one run.
type verification struct {
	Observer
	tx       pgx.Tx
	sum      Summary
	total    int64
	reported map[uuid.UUID]struct{} // the subjects with a problem, so that a minute's seal does not repeat it
}

// Verify walks every history and every seal of one consistent state of the database. An error means that it could not,
// not that something was found.
func Verify(ctx context.Context, pool *pgxpool.Pool, o Observer) (sum Summary, err error) {
	err = pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly},
		func(tx pgx.Tx) error {
			sum, err = verifyIn(ctx, tx, o)
			return err
		})
	if err != nil {
		return sum, fail("verify", err)
	}
	return sum, nil
}

func verifyIn(ctx context.Context, tx pgx.Tx, o Observer) (Summary, error) {
	v := &verification{Observer: o, tx: tx, reported: make(map[uuid.UUID]struct{})}
	for _, step := range []func(context.Context) error{v.count, v.chains, v.seals, v.newest} {
		if err := step(ctx); err != nil {
			return v.sum, err
		}
	}
	return v.sum, nil
}

// count estimates the work from the heads, which is cheaper than counting events.
func (v *verification) count(ctx context.Context) error {
	return v.tx.QueryRow(ctx, `
		SELECT (SELECT coalesce(sum(event_seq), 0) FROM cases) + (SELECT coalesce(sum(event_seq), 0) FROM reports)
			+ (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'seal_leaves'::regclass)`).Scan(&v.total)
}

func (v *verification) found(p Problem) {
	v.sum.Problems++
	if p.Subject.ID != uuid.Nil {
		v.reported[p.Subject.ID] = struct{}{}
	}
	if v.Found != nil {
		v.Found(p)
	}
}

func (v *verification) progress() {
	if v.Progress != nil {
		done := v.sum.Events + v.sum.Leaves
		v.Progress(done, max(done, v.total))
	}
}

// newest looks whether the seals reach as far as they should.
func (v *verification) newest(ctx context.Context) error {
	var seal, position, sealed int64
	err := v.tx.QueryRow(ctx, `SELECT id, position FROM seals ORDER BY id DESC LIMIT 1`).Scan(&seal, &position)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	var late bool
	err = v.tx.QueryRow(ctx, `
		SELECT s.sealed, EXISTS (
			SELECT 1 FROM outbox o WHERE o.stream = s.name AND o.position > s.sealed AND o.at < now() - interval '1 hour')
		FROM streams s WHERE s.name = 'cases'`).Scan(&sealed, &late)
	if err != nil {
		return err
	}
	if sealed > position {
		v.found(Problem{Kind: NoSeal, Seal: seal})
	}
	if late {
		v.found(Problem{Kind: Unsealed, Seal: seal})
	}
	return nil
}
