package pgstore

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/casecore/pgstore/internal/dbsqlc"
	"hotline/internal/pg"
)

// applyLinks writes what ties reports to cases and to each other, and takes letters back.
func (s *Store) applyLinks(ctx context.Context, c *casecore.Change) error {
	var errs [5]error
	if l := c.Link; l != nil {
		errs[0] = s.later.InsertLink(ctx, dbsqlc.InsertLinkParams{
			ReportID: l.Report.UUID(), CaseID: l.Case.UUID(), ApplicantID: l.Applicant.UUID(), LinkedAt: l.At, LinkedBy: l.By.UUID(),
		})
	}
	if !c.Unlink.IsZero() {
		errs[1] = s.later.DeleteLink(ctx, c.Unlink.UUID())
	}
	if l := c.NotSame; l != nil {
		errs[2] = s.later.InsertNotSame(ctx, dbsqlc.InsertNotSameParams{
			ReportID: l.Report.UUID(), CaseID: l.Case.UUID(), At: l.At,
		})
	}
	if !c.Follows.IsZero() {
		errs[3] = s.later.InsertOrigin(ctx, dbsqlc.InsertOriginParams{
			ReportID: c.NewReport.ID.UUID(), Before: c.Follows.UUID(),
		})
	}
	if h := c.HandOver; h != nil {
		errs[4] = s.later.InsertHandOver(ctx, dbsqlc.InsertHandOverParams{
			ID: h.ID, ReportID: h.Report.UUID(), FromID: h.From.UUID(), ToID: pg.NullID(h.To), BySystem: h.BySystem, Note: h.Note, At: h.At,
		})
	}
	for _, r := range c.Recall {
		if _, err := dbsqlc.New(s.db.Watched(recalled(r.Want))).RecallDelivery(ctx, dbsqlc.RecallDeliveryParams{
			SubjectID: r.Subject.ID, Template: r.Template,
		}); err != nil {
			return err
		}
	}
	return errors.Join(errs[:]...)
}

// recalled wants every letter to have been there still.
func recalled(want int) func(pgconn.CommandTag) error {
	return func(tag pgconn.CommandTag) error {
		if tag.RowsAffected() != int64(want) {
			return &casecore.Error{Code: casecore.Refused, Op: "recall", Key: "error.undo_late"}
		}
		return nil
	}
}
