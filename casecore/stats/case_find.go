package stats

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// walkWindow is how many cases a search for words walks, newest first, before it asks the index of words. A word that
// does not fill a page within it is in so few cases that the index's answer is short.
const walkWindow = 3000

// listing is a list that is asked for.
type listing struct {
	query query
	orgs  []uuid.UUID // whose cases, nil for everybody's
	sort  CaseSort
	words string // a tsquery, "" for all cases
}

// read understands what was typed: a number, or words. Digits alone are the number of a case of the list when there is one,
// else a word.
func (r *Reader) read(ctx context.Context, l *listing, text string) error {
	text = strings.TrimSpace(text)
	if n, err := casecore.ParseNumber(text); err == nil {
		l.query.add(`c.year = ? AND c.seq = ?`, n.Year, n.Seq)
		return nil
	}
	if seq, err := strconv.Atoi(text); err == nil && seq > 0 && seq <= 999_999 {
		numbered, err := r.numbered(ctx, l, seq)
		if err != nil || numbered {
			return err
		}
	}
	l.words = tsQuery(text)
	if l.words == "" && text != "" {
		l.query.add(`false`) // signs alone are in no text
	}
	return nil
}

// numberYears is how many years back a number without its year is looked for.
const numberYears = 5

// numbered narrows the list to a number of a year that was not said, when the list has such a case.
func (r *Reader) numbered(ctx context.Context, l *listing, seq int) (bool, error) {
	years := make([]int, 0, numberYears+1)
	for y := r.now().Year() + 1; len(years) <= numberYears; y-- {
		years = append(years, y)
	}
	q := l.query.clone()
	q.add(`c.year = ANY(?) AND c.seq = ?`, years, seq)
	narrowed := q.clone()
	l.ownOnly(&q)
	var there bool
	err := r.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM cases c `+q.clause()+`)`, planned(q.args)...).Scan(&there)
	if err != nil {
		return false, failed("find number", err)
	}
	if there {
		l.query = narrowed
	}
	return there, nil
}

// ownOnly adds the condition on organisations, for a query that does not walk each one's cases.
func (l *listing) ownOnly(q *query) {
	if l.orgs != nil {
		q.add(inOrgs, l.orgs, l.orgs)
	}
}

// find returns the ids of the first cases in order. For words there are two ways, and neither leaves PostgreSQL a choice
// that could go wrong: what is frequent is met soon on a walk of bounded length, and what is not met there is rare enough
// to be sorted whole.
func (r *Reader) find(ctx context.Context, l *listing, limit int) ([]uuid.UUID, error) {
	if l.words != "" {
		q := l.query.clone()
		sql := l.walked(&q, walkWindow, limit)
		ids, err := r.ids(ctx, sql, q.args)
		if err != nil || len(ids) == limit {
			return ids, err
		}
		q = l.query.clone()
		sql = l.indexed(&q, limit)
		return r.ids(ctx, sql, q.args)
	}
	q := l.query.clone()
	sql := `SELECT w.id FROM (` + l.walk(&q, limit) + `) w` + l.order("w")
	return r.ids(ctx, sql, q.args)
}

// planned makes PostgreSQL plan for these very arguments: a plan for any of them would be right for none.
func planned(args []any) []any { return append([]any{pgx.QueryExecModeCacheDescribe}, args...) }

func (r *Reader) ids(ctx context.Context, sql string, args []any) ([]uuid.UUID, error) {
	return collect(ctx, r.db, "find cases", pgx.RowTo[uuid.UUID], sql, planned(args)...)
}

// walk is the first cases in order whatever they say, as (id, key). Each organisation has an index in this order, so the
// cases of several are the first ones of each. They are named one by one, because how many cases an organisation has decides
// how they are best walked; and those that it assists in are few, so they are looked up and not waited for on a walk.
func (l *listing) walk(q *query, limit int) string {
	key, direction := l.sort.by()
	columns := `SELECT c.id, ` + key + ` AS key FROM `
	most := q.arg(limit)
	order := ` ORDER BY ` + key + ` ` + direction + `, c.id ` + direction + ` LIMIT ` + most
	if l.orgs == nil {
		return columns + `cases c ` + q.clause() + order
	}
	orgs := q.arg(l.orgs)
	parts := []string{`(SELECT c.id, c.key FROM (SELECT a.case_id FROM case_assistants a WHERE a.org_id = ANY(` + orgs +
		`::uuid[]) OFFSET 0) a, LATERAL (` + columns + `cases c ` + q.with(`c.id = a.case_id AND c.lead_org <> ALL(`+orgs+`::uuid[])`) +
		` OFFSET 0) c ORDER BY c.key ` + direction + `, c.id ` + direction + `)`}
	for _, org := range l.orgs {
		parts = append(parts, `(`+columns+`cases c `+q.with(`c.lead_org = `+q.arg(org))+order+`)`)
	}
	return `SELECT DISTINCT x.id, x.key FROM (` + strings.Join(parts, ` UNION ALL `) + `) x` + l.order("x") + ` LIMIT ` + most
}

// walked is those of the first cases that hold the words. OFFSET 0 keeps the texts from being read for anybody else.
func (l *listing) walked(q *query, window, limit int) string {
	return `SELECT w.id FROM (` + l.walk(q, window) + `) w, LATERAL (SELECT FROM case_texts t WHERE t.case_id = w.id AND t.words @@ ` +
		q.arg(l.words) + `::tsquery OFFSET 0) held` + l.order("w") + ` LIMIT ` + q.arg(limit)
}

// indexed is the first of all cases that hold the words, by the index of words.
func (l *listing) indexed(q *query, limit int) string {
	key, _ := l.sort.by()
	held := `WITH held AS MATERIALIZED (SELECT t.case_id AS id, t.registered_at AS key FROM case_texts t WHERE t.words @@ ` +
		q.arg(l.words) + `::tsquery)`
	if len(q.where) == 0 && l.orgs == nil && l.sort != ByDue {
		return held + ` SELECT w.id FROM held w` + l.order("w") + ` LIMIT ` + q.arg(limit)
	}
	l.ownOnly(q)
	from := `held h`
	if l.sort != ByDue { // they come in order, and the walk through the cases ends with the page
		from = `(SELECT h.id FROM held h` + l.order("h") + `) h`
	}
	return held + ` SELECT w.id FROM (SELECT c.id, c.key FROM ` + from + `, LATERAL (SELECT c.id, ` + key + ` AS key FROM cases c ` +
		q.with(`c.id = h.id`) + ` OFFSET 0) c LIMIT ` + q.arg(limitOf(l.sort, limit)) + `) w` +
		l.order("w") + ` LIMIT ` + q.arg(limit)
}

// limitOf: by the term the held cases come in no order, so all of them are looked at.
func limitOf(s CaseSort, limit int) any {
	if s == ByDue {
		return nil
	}
	return limit
}

// count counts up to the cap.
func (l *listing) count(q *query, most int) string {
	if l.words == "" {
		return `SELECT count(*) FROM (` + l.walk(q, most) + `) w`
	}
	if len(q.where) == 0 && l.orgs == nil {
		return `SELECT count(*) FROM (SELECT FROM case_texts t WHERE t.words @@ ` + q.arg(l.words) + `::tsquery LIMIT ` + q.arg(most) + `) w`
	}
	words := q.arg(l.words)
	l.ownOnly(q)
	return `WITH held AS MATERIALIZED (SELECT t.case_id AS id FROM case_texts t WHERE t.words @@ ` + words + `::tsquery LIMIT ` +
		q.arg(countWindow) + `) SELECT count(*) FROM (SELECT FROM held h, LATERAL (SELECT FROM cases c ` + q.with(`c.id = h.id`) +
		` OFFSET 0) c LIMIT ` + q.arg(most) + `) w`
}

// countWindow bounds the cases that are looked at to count those that hold words and pass a filter.
const countWindow = 20_000

func (l *listing) order(alias string) string {
	_, direction := l.sort.by()
	return ` ORDER BY ` + alias + `.key ` + direction + `, ` + alias + `.id ` + direction
}
