package main

import (
	"context"
	"fmt"
	"time"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
)

const (
	searchCases   = 1_000_000
	searchQueries = 400 // of each kind
	searchPage    = 50
	searchRare    = 100 // words that one case in many thousands has
	searchCommon  = 10
)

// search lists and finds cases among a million.
func search(ctx context.Context, o options, s *servers) ([]result, error) {
	url, err := s.newDatabase(ctx, "search", true)
	if err != nil {
		return nil, err
	}
	city, worded, err := foundCity(ctx, url)
	if err != nil {
		return nil, err
	}
	defer city.close()
	first, err := city.agree(ctx, worded.Wording.ID)
	if err != nil {
		return nil, err
	}
	n := max(int(searchCases*o.scale), 1000)
	fmt.Fprintln(o.say, "search:")
	if err := city.fillCases(ctx, o.say, first, n); err != nil {
		return nil, err
	}
	if err := settle(ctx, city.db.Pool()); err != nil {
		return nil, err
	}
	reader := stats.NewReader(city.db, time.Now)
	all := newSamples("search", o.say)
	for run := range o.runs {
		asked, err := city.questions(ctx, uint64(run)+7, n)
		if err != nil {
			return nil, err
		}
		for _, kind := range []string{"number", "list", "text"} {
			p95, counted, err := ask(ctx, reader, asked[kind])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", kind, err)
			}
			all.add("hotline", kind+"_p95_ms", "ms", p95)
			if kind != "number" {
				all.add("hotline", kind+"_count_p95_ms", "ms", counted)
			}
		}
	}
	return all.medians(), nil
}

// ask asks everything once to warm up, then by the clock: the first page, and apart from it the capped count.
func ask(ctx context.Context, r *stats.Reader, filters []stats.CaseFilter) (page95, count95 float64, err error) {
	var pages, counts []float64
	for round := range 2 {
		for _, f := range filters {
			began := time.Now()
			if _, _, err := r.Cases(ctx, f); err != nil {
				return 0, 0, err
			}
			page := time.Since(began)
			began = time.Now()
			if _, err := r.CountCases(ctx, f); err != nil {
				return 0, 0, err
			}
			if round == 1 {
				pages, counts = append(pages, milliseconds(page)), append(counts, milliseconds(time.Since(began)))
			}
		}
	}
	return percentile(pages, 95), percentile(counts, 95), nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// questions draws what is asked: numbers, lists with one to three filters, and words by their frequency, the ten commonest
// and a hundred rare ones among them, a third of them within a filter.
func (c *city) questions(ctx context.Context, seed uint64, n int) (map[string][]stats.CaseFilter, error) {
	t := newTongue(seed)
	base := stats.CaseFilter{Tags: []string{casecore.TagIntake, casecore.TagCity}, Limit: searchPage}
	narrow, err := c.narrowings(ctx)
	if err != nil {
		return nil, err
	}
	asked := make(map[string][]stats.CaseFilter)
	for range searchQueries {
		f := base
		f.Text = fmt.Sprintf("%d-%06d", time.Now().Year(), 1+t.rand.IntN(n/searchYears))
		asked["number"] = append(asked["number"], f)

		f = base
		for range 1 + t.rand.IntN(3) {
			narrow[t.rand.IntN(len(narrow))](&f, t)
		}
		asked["list"] = append(asked["list"], f)
	}
	var texts []string
	texts = append(texts, t.words[:searchCommon]...)
	for range searchRare {
		texts = append(texts, t.words[len(t.words)/2+t.rand.IntN(len(t.words)/2)])
	}
	for range searchQueries - len(texts) {
		text := t.word()
		if t.rand.IntN(2) == 0 {
			text += " " + t.word()
		}
		texts = append(texts, text)
	}
	for _, text := range texts {
		f := base
		f.Text = text
		if t.rand.IntN(3) == 0 {
			narrow[t.rand.IntN(len(narrow))](&f, t)
		}
		asked["text"] = append(asked["text"], f)
	}
	return asked, nil
}

// narrowings are the filters of the list.
func (c *city) narrowings(ctx context.Context) ([]func(f *stats.CaseFilter, t *tongue), error) {
	var kinds, districts []string
	var orgs []string
	err := c.db.QueryRow(ctx, `SELECT (SELECT array_agg(DISTINCT kind) FROM topics), (SELECT array_agg(code) FROM districts),
		(SELECT array_agg(DISTINCT org_id::text) FROM topic_executors)`).Scan(&kinds, &districts, &orgs)
	if err != nil {
		return nil, err
	}
	one := func(t *tongue, list []string) string { return list[t.rand.IntN(len(list))] }
	return []func(f *stats.CaseFilter, t *tongue){
		func(f *stats.CaseFilter, t *tongue) {
			f.Until = time.Now().AddDate(0, 0, -t.rand.IntN(900))
			f.From = f.Until.AddDate(0, 0, -[]int{1, 7, 30, 365}[t.rand.IntN(4)])
		},
		func(f *stats.CaseFilter, t *tongue) { f.Kind = regulation.KindID(one(t, kinds)) },
		func(f *stats.CaseFilter, t *tongue) { f.Phase = one(t, []string{"open", "new", "working", "ended"}) },
		func(f *stats.CaseFilter, t *tongue) { f.District = regulation.DistrictCode(one(t, districts)) },
		func(f *stats.CaseFilter, t *tongue) { f.Org, _ = casecore.ParseID[casecore.OrgID](one(t, orgs)) },
		func(f *stats.CaseFilter, _ *tongue) { f.Overdue = true },
	}, nil
}
