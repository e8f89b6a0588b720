package report

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"hotline/casecore"
	"hotline/casecore/export"
)

// Format is a kind of file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
	PDF  Format = "pdf"
)

// ContentType is the media type of a file of the format.
func (f Format) ContentType() string {
	switch f {
	case PDF:
		return "application/pdf"
	case XLSX:
		return export.XLSX.ContentType()
	case CSV:
	}
	return export.CSV.ContentType()
}

// Writer makes files of results.
type Writer struct{ texts Texts }

// NewWriter returns a writer whose words are those of texts.
func NewWriter(texts Texts) *Writer { return &Writer{texts} }

// Rule is what results are no ground for, in a language (VN-4.8).
func (w *Writer) Rule(lang string) string { return w.texts.T(lang, "hall_report.rule", nil) }

// Write makes a file of a table. Every one says what results are no ground for (VN-4.8). Invalid for another format.
func (w *Writer) Write(out io.Writer, f Format, lang string, t *Table) error {
	l := language{w.texts, lang}
	switch f {
	case CSV:
		return writeCSV(out, l, t)
	case XLSX:
		return writeBook(out, l, t)
	case PDF:
		return writePDF(out, l, t)
	}
	return fail(casecore.Invalid, "write", "error.hall_form")
}

// Print makes one PDF of several tables.
func (w *Writer) Print(out io.Writer, lang string, tables ...*Table) error {
	return writePDF(out, language{w.texts, lang}, tables...)
}

// Name is what the file of a table is called, in letters that every system takes.
func (w *Writer) Name(f Format, lang string, t *Table) string {
	name := []string{w.texts.T(lang, "hall_report.file", nil), string(t.By), t.From.String(), t.Until.String()}
	return strings.Join(name, "-") + "." + string(f)
}

func writeCSV(out io.Writer, l language, t *Table) error {
	s := l.sheet(t, false)
	rows := [][]string{{s.title}, {s.about}, {s.rule}, {}, s.heading}
	for _, cells := range s.rows {
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = l.text(c)
		}
		rows = append(rows, row)
	}
	return export.Rows(export.CSV, out, nil, rows)
}

// The widths of a workbook's columns, in characters.
const (
	nameWidth   = 34
	figureWidth = 13
)

// The number formats of a workbook that are its own.
const (
	percentFormat = 10 // 0.00%
	lengthFormat  = 46 // [h]:mm:ss
	secondsOfDay  = 24 * 60 * 60
)

// writeBook makes a workbook whose figures are figures.
func writeBook(out io.Writer, l language, t *Table) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	b := &bookWriter{book: book, name: book.GetSheetName(0)}
	styles := map[kind]int{
		percent: b.style(&excelize.Style{NumFmt: percentFormat}),
		length:  b.style(&excelize.Style{NumFmt: lengthFormat}),
	}
	s := l.sheet(t, false)
	for i, line := range []string{s.title, s.about, s.rule} {
		b.set(1, i+1, line, 0)
	}
	const headingAt = 5
	bold := b.style(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
	})
	for i, title := range s.heading {
		b.set(i+1, headingAt, title, bold)
	}
	for r, cells := range s.rows {
		for i, c := range cells {
			switch {
			case c.kind == words:
				b.set(i+1, headingAt+1+r, c.words, 0)
			case c.empty:
			case c.kind == length:
				b.set(i+1, headingAt+1+r, c.value/secondsOfDay, styles[length])
			default:
				b.set(i+1, headingAt+1+r, c.value, styles[c.kind])
			}
		}
	}
	b.widths(len(s.heading))
	b.keep(book.SetPanes(b.name, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: headingAt, TopLeftCell: "B" + strconv.Itoa(headingAt+1), ActivePane: "bottomRight",
	}))
	if b.err != nil {
		return b.err
	}
	return book.Write(out)
}

// bookWriter fills a sheet and keeps the first fault.
type bookWriter struct {
	book *excelize.File
	name string
	err  error
}

func (b *bookWriter) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *bookWriter) style(s *excelize.Style) int {
	id, err := b.book.NewStyle(s)
	b.keep(err)
	return id
}

// set writes a value, which no spreadsheet computes.
func (b *bookWriter) set(column, row int, value any, style int) {
	at, err := excelize.CoordinatesToCellName(column, row)
	b.keep(err)
	b.keep(b.book.SetCellValue(b.name, at, value))
	if style != 0 {
		b.keep(b.book.SetCellStyle(b.name, at, at, style))
	}
}

func (b *bookWriter) widths(columns int) {
	last, err := excelize.ColumnNumberToName(columns)
	b.keep(err)
	b.keep(b.book.SetColWidth(b.name, "A", last, figureWidth))
	b.keep(b.book.SetColWidth(b.name, "A", "B", nameWidth))
}
