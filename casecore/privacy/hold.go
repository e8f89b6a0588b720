package privacy

import (
	"context"
	"strings"

	"hotline/casecore"
)

// Hold keeps a case's data whatever anybody asks, and whatever their age, until it is released.
func (o *Office) Hold(ctx context.Context, n casecore.Number, reason string, by casecore.Actor) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fail(casecore.Invalid, "hold", "error.need_reason")
	}
	tag, err := o.db.Exec(ctx, `
		INSERT INTO legal_holds (report_id, reason, since, held_by)
		SELECT report_id, $3, $4, $5 FROM cases WHERE year = $1 AND seq = $2
		ON CONFLICT (report_id) DO UPDATE SET reason = excluded.reason`, n.Year, n.Seq, reason, o.now(), by.String())
	if err == nil && tag.RowsAffected() == 0 {
		return fail(casecore.NotFound, "hold", "error.case_unknown")
	}
	return err
}

// Release ends a hold; NotFound when there is none.
func (o *Office) Release(ctx context.Context, n casecore.Number) error {
	tag, err := o.db.Exec(ctx, `
		DELETE FROM legal_holds WHERE report_id IN (SELECT report_id FROM cases WHERE year = $1 AND seq = $2)`, n.Year, n.Seq)
	if err == nil && tag.RowsAffected() == 0 {
		return fail(casecore.NotFound, "release", "error.case_unknown")
	}
	return err
}
