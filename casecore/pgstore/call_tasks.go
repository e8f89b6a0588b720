package pgstore

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
)

// insertCallTask has somebody called. An officer whom a case's executor is being called about already is not called twice.
func (s *Store) insertCallTask(ctx context.Context, t *casecore.CallTask) error {
	params := dbsqlc.InsertCallTaskParams{
		ID: t.ID.UUID(), Kind: string(t.Kind), CaseID: pointer(t.Case), ReportID: pointer(t.Report), OrgID: pointer(t.Org),
		StaffID: pointer(t.By), Via: t.Via, Reason: t.Reason, NextAt: t.NextAt, CreatedAt: t.At,
	}
	if sample := t.Sample; sample != [16]byte{} {
		params.SampleID = &sample
	}
	return s.later.InsertCallTask(ctx, params)
}
