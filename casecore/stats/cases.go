package stats

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
)

// Cases returns a page of cases in the filter's order, and the cursor of the next, "" on the last.
func (r *Reader) Cases(ctx context.Context, f CaseFilter) ([]casecore.CaseRow, string, error) {
	l, err := r.listing(ctx, &f)
	if err != nil || l == nil {
		return nil, "", err
	}
	ids, err := r.find(ctx, l, f.Limit+1)
	if err != nil {
		return nil, "", err
	}
	rows, err := r.caseRows(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	if len(rows) <= f.Limit {
		return rows, "", nil
	}
	rows = rows[:f.Limit]
	last := &rows[f.Limit-1]
	return rows, place(f.Sort.key(last), last.ID.UUID()), nil
}

// caseRows reads cases and keeps the order of ids.
func (r *Reader) caseRows(ctx context.Context, ids []uuid.UUID) ([]casecore.CaseRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := collect(ctx, r.db, "cases", scanCase, `SELECT `+caseColumns+`
		FROM unnest($1::uuid[]) WITH ORDINALITY n (id, at) JOIN cases c ON c.id = n.id ORDER BY n.at`, ids)
	return rows, err
}

// Counted is how many cases there are; More says that there are more than that.
type Counted struct {
	Count int
	More  bool
}

// countCap is where counting stops: nobody reads on, and the whole of a million costs a tenth of a second.
const countCap = 1000

// CountCases counts what [Reader.Cases] would list in all its pages, up to a cap.
func (r *Reader) CountCases(ctx context.Context, f CaseFilter) (Counted, error) {
	f.Cursor = ""
	l, err := r.listing(ctx, &f)
	if err != nil || l == nil {
		return Counted{}, err
	}
	return r.counted(ctx, l)
}

// counted counts a list up to the cap.
func (r *Reader) counted(ctx context.Context, l *listing) (Counted, error) {
	var n int
	q := l.query.clone()
	sql := l.count(&q, countCap+1)
	if err := r.db.QueryRow(ctx, sql, planned(q.args)...).Scan(&n); err != nil {
		return Counted{}, failed("count cases", err)
	}
	return Counted{Count: min(n, countCap), More: n > countCap}, nil
}

// listing turns a filter into what is asked of the database; nil when there can be nothing.
func (r *Reader) listing(ctx context.Context, f *CaseFilter) (*listing, error) {
	s, err := r.scope(ctx, f.Tags)
	if err != nil || !s.seesCases() {
		return nil, err
	}
	l := &listing{sort: f.Sort}
	if !s.city {
		l.orgs = s.orgs
	}
	if !f.Org.IsZero() {
		if s.city || slices.Contains(s.orgs, f.Org.UUID()) {
			l.orgs = []uuid.UUID{f.Org.UUID()}
		} else {
			one := []uuid.UUID{f.Org.UUID()}
			l.query.add(inOrgs, one, one)
		}
	}
	f.narrow(&l.query, r.now())
	if err := r.read(ctx, l, f.Text); err != nil {
		return nil, err
	}
	if f.Cursor != "" {
		at, id, err := parsePlace(f.Cursor)
		if err != nil {
			return nil, err
		}
		l.query.add(f.Sort.after(), at, id)
	}
	return l, nil
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
