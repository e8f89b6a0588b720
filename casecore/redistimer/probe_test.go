package redistimer_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

const (
	probeKind  regulation.DeadlineID = "probe"
	probeType  casecore.SubjectType  = "probe"
	probeTable                       = `
CREATE TABLE probes (id uuid PRIMARY KEY, done boolean NOT NULL DEFAULT false);
CREATE TABLE probe_effects (
	subject_id uuid NOT NULL, kind text NOT NULL, level smallint NOT NULL, cycle integer NOT NULL,
	version integer NOT NULL, due_at timestamptz NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp()
)`
)

// probe is a handler whose effect is a row, without any key that would keep a second one out.
type probe struct {
	db *pg.DB
	// before and after, when set, run inside the transaction: they may fail, panic or hang.
	before func(ctx context.Context, refs []casecore.TimerRef) error
	after  func(ctx context.Context, fired int) error
}

func (p *probe) FireDeadlines(
	ctx context.Context, now time.Time, refs []casecore.TimerRef,
) (held []casecore.TimerRef, err error) {
	if p.before != nil {
		if err := p.before(ctx, refs); err != nil {
			return nil, err
		}
	}
	var ids []uuid.UUID
	for _, ref := range refs {
		ids = append(ids, ref.Subject.ID)
	}
	rows, err := p.db.Query(ctx, `SELECT id FROM probes WHERE id = ANY ($1) ORDER BY id FOR UPDATE SKIP LOCKED`, ids)
	if err != nil {
		return nil, err
	}
	locked, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return nil, err
	}
	fired := 0
	for _, ref := range refs {
		if !slices.Contains(locked, ref.Subject.ID) {
			held = append(held, ref)
			continue
		}
		err := p.db.Queue(ctx, nil, `
			WITH fired AS (
				UPDATE deadlines SET fired_at = $1
				WHERE subject_id = $2 AND kind = $3 AND level = $4 AND cycle = $5 AND version = $6 AND due_at <= $1
				  AND fired_at IS NULL AND stopped_at IS NULL AND dead_at IS NULL
				RETURNING subject_id, kind, level, cycle, version, due_at
			)
			INSERT INTO probe_effects (subject_id, kind, level, cycle, version, due_at) SELECT * FROM fired`,
			now, ref.Subject.ID, string(ref.Kind), ref.Level, ref.Cycle, ref.Version)
		if err != nil {
			return nil, err
		}
		fired++
	}
	if p.after != nil {
		return held, p.after(ctx, fired)
	}
	return held, nil
}

// armed makes a deadline of each due time on a subject of its own and returns what they were armed as.
func armed(t require.TestingT, db *pg.DB, due ...time.Time) []casecore.TimerRef {
	return armedAs(t, db, probeKind, due...)
}

func armedAs(t require.TestingT, db *pg.DB, kind regulation.DeadlineID, due ...time.Time) []casecore.TimerRef {
	refs := make([]casecore.TimerRef, len(due))
	ids := make([]uuid.UUID, len(due))
	for i, at := range due {
		ids[i] = uuid.Must(uuid.NewV7())
		refs[i] = casecore.TimerRef{
			DeadlineKey: casecore.DeadlineKey{
				Subject: casecore.Subject{Type: probeType, ID: ids[i]}, Kind: kind, Level: 1, Cycle: 1,
			},
			Version: 1, Due: at.UTC().Truncate(time.Microsecond),
		}
	}
	ctx := context.Background()
	require.NoError(t, db.InTx(ctx, func(ctx context.Context) error {
		if err := db.Queue(ctx, nil, `INSERT INTO probes (id) SELECT unnest($1::uuid[])`, ids); err != nil {
			return err
		}
		return db.Queue(ctx, nil, `
			INSERT INTO deadlines (subject_id, kind, level, cycle, subject_type, due_at, armed_at, why)
			SELECT id, $3, 1, 1, 'probe', due, clock_timestamp(), '{}'
			FROM unnest($1::uuid[], $2::timestamptz[]) AS d (id, due)`, ids, due, string(kind))
	}))
	return refs
}

// effects counts the rows that firing has left, and how many deadlines they are of.
func effects(t testing.TB, db *pg.DB) (rows, deadlines int) {
	t.Helper()
	require.NoError(t, db.QueryRow(t.Context(), `
		SELECT count(*), count(DISTINCT (subject_id, kind, level, cycle)) FROM probe_effects`).Scan(&rows, &deadlines))
	return rows, deadlines
}
