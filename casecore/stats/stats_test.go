package stats_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
)

func city(t *testing.T) (*casetest.World, *stats.Reader) {
	t.Helper()
	w := casetest.New(t, "mariupol")
	return w, stats.NewReader(w.DB, w.Clock.Now)
}

var everything = []string{casecore.TagIntake, casecore.TagCity}

func TestTheRowsOfAListAreThoseOfTheDomain(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	c := w.Case(casetest.Topic)
	other := w.Person(regulation.RoleAgent, casecore.OrgID{})
	assistant := anotherOrg(t, w, c.LeadOrg)
	c, err := w.Service.Act(t.Context(), casecore.ActOnCase{
		Command: w.Command(other), Case: c.ID, Action: regulation.ActionAddAssistant, Org: assistant, Text: "потрібна допомога",
	})
	require.NoError(t, err)
	rows, next, err := r.Cases(t.Context(), stats.CaseFilter{Tags: everything, Limit: 10})
	require.NoError(t, err)
	require.Empty(t, next)
	same(t, []casecore.CaseRow{c.Row()}, rows)

	report := w.Report()
	queue, err := r.OpenReports(t.Context(), other.Staff, 10)
	require.NoError(t, err)
	same(t, []casecore.ReportRow{report.Row()}, queue)
}

// MR-4.7.
func TestTheHeadOfTheQueueIsInTheOrderOfTheAgentsScreen(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	agent, colleague := w.Person(regulation.RoleAgent, casecore.OrgID{}), w.Person(regulation.RoleAgent, casecore.OrgID{})
	taken, oldest, own := w.Report(), w.Report(), w.Report()
	sos, err := w.Service.Receive(t.Context(), casecore.ReceiveReport{
		Command: w.Command(casecore.Citizen), Source: casecore.FromTelegram, Applicant: casetest.Citizen(), Text: "рветься труба", SOS: true,
	})
	require.NoError(t, err)
	for report, by := range map[casecore.ReportID]casecore.Actor{taken.ID: colleague, own.ID: agent} {
		_, err := w.Service.Claim(t.Context(), casecore.ClaimReport{Command: w.Command(by), Report: report})
		require.NoError(t, err)
	}
	head := func(limit int) (ids []casecore.ReportID) {
		rows, err := r.OpenReports(t.Context(), agent.Staff, limit)
		require.NoError(t, err)
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		return ids
	}
	require.Equal(t, []casecore.ReportID{own.ID, sos.ID, oldest.ID, taken.ID}, head(10))
	require.Equal(t, []casecore.ReportID{own.ID, sos.ID}, head(2))
}

// same compares as JSON with moments in UTC: it is what both go out as.
func same(t *testing.T, want, got any) {
	t.Helper()
	norm := func(v any) any {
		b, err := json.Marshal(v)
		require.NoError(t, err)
		var out any
		require.NoError(t, json.Unmarshal(b, &out))
		return utc(out)
	}
	require.Equal(t, norm(want), norm(got))
}

func utc(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = utc(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = utc(v[k])
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at.UTC().Format(time.RFC3339Nano)
		}
	}
	return v
}

func anotherOrg(t *testing.T, w *casetest.World, not casecore.OrgID) casecore.OrgID {
	t.Helper()
	mine, _ := w.Catalogue.Org(not)
	for id, org := range w.Catalogue.Orgs() {
		if id != not && id != mine.Parent && org.Area != mine.Area && org.Parent != mine.Parent {
			return id
		}
	}
	t.Fatal("no other organisation")
	return casecore.OrgID{}
}

