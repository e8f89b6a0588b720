package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

const (
	searchYears   = 3  // over which the cases were registered
	searchOpen    = 20 // one in so many is open, the newest rather than the oldest
	searchOverdue = 10 // of those, one in so many is late
	fillBatch     = 50_000
)

// fillCases makes n cases beside the first: with words, topics and districts by frequency, most of them ended. Indexes are
// made afterwards and constraints are not asked, which changes nothing about what is measured.
func (c *city) fillCases(ctx context.Context, say io.Writer, first casecore.Case, n int) error {
	conn, err := pgx.Connect(ctx, c.db.Pool().Config().ConnString())
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	indexes, err := dropIndexes(ctx, conn)
	if err != nil {
		return err
	}
	for _, sql := range []string{
		`SET session_replication_role = replica`,
		`CREATE UNLOGGED TABLE said (i integer, text text, place text)`,
		`CREATE TABLE places AS SELECT row_number() OVER (ORDER BY e.code, e.district) AS nth, t.code AS topic, t.kind, e.org_id,
			coalesce(nullif(e.district, ''), (SELECT code FROM districts ORDER BY md5(e.code || code) LIMIT 1)) AS district
			FROM topics t JOIN topic_executors e ON e.code = t.code`,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	t := newTongue(1)
	for from := 0; from < n; from += fillBatch {
		if err := fill(ctx, conn, t, first, from, min(from+fillBatch, n), n); err != nil {
			return err
		}
		fmt.Fprintf(say, "  %d cases\n", min(from+fillBatch, n))
	}
	for _, sql := range indexes {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// dropIndexes drops those that are not unique and returns how they are made.
func dropIndexes(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	rows, err := conn.Query(ctx, `SELECT indexdef, 'DROP INDEX ' || indexname FROM pg_indexes
		WHERE tablename IN ('cases', 'case_texts', 'wordings') AND indexdef NOT LIKE '%UNIQUE%'`)
	if err != nil {
		return nil, err
	}
	var definitions, drops []string
	var definition, drop string
	if _, err := pgx.ForEachRow(rows, []any{&definition, &drop}, func() error {
		definitions, drops = append(definitions, definition), append(drops, drop)
		return nil
	}); err != nil {
		return nil, err
	}
	for _, sql := range drops {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return nil, err
		}
	}
	return definitions, nil
}

// fill makes the cases from until to of n. The last is registered now.
func fill(ctx context.Context, conn *pgx.Conn, t *tongue, first casecore.Case, from, to, n int) error {
	if _, err := conn.Exec(ctx, `TRUNCATE said`); err != nil {
		return err
	}
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{"said"}, []string{"i", "text", "place"},
		pgx.CopyFromSlice(to-from, func(i int) ([]any, error) { return []any{from + i, t.text(), t.place()}, nil })); err != nil {
		return err
	}
	begin := time.Now().AddDate(-searchYears, 0, 0)
	step := time.Since(begin).Seconds() / float64(n)
	_, err := conn.Exec(ctx, fillSQL, first.ID.UUID(), begin, step, n, searchOpen, searchOverdue, n/searchYears+1, time.Now().Year())
	return err
}

// fillSQL squares a random number to draw a place, so that some topics and organisations are far busier than others; a case
// is open by the cube of its age.
const fillSQL = `
WITH drawn AS MATERIALIZED (
	SELECT s.i, s.text, s.place AS address, gen_random_uuid() AS id, gen_random_uuid() AS wording, p.*,
		$2::timestamptz + make_interval(secs => $3::float * (s.i + 1)) AS at,
		random() < 4.0 / $5::int * power(s.i::float / $4::int, 3) AS open, random() * $6::int < 1 AS late, random() AS luck
	FROM said s JOIN places p ON p.nth = 1 + floor(power(abs(hashint4(s.i)) / 2147483648.0, 2) * (SELECT count(*) FROM places))
), worded AS (
	INSERT INTO wordings (id, report_id, ordinal, state, text, salt, topic, kind, lead_org, asked_via, worded_by, worded_at)
	SELECT d.wording, o.report_id, d.i + 2, o.state, '', o.salt, d.topic, d.kind, d.org_id, o.asked_via, o.worded_by, d.at
	FROM drawn d, wordings o WHERE o.id = (SELECT wording_id FROM cases WHERE id = $1)
), registered AS (
	INSERT INTO cases (id, wording_id, year, seq, profile, profile_version, status, phase, kind, sos, topic, district, place,
		report_id, applicant_id, lead_org, registered_at, accepted_at, accept_due, solve_due, ended_at, event_seq, event_hash)
	SELECT d.id, d.wording, $8::int - ($4::int - 1 - d.i) / $7::int, d.i % $7::int + 2, o.profile, o.profile_version, o.status,
		CASE WHEN NOT d.open THEN 'ended' WHEN d.luck < 0.3 THEN 'new' WHEN d.luck < 0.9 THEN 'working' ELSE 'proposed' END,
		d.kind, o.sos, d.topic, d.district, d.address, o.report_id, o.applicant_id, d.org_id, d.at,
		CASE WHEN d.luck >= 0.3 THEN d.at END, d.at + interval '2 hours',
		CASE WHEN d.open AND NOT d.late THEN now() + interval '20 days' * d.luck ELSE d.at + interval '5 days' END,
		CASE WHEN NOT d.open THEN d.at + interval '3 days' END, o.event_seq, o.event_hash
	FROM drawn d, cases o WHERE o.id = $1
), told AS (
	INSERT INTO case_texts (case_id, text, words, registered_at)
	SELECT d.id, d.text, search_words(d.address || ' ' || d.text), d.at FROM drawn d
)
INSERT INTO case_assistants SELECT d.id, (SELECT org_id FROM places WHERE nth = 1 + d.i % 50), d.at FROM drawn d WHERE d.i % 30 = 0`
