package stats_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
)

// said gives a case another text and another place.
func said(t *testing.T, w *casetest.World, c casecore.Case, text, place string) {
	t.Helper()
	_, err := w.DB.Exec(t.Context(), `UPDATE case_texts SET text = $2 WHERE case_id = $1`, c.ID.UUID(), text)
	require.NoError(t, err)
	_, err = w.DB.Exec(t.Context(), `UPDATE cases SET place = $2 WHERE id = $1`, c.ID.UUID(), place)
	require.NoError(t, err)
}

func TestWordsAreFoundWhateverTheirEndingAndWhateverStandsBetween(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	c := w.Case(casetest.Topic)
	said(t, w, c, "У під’їзді нема світла; ліфт (вантажний) не їде третій день!", "просп. Героїв, 12-а")
	for text, found := range map[string]bool{
		"світло":            true,
		"під'їзд":           true,
		"підʼїзд СВІТЛА":    true,
		"героїв 12":         true,
		"Герої":             true,
		"вантаж":            true,
		"не":                true,
		"ні":                false,
		"1":                 true, // the case's own number, without its year
		"2":                 false,
		"«третій день»":     true,
		`"третього"`:        false,
		`"ліфта"`:           false,
		"ліфта":             true,
		"ліфт сходи":        false,
		"':* & ! | <-> ліф": true,
		"!!!":               false,
		"12-а, просп.":      true,
		"антажн":            false, // the middle of a word
	} {
		rows, _, err := r.Cases(t.Context(), stats.CaseFilter{Tags: everything, Limit: 5, Text: text})
		require.NoError(t, err, text)
		require.Equal(t, found, len(rows) == 1, text)
		n, err := r.CountCases(t.Context(), stats.CaseFilter{Tags: everything, Text: text})
		require.NoError(t, err, text)
		require.Equal(t, stats.Counted{Count: len(rows)}, n, text)
	}
}

// The two ways to look for words — the bounded walk and the index — list the same, in every order and for everybody.
func TestEveryWayToACaseListsTheSame(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	c := w.Case(casetest.Topic)
	lead, _ := w.Catalogue.Org(c.LeadOrg)
	assistant := anotherOrg(t, w, c.LeadOrg)
	clone(t, w, c, 3200)
	_, err := w.DB.Exec(t.Context(), `INSERT INTO case_assistants SELECT id, $1, now() FROM cases WHERE seq % 7 = 0`, assistant.UUID())
	require.NoError(t, err)
	people := map[string][]string{
		"city":      everything,
		"executor":  w.Person(regulation.RoleExecutor, c.LeadOrg).Tags(),
		"assistant": w.Person(regulation.RoleExecutor, assistant).Tags(),
		"unit":      w.Person(regulation.RoleParentHead, lead.Parent).Tags(),
	}
	for who, tags := range people {
		for _, sort := range []stats.CaseSort{stats.Newest, stats.Oldest, stats.ByDue} {
			for _, f := range []stats.CaseFilter{
				{},
				{Text: "слово"},
				{Text: "рідкісне"},
				{Text: "слово рідкісне", Phase: "open"},
				{Org: assistant, Text: "слово"},
				{Overdue: true},
				{From: casetest.Start(), Until: casetest.Start().Add(50 * time.Minute), Text: "рідкісне"},
			} {
				f.Tags, f.Sort, f.Limit = tags, sort, 40
				name := fmt.Sprintf("%s %q %+v", who, sort, f)
				want := expected(t, w, f, who, assistant)
				var got []int
				for range 200 {
					rows, next, err := r.Cases(t.Context(), f)
					require.NoError(t, err, name)
					for i := range rows {
						n, err := casecore.ParseNumber(rows[i].Number)
						require.NoError(t, err)
						got = append(got, n.Seq)
					}
					if f.Cursor = next; next == "" {
						break
					}
				}
				require.Equal(t, want, got, name)
				n, err := r.CountCases(t.Context(), f)
				require.NoError(t, err, name)
				require.Equal(t, stats.Counted{Count: min(len(want), 1000), More: len(want) > 1000}, n, name)
			}
		}
	}
}

// clone makes n cases more, a second apart: each has the word "слово", every 500th a rare one, every third has ended.
func clone(t *testing.T, w *casetest.World, c casecore.Case, n int) {
	t.Helper()
	for _, sql := range []string{
		`INSERT INTO wordings SELECT x.* FROM wordings o, generate_series(1, $2) n, LATERAL jsonb_populate_record(o,
			jsonb_build_object('id', gen_random_uuid(), 'ordinal', n + 1)) x WHERE o.id = (SELECT wording_id FROM cases WHERE id = $1)`,
		`INSERT INTO cases SELECT x.* FROM cases o JOIN wordings v ON v.report_id = o.report_id AND v.ordinal BETWEEN 2 AND $2 + 1,
			LATERAL jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'wording_id', v.id, 'seq', v.ordinal,
				'registered_at', o.registered_at + make_interval(secs => v.ordinal), 'solve_due', o.solve_due - make_interval(secs => v.ordinal),
				'phase', CASE WHEN v.ordinal % 3 = 0 THEN 'ended' ELSE o.phase END,
				'ended_at', CASE WHEN v.ordinal % 3 = 0 THEN o.registered_at END)) x WHERE o.id = $1`,
		`INSERT INTO case_texts (case_id, text) SELECT id, 'Слово' || CASE WHEN seq % 500 = 1 THEN ' рідкісне' ELSE '' END
			FROM cases WHERE id <> $1 AND $2::int > 0`,
	} {
		_, err := w.DB.Exec(t.Context(), sql, c.ID.UUID(), n)
		require.NoError(t, err)
	}
}

// expected asks in the plainest words.
func expected(t *testing.T, w *casetest.World, f stats.CaseFilter, who string, assistant casecore.OrgID) []int {
	t.Helper()
	order := map[stats.CaseSort]string{
		stats.Newest: `c.registered_at DESC, c.id DESC`, stats.Oldest: `c.registered_at, c.id`, stats.ByDue: `solve_due, c.id`,
	}[f.Sort]
	rows, err := w.DB.Query(t.Context(), `SELECT seq FROM cases c JOIN case_texts t ON t.case_id = c.id
		WHERE ($1 <> 'due' AND NOT $2 OR ended_at IS NULL)
			AND ($3 = '' OR lower(t.text) ~ '^слово' AND ($3 NOT LIKE '%рідк%' OR t.text LIKE '%рідкісне')
				OR $3 = 'рідкісне' AND t.text LIKE '%рідкісне')
			AND ($4 <> 'assistant' OR EXISTS (SELECT FROM case_assistants a WHERE a.case_id = c.id AND a.org_id = $5))
			AND (NOT $6 OR EXISTS (SELECT FROM case_assistants a WHERE a.case_id = c.id AND a.org_id = $5))
			AND ($7::timestamptz IS NULL OR c.registered_at >= $7 AND c.registered_at < $8)
			AND (NOT $9 OR solve_due < $10 OR accept_due < $10)
		ORDER BY `+order,
		string(f.Sort), f.Phase == "open" || f.Overdue, f.Text, who, assistant.UUID(), !f.Org.IsZero(),
		nullable(f.From), nullable(f.Until), f.Overdue, w.Clock.Now())
	require.NoError(t, err)
	defer rows.Close()
	var list []int
	for rows.Next() {
		var seq int
		require.NoError(t, rows.Scan(&seq))
		list = append(list, seq)
	}
	require.NoError(t, rows.Err())
	return list
}

func nullable(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
