package regulation_test

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/casecore/regulation"
)

type executors = map[regulation.DistrictCode]regulation.OrgCode

func writeCSV(t require.TestingT, c *regulation.Classifier) []byte {
	var b bytes.Buffer
	require.NoError(t, regulation.WriteClassifierCSV(&b, c))
	return b.Bytes()
}

func TestTheShippedClassifierSurvivesATableExactly(t *testing.T) {
	t.Parallel()
	c := shippedClassifier(t)
	text := writeCSV(t, c)
	read, err := regulation.ReadClassifierCSV(bytes.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, c, read)
	require.Equal(t, string(text), string(writeCSV(t, read)))
}

// anyText draws what people type into a cell, and what attackers do.
func anyText(rt *rapid.T, label string) string {
	s := rapid.OneOf(
		rapid.SampledFrom([]string{
			"=1+1", "@SUM(A1)", "+38 (067) 1", "-5", "'=x", "''+x", "'", "Ґрунт; \"яма\", 5", "sep=;", "рядок", "|", "a=b",
		}),
		rapid.StringMatching(`[а-яґєіїА-Я'";,=+@ -]{1,12}`),
	).Draw(rt, label)
	if s = strings.TrimSpace(s); s == "" {
		return "x"
	}
	return s
}

func anyWords(rt *rapid.T, label string) []string {
	n := rapid.IntRange(0, 3).Draw(rt, label)
	var words []string
	for range n {
		if w := strings.Trim(strings.ReplaceAll(anyText(rt, label), "|", ""), " "); w != "" {
			words = append(words, w)
		}
	}
	return words
}

func TestAnyClassifierSurvivesATableExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		names := func(label string) regulation.Text {
			return regulation.Text{"uk": anyText(rt, label), "pl": anyText(rt, label)}
		}
		c := &regulation.Classifier{
			Districts: []regulation.District{{Code: "north", Names: names("district")}},
			Orgs: []regulation.Org{
				{Code: "dep", Names: names("org"), Council: true, Area: anyText(rt, "area"), Phones: anyWords(rt, "phones")},
				{Code: "+org", Names: names("org"), Parent: "dep"},
			},
			Bodies: []regulation.CompetentBody{{
				Code: "-police", Names: names("body"), Site: anyText(rt, "site"), Purpose: names("purpose"),
			}},
			Topics: []regulation.Topic{{
				Code: "@t", Group: anyText(rt, "group"), GroupNames: names("group name"), Names: names("topic"),
				Kind: regulation.KindID(anyText(rt, "kind")), Housing: rapid.Bool().Draw(rt, "housing"),
				Solve: regulation.Term{
					N: rapid.IntRange(1, 40).Draw(rt, "n"), Unit: regulation.UnitDay, Clause: anyText(rt, "clause"), Assumed: true,
				},
			}},
		}
		if words := anyWords(rt, "keywords"); words != nil {
			c.Topics[0].Keywords = map[string][]string{"uk": words}
			c.Bodies[0].Keywords = map[string][]string{"ru": words}
		}
		if rapid.Bool().Draw(rt, "executors") {
			c.Topics[0].Executors = executors{"": "+org", "north": "dep"}
		}
		text := writeCSV(rt, c)
		read, err := regulation.ReadClassifierCSV(bytes.NewReader(text))
		require.NoError(rt, err)
		require.Equal(rt, c, read)
	})
}

// Opened in a spreadsheet, a cell that begins like a formula would run.
func TestNoCellRunsAsAFormula(t *testing.T) {
	t.Parallel()
	names := regulation.Text{"uk": `=HYPERLINK("http://x")`, "en": "@x"}
	c := &regulation.Classifier{Districts: []regulation.District{{Code: "-x", Names: names}}}
	text := strings.TrimPrefix(string(writeCSV(t, c)), "\ufeff")
	require.Equal(t, "record,code,name_uk,name_en\ndistrict,'-x,\"'=HYPERLINK(\"\"http://x\"\")\",'@x\n", text)
}