// RO-2.7: a list is what the audience of each case says it is.
func TestAListAgreesWithTheAudienceOfEachCase(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	first, second := w.Case(casetest.Topic), w.Case(casetest.SOSTopic)
	agent := w.Agent()
	lead, _ := w.Catalogue.Org(first.LeadOrg)
	second, err := w.Service.Act(t.Context(), casecore.ActOnCase{
		Command: w.Command(agent), Case: second.ID, Action: regulation.ActionAddAssistant, Text: "разом",
		Org: anotherOrg(t, w, second.LeadOrg),
	})
	require.NoError(t, err)
	assistant := second.Assistants[0]
	helper, _ := w.Catalogue.Org(assistant)
	for name, actor := range map[string]casecore.Actor{
		"agent":            agent,
		"mayor":            w.Person(regulation.RoleMayor, casecore.OrgID{}),
		"executor":         w.Person(regulation.RoleExecutor, first.LeadOrg),
		"assisting":        w.Person(regulation.RoleOperator, assistant),
		"parent unit":      w.Person(regulation.RoleParentHead, lead.Parent),
		"assisting's unit": w.Person(regulation.RoleParentHead, helper.Parent),
		"control body":     w.Person(regulation.RoleControlBody, first.LeadOrg),
		"another":          w.Person(regulation.RoleExecutor, lead.Parent),
		"technical":        w.Person(regulation.RoleTechnicalAdministrator, casecore.OrgID{}),
		"nobody":           {},
	} {
		rows, _, err := r.Cases(t.Context(), stats.CaseFilter{Tags: actor.Tags(), Limit: 10})
		require.NoError(t, err)
		feed, _, err := r.FeedRows(t.Context(), actor.Tags(), "", 10)
		require.NoError(t, err)
		want := 0
		for _, c := range []casecore.Case{first, second} {
			if actor.Sees(casecore.CaseAudience(&c, w.Catalogue)) {
				want++
			}
		}
		require.Len(t, rows, want, name)
		require.Len(t, feed, want, name)
	}
}

func TestCasesAreFoundByWhatOneKnowsOfThem(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	old := w.Case(casetest.Topic)
	w.Clock.Advance(time.Hour)
	sos := w.Case(casetest.SOSTopic)
	agent := w.Agent()
	w.Clock.Advance(45 * time.Minute) // past the 30 minutes of MR-5.1, not past the 2 hours
	find := func(f stats.CaseFilter) []string {
		f.Tags, f.Limit = agent.Tags(), 10
		rows, _, err := r.Cases(t.Context(), f)
		require.NoError(t, err)
		var numbers []string
		for _, row := range rows {
			numbers = append(numbers, row.Number)
		}
		return numbers
	}
	both, first, second := []string{sos.Number.String(), old.Number.String()}, []string{old.Number.String()}, []string{sos.Number.String()}
	require.Equal(t, both, find(stats.CaseFilter{}))
	require.Equal(t, both, find(stats.CaseFilter{Phase: "open"}))
	require.Equal(t, both, find(stats.CaseFilter{Phase: "new"}))
	require.Empty(t, find(stats.CaseFilter{Phase: "ended"}))
	require.Equal(t, second, find(stats.CaseFilter{Overdue: true}))
	require.Equal(t, second, find(stats.CaseFilter{Kind: sos.Kind}))
	require.Equal(t, first, find(stats.CaseFilter{Text: "2026-1"}))
	require.Equal(t, first, find(stats.CaseFilter{Text: " № 2026/000001"}))
	require.Equal(t, both, find(stats.CaseFilter{Text: "ВОДА гаряча"}), "in any case and order")
	require.Equal(t, both, find(stats.CaseFilter{Text: "вода_"}), "signs part words and mean nothing")
	require.Empty(t, find(stats.CaseFilter{Text: "100%"}))
	require.Contains(t, find(stats.CaseFilter{Org: old.LeadOrg}), old.Number.String())
	require.Empty(t, find(stats.CaseFilter{Org: anotherOrg(t, w, old.LeadOrg)}))
}

// Digits alone are a number on the list, in its count, on the map and in the file; where no case has it they are a word.
func TestDigitsAloneAreANumberWhereverCasesAreAskedFor(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	first, second := w.Case(casetest.Topic), w.Case(casetest.SOSTopic)
	_, err := w.DB.Exec(t.Context(), `UPDATE case_texts SET text = $2 WHERE case_id = $1`, first.ID.UUID(), "Під’їзд 2, квартира 7")
	require.NoError(t, err)
	_, err = w.DB.Exec(t.Context(), `UPDATE cases SET lat = 47, lon = 37`)
	require.NoError(t, err)
	for text, want := range map[string]casecore.Case{
		"2": second, // though the other's text has the word
		"7": first,
	} {
		f := stats.CaseFilter{Tags: everything, Text: text, Limit: 10}
		rows, _, err := r.Cases(t.Context(), f)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		require.Equal(t, want.ID, rows[0].ID)
		counted, err := r.CountCases(t.Context(), f)
		require.NoError(t, err)
		require.Equal(t, stats.Counted{Count: 1}, counted)
		all, err := r.CountAll(t.Context(), f)
		require.NoError(t, err)
		require.Equal(t, 1, all)
		m, err := r.CaseMap(t.Context(), f)
		require.NoError(t, err)
		require.Len(t, m.Points, 1)
		require.Equal(t, want.ID, m.Points[0].ID)
	}
}

