package stats

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// CallersCases returns the cases of whoever calls from a number, the newest first. Known are those that were reported on a call
// from it; the others' applicants only gave it (MR-4.4.1).
func (r *Reader) CallersCases(ctx context.Context, number casecore.Phone) ([]PreviousCase, error) {
	if number == "" {
		return nil, nil
	}
	called := map[casecore.CaseID]bool{}
	ids, err := collect(ctx, r.db, "caller's cases", func(row pgx.CollectableRow) (id uuid.UUID, err error) {
		var known bool
		err = row.Scan(&id, &known)
		called[casecore.CaseID(id)] = known
		return id, err
	}, `SELECT c.id, bool_or(EXISTS (SELECT FROM call_reports g JOIN calls k ON k.id = g.call_id WHERE g.report_id = q.id AND k.caller = $1))
		FROM applicants a JOIN reports q ON q.applicant_id = a.id JOIN cases c ON c.id = q.case_id
		WHERE a.phone = $1 AND a.phone <> '' GROUP BY c.id ORDER BY c.registered_at DESC, c.id LIMIT $2`, string(number), shownPrevious)
	if err != nil {
		return nil, err
	}
	rows, err := r.caseRows(ctx, ids)
	list := make([]PreviousCase, 0, len(rows))
	for _, c := range rows {
		p := PreviousCase{Case: c, Grade: Maybe, Because: []string{ByPhone}}
		if called[c.ID] {
			p.Grade, p.Because = Known, []string{ByCall}
		}
		list = append(list, p)
	}
	return list, err
}
