package audit

import (
	"context"
	"encoding/hex"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

const (
	sealEvery = time.Minute
	leaseTTL  = 15 * time.Second
	// sealRows bounds the positions that one seal covers.
	sealRows = 10_000

	leavesSQL = `
		SELECT DISTINCT ON (subject_id) subject_type, subject_id, event_seq, event_hash FROM outbox
		WHERE stream = $1 AND position > $2 AND position <= $3 AND event_seq > 0
		ORDER BY subject_id, event_seq DESC`
)

// Sealer seals the heads of the histories that moved, each minute, whenever it holds the lease.
type Sealer struct {
	db    *pg.DB
	lease *pg.Lease
	now   func() time.Time
	log   *slog.Logger
}

// NewSealer returns a sealer of the stream of cases; holder is an identity unique to this process.
func NewSealer(db *pg.DB, holder string, now func() time.Time, log *slog.Logger) *Sealer {
	return &Sealer{
		db: db, lease: pg.NewLease(db, "seal:"+casecore.CasesStream, holder, leaseTTL, log), now: now, log: log,
	}
}

// Run seals while it holds the lease and stands by otherwise, until ctx ends.
func (s *Sealer) Run(ctx context.Context) error { return s.lease.Run(ctx, s.own) }

func (s *Sealer) own(ctx context.Context, f pg.Fence) error {
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	for {
		for {
			more, err := s.seal(ctx, f)
			if ctx.Err() != nil {
				return nil
			}
			if err != nil {
				return err
			}
			if !more {
				break
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// seal writes one seal, if there is anything new; more tells that another is due at once.
func (s *Sealer) seal(ctx context.Context, f pg.Fence) (more bool, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if err := f.Check(ctx); err != nil {
			return err
		}
		var sealed, position int64
		err := s.db.QueryRow(ctx, `SELECT sealed, position FROM streams WHERE name = $1`, casecore.CasesStream).
			Scan(&sealed, &position)
		if err != nil || sealed >= position {
			return err
		}
		upTo := min(position, sealed+sealRows)
		more = upTo < position
		leaves, err := s.leaves(ctx, sealed, upTo)
		if err != nil {
			return err
		}
		return s.write(ctx, upTo, leaves)
	})
	if err != nil {
		return false, fail("seal", err)
	}
	return more, nil
}

func (s *Sealer) leaves(ctx context.Context, above, upTo int64) ([]leaf, error) {
	rows, err := s.db.Query(ctx, leavesSQL, casecore.CasesStream, above, upTo)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l leaf, err error) {
		err = row.Scan(&l.Subject.Type, &l.Subject.ID, &l.Seq, &l.Hash)
		return l, err
	})
}

func (s *Sealer) write(ctx context.Context, position int64, leaves []leaf) error {
	var previous []byte
	err := s.db.QueryRow(ctx, `SELECT root FROM seals ORDER BY id DESC LIMIT 1`).Scan(&previous)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	r := newRoot(previous)
	types, ids := make([]string, len(leaves)), make([]uuid.UUID, len(leaves))
	seqs, hashes := make([]int32, len(leaves)), make([][]byte, len(leaves))
	for i, l := range leaves {
		r.add(l)
		types[i], ids[i], hashes[i] = string(l.Subject.Type), l.Subject.ID, l.Hash
		seqs[i] = int32(l.Seq) //nolint:gosec // it was read from an integer column
	}
	sum := r.sum()
	var id int64
	err = s.db.QueryRow(ctx, `INSERT INTO seals (at, position, root) VALUES ($1, $2, $3) RETURNING id`,
		s.now(), position, sum).Scan(&id)
	if err != nil {
		return err
	}
	err = s.db.Queue(ctx, nil, `
		INSERT INTO seal_leaves (seal_id, subject_type, subject_id, seq, hash)
		SELECT $1, * FROM unnest($2::text[], $3::uuid[], $4::integer[], $5::bytea[])`, id, types, ids, seqs, hashes)
	if err != nil {
		return err
	}
	err = s.db.Queue(ctx, nil, `UPDATE streams SET sealed = $2 WHERE name = $1`, casecore.CasesStream, position)
	if err != nil {
		return err
	}
	s.db.AfterCommit(ctx, func() {
		s.log.Info("history sealed", "seal", id, "position", position, "subjects", len(leaves), "root", hex.EncodeToString(sum))
	})
	return nil
}

func fail(op string, err error) error {
	return &casecore.Error{Code: casecore.Internal, Op: "audit: " + op, Err: err}
}