func TestTablesOfSpreadsheetsAreRead(t *testing.T) {
	t.Parallel()
	want := &regulation.Classifier{
		Orgs: []regulation.Org{{Code: "o", Names: regulation.Text{"uk": "КП; «Дім»"}, Council: true, Phones: []string{"+38 1", "2"}}},
		Topics: []regulation.Topic{{
			Code: "t", Group: "g", Names: regulation.Text{"uk": "Тема"}, Kind: "sos",
			Executors: executors{"": "o"},
		}},
	}
	plain := "record,code,name_uk,council,phones,group,kind,executors\n" +
		"organisation,o,КП; «Дім»,так,+38 1| 2 ,,,\n,,,,,,,\ntopic,t,Тема,,,g,sos,o\n"
	semicolons := "\ufeffRecord;Code;Name_uk;Council;Phones;Group;Kind;Executors\r\n" +
		"organisation;o;\"КП; «Дім»\";yes;+38 1|2;;;\r\ntopic;t;Тема;;;g;sos;o;;;\r\n"
	for name, text := range map[string]string{
		"commas":             plain,
		"semicolons and BOM": semicolons,
		"line with sep":      "sep=;\r\n" + strings.TrimPrefix(semicolons, "\ufeff"),
		"tabs":               strings.ReplaceAll(plain, ",", "\t"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read, err := regulation.ReadClassifierCSV(strings.NewReader(text))
			require.NoError(t, err)
			require.Equal(t, want, read)
		})
	}
}

func TestEveryFaultOfATableNamesLineAndColumn(t *testing.T) {
	t.Parallel()
	const head = "record,code,name_uk,group,kind,solve_n,solve_unit,solve_clause,executors,housing,parent\n"
	for name, tt := range map[string]struct{ text, want string }{
		"empty file":     {"", "classifier:1:1: the table is empty"},
		"unknown column": {"record,code,colour\n", `classifier:1:3: colour: unknown column "colour"`},
		"column twice":   {"record,code,code\n", `classifier:1:3: code: the column "code" stands here twice`},
		"unknown record": {head + "town,x,Х\n", `classifier:2:1: record: "town" is none of district`},
		"no code":        {head + "district,,Х\n", `classifier:2:2: code: a district needs a code`},
		"code of a list": {head + "district,a|b,Х\n", `classifier:2:2: code: a code contains neither | nor =`},
		"code twice": {
			head + "district,x,Х\ndistrict,x,Х\n",
			`classifier:3:2: code: the district "x" stands here twice`,
		},
		"no name":      {head + "district,x,\n", `classifier:2:3: name_uk: the district "x" has no Ukrainian name`},
		"foreign cell": {head + "district,x,Х,g\n", `classifier:2:4: group: a district has no group`},
		"no kind":      {head + "topic,t,Т,g\n", `classifier:2:0: kind: a topic needs a kind`},
		"no number": {
			head + "topic,t,Т,g,sos,many,day,c\n",
			`classifier:2:6: solve_n: "many" is not a whole number`,
		},
		"no unit": {
			head + "topic,t,Т,g,sos,5,,c\n",
			`classifier:2:7: solve_unit: "" is not known here; known are second, minute`,
		},
		"no length":     {head + "topic,t,Т,g,sos,0,day,c\n", `classifier:2:6: solve_n: a term of 0 day has no length`},
		"nobody's term": {head + "topic,t,Т,g,sos,5,day,\n", `classifier:2:6: solve_n: a term names the clause`},
		"clause of nothing": {
			head + "topic,t,Т,g,sos,,,c\n",
			`classifier:2:6: solve_n: a clause or an assumption without a term`,
		},
		"unknown executor": {head + "topic,t,Т,g,sos,,,,x\n", `classifier:2:9: executors: there is no organisation "x"`},
		"unknown district": {
			head + "organisation,o,О\ntopic,t,Т,g,sos,,,,d=o\n",
			`classifier:3:9: executors: there is no district "d"`,
		},
		"two executors": {
			head + "organisation,o,О\ntopic,t,Т,g,sos,,,,o|=o\n",
			`classifier:3:9: executors: the district "" has two executors`,
		},
		"neither yes or no": {
			head + "topic,t,Т,g,sos,,,,,maybe\n",
			`classifier:2:10: housing: "maybe" is neither yes nor no`,
		},
		"unknown parent": {head + "organisation,o,О,,,,,,,,p\n", `classifier:2:11: parent: there is no organisation "p"`},
		"line break": {
			head + "district,x,\"Х\nY\"\n",
			`classifier:2:3: name_uk: a line break, tab or other control character`,
		},
		"other encoding": {
			head + "district,x,\xd5\n",
			`classifier:2:3: name_uk: not UTF-8: save the table as "CSV UTF-8"`,
		},
		"too many cells": {
			"record,code,name_uk\ndistrict,x,Х,more\n",
			`classifier:2:4: the line has more cells than the header has columns`,
		},
		"quote":            {"record,code,name_uk\ndistrict,x,a\"b\n", `classifier:2:13: not CSV: bare "`},
		"quote after sep=": {"sep=,\nrecord,code,name_uk\ndistrict,x,a\"b\n", `classifier:3:13: not CSV: bare "`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := regulation.ReadClassifierCSV(strings.NewReader(tt.text))
			require.Contains(t, strings.Join(faultsOf(t, err), "\n"), tt.want)
		})
	}
}

