package stats

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
)

// CaseFilter says which cases are wanted. Zero fields do not narrow.
type CaseFilter struct {
	Tags    []string // of who asks: only these audiences' cases
	Phase   string   // a phase, or "open"
	Org     casecore.OrgID
	Kind    string
	Overdue bool
	Text    string // words, all of which the text holds, or a case's number
	Limit   int
	Cursor  string // of the page before
}

// Cases returns a page of cases, newest first, and the cursor of the next, "" on the last.
func (r *Reader) Cases(ctx context.Context, f CaseFilter) ([]casecore.CaseRow, string, error) {
	s, err := r.scope(ctx, f.Tags)
	if err != nil || !s.seesCases() {
		return nil, "", err
	}
	var q query
	s.cases(&q)
	f.narrow(&q, r.now())
	if f.Cursor != "" {
		at, id, err := parsePlace(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		q.add(`(c.registered_at, c.id) < (?, ?)`, at, id)
	}
	rows, err := collect(ctx, r.db, "cases", scanCase, `SELECT `+caseColumns+` FROM cases c `+q.clause()+
		` ORDER BY c.registered_at DESC, c.id DESC LIMIT `+q.arg(f.Limit+1), q.args...)
	if err != nil {
		return nil, "", err
	}
	if len(rows) <= f.Limit {
		return rows, "", nil
	}
	rows = rows[:f.Limit]
	last := rows[f.Limit-1]
	return rows, place(last.RegisteredAt, last.ID.UUID()), nil
}

func (f *CaseFilter) narrow(q *query, now time.Time) {
	switch f.Phase {
	case "":
	case "open":
		q.add(`c.ended_at IS NULL`)
	default:
		q.add(`c.phase = ?`, f.Phase)
	}
	if !f.Org.IsZero() {
		q.add(`(c.lead_org = ? OR EXISTS (SELECT FROM case_assistants a WHERE a.case_id = c.id AND a.org_id = ?))`,
			f.Org.UUID(), f.Org.UUID())
	}
	if f.Kind != "" {
		q.add(`c.kind = ?`, f.Kind)
	}
	if f.Overdue {
		q.add(`c.ended_at IS NULL AND (c.solve_due < ? OR (c.accept_due < ? AND c.accepted_at IS NULL))`, now, now)
	}
	if n, err := casecore.ParseNumber(f.Text); err == nil {
		q.add(`c.year = ? AND c.seq = ?`, n.Year, n.Seq)
		return
	}
	for word := range strings.FieldsSeq(f.Text) {
		q.add(`EXISTS (SELECT FROM case_texts t WHERE t.case_id = c.id AND t.text ILIKE ?)`, "%"+likeEscaper.Replace(word)+"%")
	}
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// clause writes the conditions.
func (q *query) clause() string {
	if len(q.where) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(q.where, " AND ")
}

// arg adds an argument and writes its place.
func (q *query) arg(v any) string {
	var one query
	one.args = q.args
	one.add("?", v)
	q.args = one.args
	return one.where[0]
}

// place writes where a page ended: microseconds and an id.
func place(at time.Time, id uuid.UUID) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro()))
	return base64.RawURLEncoding.EncodeToString(append(b, id[:]...))
}

func parsePlace(cursor string) (time.Time, uuid.UUID, error) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) != 24 {
		return time.Time{}, uuid.Nil, badCursor(err)
	}
	at := time.UnixMicro(int64(binary.BigEndian.Uint64(b))) //nolint:gosec // the bits, not the value
	return at, uuid.UUID(b[8:]), nil
}