func TestPagesHoldEachCaseOnce(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	agent := w.Agent()
	for range 5 {
		w.Case(casetest.Topic) // all in one moment: the id decides
	}
	seen := make(map[string]int)
	cursor := ""
	for range 3 {
		rows, next, err := r.Cases(t.Context(), stats.CaseFilter{Tags: agent.Tags(), Limit: 2, Cursor: cursor})
		require.NoError(t, err)
		for _, row := range rows {
			seen[row.Number]++
		}
		cursor = next
	}
	require.Empty(t, cursor)
	require.Len(t, seen, 5)
	for _, bad := range []string{"?", "AAAA", "not a cursor"} {
		_, _, err := r.Cases(t.Context(), stats.CaseFilter{Tags: agent.Tags(), Limit: 2, Cursor: bad})
		require.Equal(t, casecore.Invalid, casecore.CodeOf(err))
	}
}

func TestTheFeedsPagesHoldEachSubjectOnceWhateverTheirSize(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	for range 3 {
		w.Report()
		w.Case(casetest.Topic) // its report has ended
	}
	for size := 1; size <= 7; size++ {
		seen := make(map[casecore.Subject]int)
		for cursor := ""; ; {
			rows, next, err := r.FeedRows(t.Context(), everything, cursor, size)
			require.NoError(t, err)
			require.LessOrEqual(t, len(rows), size)
			for _, row := range rows {
				seen[row.Subject]++
			}
			if cursor = next; next == "" {
				break
			}
		}
		require.Len(t, seen, 6, "pages of %d", size)
		for subject, n := range seen {
			require.Equal(t, 1, n, subject)
		}
	}
	cases, _, err := r.FeedRows(t.Context(), []string{casecore.TagCity}, "", 10)
	require.NoError(t, err)
	require.Len(t, cases, 3, "without the intake no reports")
	for _, bad := range []string{"x", "case:x", "staff:" + "019"} {
		_, _, err := r.FeedRows(t.Context(), everything, bad, 1)
		require.Equal(t, casecore.Invalid, casecore.CodeOf(err))
	}
}

func TestThePositionIsReadBeforeTheRows(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	epoch, position, err := r.Position(t.Context())
	require.NoError(t, err)
	require.Len(t, epoch, 36)
	require.Zero(t, position)
	_, err = w.DB.Exec(t.Context(), `UPDATE streams SET position = 7 WHERE name = 'cases'`)
	require.NoError(t, err)
	_, position, err = r.Position(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(7), position)
}

func TestTheCatalogueFallsBackToUkrainian(t *testing.T) {
	t.Parallel()
	w, r := city(t)
	_, err := w.DB.Exec(t.Context(), `DELETE FROM topic_names WHERE lang = 'en' AND code = $1`, casetest.Topic)
	require.NoError(t, err)
	uk, err := r.Catalogue(t.Context(), "uk")
	require.NoError(t, err)
	en, err := r.Catalogue(t.Context(), "en")
	require.NoError(t, err)
	require.Len(t, en.Topics, len(uk.Topics))
	for i := range uk.Topics {
		if uk.Topics[i].Code == casetest.Topic {
			require.Equal(t, uk.Topics[i].Name, en.Topics[i].Name)
		}
		require.NotEmpty(t, uk.Topics[i].Keywords, uk.Topics[i].Code)
	}
	require.Len(t, en.Orgs, len(uk.Orgs))
	require.NotEmpty(t, en.Bodies[0].Name)
	require.NotEmpty(t, en.Districts[0].Name)
}
