package report

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore/calendar"
	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// Reader adds results up.
type Reader struct{ db *pg.DB }

// NewReader returns a reader of the halls' visits.
func NewReader(db *pg.DB) *Reader { return &Reader{db} }

// reach is whose results are added up: of these branches as a whole, and wherever these participants' people serve.
type reach struct {
	branches     []uuid.UUID
	participants []uuid.UUID
}

// factsSQL has a row for each visit that stood, which is of the participant for whom its operator worked when they called (VN-4.7): $1 and
// $2 are the days, $3 the branches and $4 the participants that are seen, $5 and $6 the branch and the participant that are asked for.
const factsSQL = `
	WITH stood AS (
		SELECT v.*, t.day, greatest(t.issued_at, t.booked_at) AS came_at, t.least_wait, t.most_wait,
			row_number() OVER (PARTITION BY v.ticket_id ORDER BY v.called_at, v.id) = 1 AS first
		FROM hall_tickets t JOIN hall_visits v ON v.ticket_id = t.id
		WHERE t.day BETWEEN $1 AND $2 AND v.step <> 'undone' AND ($5::uuid IS NULL OR t.branch_id = $5)
	), seen AS (
		SELECT s.*, p.mark, s.step = 'served' OR s.step IN ('passed', 'parked') AND s.started_at IS NOT NULL AS served
		FROM stood s
		LEFT JOIN hall_terms o ON o.staff_id = s.staff_id AND o.branch_id = s.branch_id AND s.called_at >= o.since AND s.called_at < o.until
		LEFT JOIN hall_presses p ON p.visit_id = s.id AND p.why = ''
		WHERE (s.branch_id = ANY ($3) OR o.participant_id = ANY ($4)) AND ($6::uuid IS NULL OR o.participant_id = $6)
	), facts AS (
		SELECT s.day, s.branch_id, s.direction_id, s.staff_id, s.step, s.served, s.mark,
			s.served AND s.pad = 'unavailable' AND s.mark IS NULL AS unavailable,
			coalesce(f.flags, 0) AS flags,
			CASE WHEN s.first THEN greatest(extract(epoch FROM s.called_at - s.came_at), 0)::float8 END AS wait,
			CASE WHEN s.served THEN extract(epoch FROM s.ended_at - s.started_at)::float8 END AS service,
			s.least_wait, s.most_wait
		FROM seen s LEFT JOIN (SELECT visit_id, count(*) AS flags FROM hall_flags GROUP BY visit_id) f ON f.visit_id = s.id
	)`

// figuresSQL adds facts up, in the order of Figures.
const figuresSQL = `count(*), count(*) FILTER (WHERE f.served), count(*) FILTER (WHERE f.step = 'absent'),
	count(DISTINCT f.staff_id),
	count(*) FILTER (WHERE f.mark = 1), count(*) FILTER (WHERE f.mark = 2), count(*) FILTER (WHERE f.mark = 3),
	count(*) FILTER (WHERE f.served AND NOT f.unavailable), count(*) FILTER (WHERE f.served AND f.mark IS NOT NULL),
	count(*) FILTER (WHERE f.unavailable), coalesce(sum(f.flags), 0)::bigint,
	count(f.wait), coalesce(sum(f.wait), 0), coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY f.wait), 0),
	coalesce(percentile_cont(0.9) WITHIN GROUP (ORDER BY f.wait), 0),
	count(f.service), coalesce(sum(f.service), 0), coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY f.service), 0),
	coalesce(percentile_cont(0.9) WITHIN GROUP (ORDER BY f.service), 0),
	count(*) FILTER (WHERE f.wait IS NOT NULL AND f.most_wait IS NOT NULL),
	count(*) FILTER (WHERE f.wait BETWEEN f.least_wait AND f.most_wait)`

// slicesSQL tells the parts apart: what is joined for it, how each is keyed, and what the keys are called, in order.
var slicesSQL = map[By]struct{ join, key, named string }{
	ByCentre: {``, `''::text`, `SELECT '', '{}'::jsonb WHERE $1::text[] IS NOT NULL`},
	ByBranch: {`JOIN hall_branches x ON x.id = f.branch_id`, `x.code`, `SELECT code, name FROM hall_branches WHERE code = ANY ($1) ORDER BY place, code`},
	ByDirection: {`JOIN hall_directions x ON x.id = f.direction_id`, `x.code`, `SELECT code, name FROM (
			SELECT DISTINCT ON (code) code, name, place FROM hall_directions WHERE code = ANY ($1) ORDER BY code, place, id) d ORDER BY place, code`},
	ByOperator: {``, `f.staff_id::text`, `SELECT id::text, jsonb_build_object('uk', name, 'en', name, 'pl', name) FROM staff
		WHERE id = ANY ($1::text[]::uuid[]) ORDER BY name, id`},
}