func TestAllFaultsOfATableAreReportedTogether(t *testing.T) {
	t.Parallel()
	_, err := regulation.ReadClassifierCSV(strings.NewReader("record,code,name_uk\ntown,x,Х\ndistrict,,Х\ndistrict,y,\n"))
	require.Len(t, faultsOf(t, err), 3)
}

func TestWhatATableCannotHoldIsNotWritten(t *testing.T) {
	t.Parallel()
	district := func(code, name, lang string) *regulation.Classifier {
		return &regulation.Classifier{Districts: []regulation.District{
			{Code: regulation.DistrictCode(code), Names: regulation.Text{lang: name}},
		}}
	}
	topic := func(change func(*regulation.Topic)) *regulation.Classifier {
		t := regulation.Topic{Code: "t", Names: regulation.Text{"uk": "Т"}}
		change(&t)
		return &regulation.Classifier{Topics: []regulation.Topic{t}}
	}
	for name, c := range map[string]*regulation.Classifier{
		"bar in a code":   district("a|b", "a", "uk"),
		"line break":      district("x", "a\nb", "uk"),
		"space at edge":   district("x", "a ", "uk"),
		"not UTF-8":       district("x", "\xff", "uk"),
		"odd language":    district("x", "a", "ukr"),
		"bar in a list":   topic(func(t *regulation.Topic) { t.Keywords = map[string][]string{"uk": {"a|b"}} }),
		"empty in a list": topic(func(t *regulation.Topic) { t.Grounds = []regulation.GroundID{""} }),
		"executor code":   topic(func(t *regulation.Topic) { t.Executors = executors{"a": "b=c"} }),
		"executor bar":    topic(func(t *regulation.Topic) { t.Executors = executors{"a": "b|c"} }),
		"phones":          {Orgs: []regulation.Org{{Code: "o", Phones: []string{" 1"}}}},
		"body's phones":   {Bodies: []regulation.CompetentBody{{Code: "o", Phones: []string{" 1"}}}},
		"body's keywords": {Bodies: []regulation.CompetentBody{{Code: "o", Keywords: map[string][]string{"uk": {""}}}}},
	} {
		require.Error(t, regulation.WriteClassifierCSV(&bytes.Buffer{}, c), name)
	}
}

type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestErrorsOfTheFileReachTheCaller(t *testing.T) {
	t.Parallel()
	_, err := regulation.ReadClassifierCSV(iotest.ErrReader(errors.New("cable pulled")))
	require.ErrorContains(t, err, "cable pulled")
	for _, room := range []int{0, 100} {
		require.ErrorContains(t, regulation.WriteClassifierCSV(&brokenWriter{room}, shippedClassifier(t)), "disk full")
	}
}

func FuzzReadClassifierCSV(f *testing.F) {
	f.Add([]byte("sep=;\nrecord;code;name_uk;parent\norganisation;o;О;o\n"))
	f.Add([]byte("\ufeffrecord,code,name_uk,group,kind,executors,keywords_uk,solve_n,solve_unit,solve_assumed\n" +
		"organisation,o,О\ntopic,t,'=Т,g,sos,o|=o,a|b,5,day,yes\n"))
	f.Add([]byte("record\tcode\tname_uk\ndistrict\tx\t\"a\nb\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := regulation.ReadClassifierCSV(bytes.NewReader(data))
		if err != nil {
			require.Nil(t, c)
			return
		}
		again, err := regulation.ReadClassifierCSV(bytes.NewReader(writeCSV(t, c)))
		require.NoError(t, err)
		require.Equal(t, c, again)
	})
}

func TestExecutorsAreWrittenInAStableOrder(t *testing.T) {
	t.Parallel()
	c := shippedClassifier(t)
	first := writeCSV(t, c)
	for range 5 {
		require.Equal(t, first, writeCSV(t, c))
	}
	topic, _ := c.Topic("water.flood")
	require.Len(t, slices.Collect(maps.Keys(topic.Executors)), 5)
}
