package pgstore

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/internal/pg"
)

// insertCallTask has somebody called. An officer whom a case's executor is being called about already is not called twice.
func (s *Store) insertCallTask(ctx context.Context, t *casecore.CallTask) error {
	return s.later.InsertCallTask(ctx, dbsqlc.InsertCallTaskParams{
		ID: t.ID.UUID(), Kind: string(t.Kind), CaseID: pg.NullID(t.Case), OrgID: pg.NullID(t.Org), Reason: t.Reason, CreatedAt: t.At,
	})
}
