package stats

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// CountAll counts every case of a filter, however many there are.
func (r *Reader) CountAll(ctx context.Context, f CaseFilter) (int, error) {
	f.Cursor = ""
	l, err := r.listing(ctx, &f)
	if err != nil || l == nil {
		return 0, err
	}
	q := l.query.clone()
	l.ownOnly(&q)
	if l.words != "" {
		q.add(`EXISTS (SELECT FROM case_texts t WHERE t.case_id = c.id AND t.words @@ ?::tsquery)`, l.words)
	}
	var n int
	if err := r.db.QueryRow(ctx, `SELECT count(*) FROM cases c `+q.clause(), planned(q.args)...).Scan(&n); err != nil {
		return 0, failed("count all cases", err)
	}
	return n, nil
}

// Texts returns what cases say in full.
func (r *Reader) Texts(ctx context.Context, ids []casecore.CaseID) (map[casecore.CaseID]string, error) {
	bare := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		bare[i] = id.UUID()
	}
	texts := make(map[casecore.CaseID]string, len(ids))
	_, err := collect(ctx, r.db, "texts", func(row pgx.CollectableRow) (struct{}, error) {
		var id uuid.UUID
		var text string
		err := row.Scan(&id, &text)
		texts[casecore.CaseID(id)] = text
		return struct{}{}, err
	}, `SELECT case_id, text FROM case_texts WHERE case_id = ANY($1)`, bare)
	return texts, err
}
