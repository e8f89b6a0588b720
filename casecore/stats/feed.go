package stats

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"hotline/casecore"
)

// FeedPage is how many rows a page of the feed's snapshot has: some 400 KiB.
const FeedPage = 500

// FeedRow is the present state of a subject as the feed carries it.
type FeedRow struct {
	Subject casecore.Subject
	Version int64
	Data    json.RawMessage
}

// FeedRows returns a page of the open reports and open cases that somebody with these tags may see, newest first, and
// the cursor of the next page, "" on the last. Pages follow ids, so a row that changes meanwhile is neither lost nor
// doubled.
func (r *Reader) FeedRows(ctx context.Context, tags []string, cursor string, limit int) ([]FeedRow, string, error) {
	s, err := r.scope(ctx, tags)
	if err != nil {
		return nil, "", err
	}
	kind, below, err := parseFeedCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	var rows []FeedRow
	if s.intake && kind == casecore.ReportSubject {
		if rows, err = r.feedReports(ctx, below, limit); err != nil {
			return nil, "", err
		}
		if len(rows) > limit {
			return rows[:limit], feedCursor(rows[limit-1].Subject), nil
		}
	}
	if !s.seesCases() {
		return rows, "", nil
	}
	if kind == casecore.ReportSubject {
		below = uuid.Max
	}
	cases, err := r.feedCases(ctx, s, below, limit-len(rows))
	if err != nil {
		return nil, "", err
	}
	rows = append(rows, cases...)
	if len(rows) <= limit {
		return rows, "", nil
	}
	rows = rows[:limit]
	if last := rows[limit-1].Subject; last.Type == casecore.CaseSubject {
		return rows, feedCursor(last), nil
	}
	return rows, feedCursor(casecore.Subject{Type: casecore.CaseSubject, ID: uuid.Max}), nil
}

// feedReports returns one row more than limit when there is one.
func (r *Reader) feedReports(ctx context.Context, below uuid.UUID, limit int) ([]FeedRow, error) {
	reports, err := collect(ctx, r.db, "feed reports", scanReport, `SELECT `+reportColumns+` FROM reports r
		WHERE r.closed_at IS NULL AND r.id < $1 ORDER BY r.id DESC LIMIT $2`, below, limit+1)
	if err != nil {
		return nil, err
	}
	rows := make([]FeedRow, 0, len(reports))
	for i := range reports {
		row, err := feedRow(casecore.ReportSubject, reports[i].ID.UUID(), reports[i].Version, &reports[i])
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (r *Reader) feedCases(ctx context.Context, s scope, below uuid.UUID, limit int) ([]FeedRow, error) {
	var q query
	s.cases(&q)
	q.add(`c.ended_at IS NULL AND c.id < ?`, below)
	cases, err := collect(ctx, r.db, "feed cases", scanCase, `SELECT `+caseColumns+` FROM cases c `+q.clause()+
		` ORDER BY c.id DESC LIMIT `+q.arg(limit+1), q.args...)
	if err != nil {
		return nil, err
	}
	rows := make([]FeedRow, 0, len(cases))
	for i := range cases {
		row, err := feedRow(casecore.CaseSubject, cases[i].ID.UUID(), cases[i].Version, &cases[i])
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func feedRow(t casecore.SubjectType, id uuid.UUID, version int64, data any) (FeedRow, error) {
	b, err := json.Marshal(data)
	if err != nil {
		return FeedRow{}, failed("feed row", err)
	}
	return FeedRow{Subject: casecore.Subject{Type: t, ID: id}, Version: version, Data: b}, nil
}

func feedCursor(s casecore.Subject) string { return string(s.Type) + ":" + s.ID.String() }

func parseFeedCursor(cursor string) (casecore.SubjectType, uuid.UUID, error) {
	if cursor == "" {
		return casecore.ReportSubject, uuid.Max, nil
	}
	kind, id, _ := strings.Cut(cursor, ":")
	t := casecore.SubjectType(kind)
	if t != casecore.ReportSubject && t != casecore.CaseSubject {
		return "", uuid.Nil, badCursor(nil)
	}
	u, err := uuid.Parse(id)
	if err != nil {
		return "", uuid.Nil, badCursor(err)
	}
	return t, u, nil
}
