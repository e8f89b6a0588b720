package report

import (
	"bytes"
	"compress/zlib"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"hotline/internal/i18n"
	"hotline/queuehall/profile"
)

// sample is a table by operator and month, without a database.
func sample() *Table {
	t := &Table{Query: march(ByOperator, PerMonth), About: profile.Text{"uk": "Прозорий офіс (Вишенька)", "en": "Vyshenka", "pl": "Wyszeńka"}}
	for i, name := range []string{"Ґалаґан Єва Їжаківна", "=HYPERLINK(\"http://evil\")", "Ярема Щорс"} {
		f := Figures{
			Visits: 40 + i, Served: 38, Absent: 2, Marks: [Marks]int{i, 5, 20}, Asked: 36, Answered: 25 + i, Unavailable: 2, Flags: i,
			Waits: Times{40, 8 * time.Hour, 11 * time.Minute, 25 * time.Minute}, Services: Times{38, 5 * time.Hour, 7 * time.Minute, 15 * time.Minute},
			Foretold: 40, Held: 31,
		}
		t.Rows = append(t.Rows, Row{f, day("2026-03-01"), name, profile.Text{"uk": name, "en": name, "pl": name}})
		t.Total.add(&f)
	}
	return t
}

func writer(t *testing.T) *Writer {
	t.Helper()
	texts, err := i18n.New()
	require.NoError(t, err)
	return NewWriter(texts)
}

func write(t *testing.T, f Format, lang string, table *Table) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, writer(t).Write(&out, f, lang, table))
	return out.Bytes()
}

// VN-4.8
func TestEveryFileSaysWhatResultsAreNoGroundFor(t *testing.T) {
	t.Parallel()
	rule := writer(t).texts.T("uk", "hall_report.rule", nil)
	require.Contains(t, rule, "не може бути підставою для застосування дисциплінарних та інших стягнень")
	require.Contains(t, string(write(t, CSV, "uk", sample())), rule)
	book, err := excelize.OpenReader(bytes.NewReader(write(t, XLSX, "uk", sample())))
	require.NoError(t, err)
	said, err := book.GetCellValue(book.GetSheetName(0), "A3")
	require.NoError(t, err)
	require.Equal(t, rule, said)
	require.NoError(t, book.Close())
	require.Contains(t, legible(t, write(t, PDF, "uk", sample())), rule)
}

var (
	glyphLetter = regexp.MustCompile(`<(\w{4})><\w{4}><(\w{4})>`)
	glyphsDrawn = regexp.MustCompile(`\[<(\w+)>\] TJ`)
)

// legible is what can be read on pages, by what the first of their faces says of its glyphs.
func legible(t *testing.T, file []byte) string {
	t.Helper()
	face, _, _ := bytes.Cut(file, []byte("endcmap"))
	letters := map[string]rune{}
	for _, m := range glyphLetter.FindAllSubmatch(face, -1) {
		letter, err := strconv.ParseUint(string(m[2]), 16, 16)
		require.NoError(t, err)
		letters[string(m[1])] = rune(letter)
	}
	var text strings.Builder
	for stream := range bytes.SplitSeq(file, []byte("stream\n")) {
		inflated, err := zlib.NewReader(bytes.NewReader(stream))
		if err != nil {
			continue // it is written as it is
		}
		page, _ := io.ReadAll(inflated) // what follows the stream is none of it
		for _, m := range glyphsDrawn.FindAllSubmatch(page, -1) {
			for glyph := range slices.Chunk(m[1], 4) {
				text.WriteRune(letters[string(glyph)])
			}
		}
	}
	return text.String()
}

func TestFiguresOfAWorkbookAreFiguresAndNamesAreNoFormulas(t *testing.T) {
	t.Parallel()
	book, err := excelize.OpenReader(bytes.NewReader(write(t, XLSX, "uk", sample())))
	require.NoError(t, err)
	defer func() { require.NoError(t, book.Close()) }()
	name := book.GetSheetName(0)
	formula, err := book.GetCellFormula(name, "B7")
	require.NoError(t, err)
	require.Empty(t, formula)
	kind, err := book.GetCellType(name, "C6")
	require.NoError(t, err)
	require.Contains(t, []excelize.CellType{excelize.CellTypeUnset, excelize.CellTypeNumber}, kind)
	wait, err := book.GetCellValue(name, "F6")
	require.NoError(t, err)
	require.Equal(t, "0:12:00", wait, "a length of time")

	rows := csvRows(t, write(t, CSV, "uk", sample()))
	require.Equal(t, []string{"Період", "Оператор", "Виклики"}, rows[3][:3])
	require.Equal(t, []string{"березень 2026", `'=HYPERLINK("http://evil")`, "41"}, rows[5][:3])
	require.Equal(t, "Разом", rows[7][0])
}

func csvRows(t *testing.T, file []byte) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\uFEFF"))))
	r.Comma, r.FieldsPerRecord = ';', -1
	rows, err := r.ReadAll()
	require.NoError(t, err)
	return rows
}

func TestAPrintedPageHasItsLettersInIt(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"uk", "en", "pl"} {
		file := write(t, PDF, lang, sample())
		require.True(t, bytes.HasPrefix(file, []byte("%PDF-1.")))
		require.Contains(t, string(file), "/FontFile2", "the face")
		for _, letter := range "ҐґЄєІіЇї" { // what stands for them when they are searched or copied
			if strings.ContainsRune("Ґалаґан Єва Їжаківна", letter) {
				require.Contains(t, string(file), fmt.Sprintf("<%04X>\n", letter), "%s: %c", lang, letter)
			}
		}
		require.Equal(t, 1, bytes.Count(file, []byte("/Type /Page\n")), lang)
	}
	long := sample()
	for range 5 {
		long.Rows = append(long.Rows, long.Rows...)
	}
	require.Equal(t, 5, bytes.Count(write(t, PDF, "uk", long), []byte("/Type /Page\n")), "what has no room goes on overleaf")
}

func TestPeriodsAreNamedAsPeopleNameThem(t *testing.T) {
	t.Parallel()
	l := language{writer(t).texts, "uk"}
	for per, want := range map[Per]string{
		PerDay: "09.11.2026", PerWeek: "09.11–15.11.2026", PerMonth: "листопад 2026", PerQuarter: "IV квартал 2026", PerYear: "2026",
	} {
		require.Equal(t, want, l.period(per, day("2026-11-09")))
	}
	require.Equal(t, "лютий 2024", l.span(day("2024-02-01"), day("2024-02-29")))
	require.Equal(t, "01.02.2024–28.02.2024", l.span(day("2024-02-01"), day("2024-02-28")))
}
