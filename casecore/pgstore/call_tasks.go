package pgstore

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/internal/pg"
)

// insertCallTask has somebody called. An officer whom a case's executor is being called about already is not called twice.
func (s *Store) insertCallTask(ctx context.Context, t *casecore.CallTask) error {
	params := dbsqlc.InsertCallTaskParams{
		ID: t.ID.UUID(), Kind: string(t.Kind), CaseID: pg.NullID(t.Case), ReportID: pg.NullID(t.Report), OrgID: pg.NullID(t.Org),
		StaffID: pg.NullID(t.By), Via: t.Via, Reason: t.Reason, NextAt: t.NextAt, CreatedAt: t.At,
	}
	if sample := t.Sample; sample != [16]byte{} {
		params.SampleID = &sample
	}
	return s.later.InsertCallTask(ctx, params)
}