// read adds up what of the query's results is within reach.
func (r *Reader) read(ctx context.Context, q Query, within reach) (Table, error) {
	t := Table{Query: q}
	by, start := slicesSQL[q.By], `NULL::date`
	if q.Per != PerAll {
		start = `date_trunc('` + string(q.Per) + `', f.day::timestamp)::date`
	}
	found, err := pg.Collect(ctx, r.db, scanRow, factsSQL+`, parts AS (SELECT f.*, `+start+` AS start, `+by.key+` AS key FROM facts f `+by.join+`)
		SELECT grouping(key) = 1 AS whole, start, coalesce(key, ''), `+figuresSQL+` FROM parts f GROUP BY GROUPING SETS ((start, key), ())`,
		q.From.String(), q.Until.String(), within.branches, within.participants, pg.NullID(q.Branch), pg.NullID(q.Participant))
	if err != nil {
		return t, failed("read", err)
	}
	for i := range found {
		if found[i].whole {
			t.Total = found[i].Figures
		} else {
			t.Rows = append(t.Rows, found[i].Row)
		}
	}
	if err := r.name(ctx, &t, by.named); err != nil {
		return t, failed("read", err)
	}
	if !q.Branch.IsZero() || q.Participant != uuid.Nil {
		err = r.db.QueryRow(ctx, `SELECT coalesce((SELECT name FROM hall_branches WHERE id = $1), (SELECT name FROM hall_participants WHERE id = $2), '{}')`,
			pg.NullID(q.Branch), pg.NullID(q.Participant)).Scan(&t.About)
	}
	return t, failed("read", err)
}

// name says what the rows' keys are called, and puts the rows in order: by period, and within one as their parts stand elsewhere.
func (r *Reader) name(ctx context.Context, t *Table, named string) error {
	keys := make([]string, 0, len(t.Rows))
	for i := range t.Rows {
		if !slices.Contains(keys, t.Rows[i].Key) {
			keys = append(keys, t.Rows[i].Key)
		}
	}
	type part struct {
		Key   string
		Names profile.Text
	}
	parts, err := pg.Collect(ctx, r.db, pgx.RowToStructByPos[part], named, keys)
	if err != nil {
		return err
	}
	place := make(map[string]int, len(parts))
	for i := range parts {
		place[parts[i].Key] = i
	}
	for i := range t.Rows {
		t.Rows[i].Names = parts[place[t.Rows[i].Key]].Names
	}
	slices.SortFunc(t.Rows, func(a, b Row) int {
		if a.Start != b.Start {
			return strings.Compare(a.Start.String(), b.Start.String())
		}
		return place[a.Key] - place[b.Key]
	})
	return nil
}

// foundRow is one of the rows, or the whole.
type foundRow struct {
	Row

	whole bool
}

func scanRow(row pgx.CollectableRow) (r foundRow, err error) {
	var start *time.Time
	var waits, services [3]float64
	f := &r.Figures
	err = row.Scan(&r.whole, &start, &r.Key, &f.Visits, &f.Served, &f.Absent, &f.Operators, &f.Marks[0], &f.Marks[1], &f.Marks[2], &f.Asked, &f.Answered,
		&f.Unavailable, &f.Flags, &f.Waits.Count, &waits[0], &waits[1], &waits[2], &f.Services.Count, &services[0], &services[1], &services[2],
		&f.Foretold, &f.Held)
	if start != nil {
		r.Start = calendar.DateOf(*start)
	}
	f.Waits.set(waits)
	f.Services.set(services)
	return r, err
}

// set takes the sum, the median and the ninth tenth, in seconds. The sum keeps what the database knows, so that parts add up.
func (t *Times) set(seconds [3]float64) {
	length := func(of float64, to time.Duration) time.Duration {
		return time.Duration(of * float64(time.Second)).Round(to)
	}
	t.Sum, t.Median, t.Slow = length(seconds[0], time.Microsecond), length(seconds[1], time.Second), length(seconds[2], time.Second)
}
