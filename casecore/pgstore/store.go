package pgstore

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/internal/pg"
)

// Store implements casecore.Store. It is safe for concurrent use.
type Store struct {
	db    *pg.DB
	q     *dbsqlc.Queries // waits for each answer
	later *dbsqlc.Queries // travels with the next read or the commit
}

var _ casecore.Store = (*Store)(nil)

// New returns a Store on db.
func New(db *pg.DB) *Store {
	return &Store{db: db, q: dbsqlc.New(db), later: dbsqlc.New(db.Deferred())}
}

// InTx implements casecore.Transactor. What the database's constraints refuse comes back as the domain's error.
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return domainError(s.db.InTx(ctx, fn))
}

// AfterCommit implements casecore.Transactor.
func (s *Store) AfterCommit(ctx context.Context, f func()) { s.db.AfterCommit(ctx, f) }

// EnsureAhead makes the number sequences and partitions that will soon be needed, and forgets expired commands. Call it
// at start and every hour.
func (s *Store) EnsureAhead(ctx context.Context, now time.Time) error {
	if err := s.q.EnsureAhead(ctx, now); err != nil {
		return err
	}
	_, err := s.q.PruneCommands(ctx, now)
	return err
}

// conflicts tells what a violated constraint means to a person.
var conflicts = map[string]string{
	"phrases_short":                  "error.phrase_taken",
	"reports_one_claim":              "error.agent_busy",
	"wordings_one_live":              "error.wording_stale",
	"cases_wording_id_key":           "error.wording_stale",
	"wordings_report_id_ordinal_key": "error.wording_stale",
}

func domainError(err error) error {
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) {
		if key, ok := conflicts[pgErr.ConstraintName]; ok {
			return &casecore.Error{Code: casecore.Conflict, Op: "store", Key: key, Err: err}
		}
	}
	return err
}

// found turns "no rows" into the domain's NotFound.
func found(err error, key string) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return &casecore.Error{Code: casecore.NotFound, Op: "store", Key: key}
	}
	return err
}
