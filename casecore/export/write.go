package export

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// columns are the file's, in order; their headings are the catalogue's export.*.
var columns = []string{
	"number", "registered", "kind", "topic", "district", "place", "text", "status", "executor", "accept_due", "accepted",
	"solve_due", "ended", "late", "level", "cycle",
}

// widths are those of the workbook's columns, in characters; the others are as wide as they are by themselves.
var widths = map[int]float64{1: 14, 2: 17, 3: 18, 4: 30, 5: 20, 6: 30, 7: 60, 8: 18, 9: 34, 10: 17, 11: 17, 12: 17, 13: 17}

// ContentType is the media type of a file of the format.
func (f Format) ContentType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// table is a file under construction; close gives up what it holds, whether it was ended or not.
type table interface {
	row(cells []string) error
	end() error
	close() error
}

// write writes the whole file, page by page, and tells after each page how far it is.
func (w *Worker) write(ctx context.Context, j *Job, out io.Writer) (err error) {
	n, err := w.names(ctx, j.Lang)
	if err != nil {
		return err
	}
	t, err := newTable(j.Format, out, widths)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	heading := make([]string, len(columns))
	for i, c := range columns {
		heading[i] = w.texts.T(j.Lang, "export."+c, nil)
	}
	if err := t.row(heading); err != nil {
		return err
	}
	f := j.Filter
	f.Limit = pageRows
	for written := 0; ; {
		rows, next, err := w.cases.Cases(ctx, f)
		if err != nil {
			return err
		}
		if err := w.page(ctx, t, n, rows); err != nil {
			return err
		}
		written += len(rows)
		if err := w.tell(ctx, j, written); err != nil {
			return err
		}
		if f.Cursor = next; next == "" {
			return t.end()
		}
	}
}

func (w *Worker) page(ctx context.Context, t table, n *names, rows []casecore.CaseRow) error {
	ids := make([]casecore.CaseID, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	texts, err := w.cases.Texts(ctx, ids)
	if err != nil {
		return err
	}
	for i := range rows {
		if err := t.row(n.cells(&rows[i], texts[rows[i].ID])); err != nil {
			return err
		}
	}
	return nil
}

// names is what codes are called in one language.
type names struct {
	zone      *time.Location
	topics    map[regulation.TopicCode]string
	districts map[regulation.DistrictCode]string
	orgs      map[casecore.OrgID]string
	kinds     map[regulation.KindID]string
	statuses  map[regulation.StatusID]string
	late      string
}

func (w *Worker) names(ctx context.Context, lang string) (*names, error) {
	p, err := w.rules.At(w.now())
	if err != nil {
		return nil, err
	}
	cat, err := w.cases.Catalogue(ctx, lang)
	if err != nil {
		return nil, err
	}
	n := &names{
		zone: p.Zone, topics: make(map[regulation.TopicCode]string), districts: make(map[regulation.DistrictCode]string),
		orgs: make(map[casecore.OrgID]string), kinds: make(map[regulation.KindID]string),
		statuses: make(map[regulation.StatusID]string), late: w.texts.T(lang, "export.yes", nil),
	}
	for _, t := range cat.Topics {
		n.topics[t.Code] = t.Name
	}
	for _, d := range cat.Districts {
		n.districts[d.Code] = d.Name
	}
	for _, o := range cat.Orgs {
		n.orgs[o.ID] = o.Name
	}
	for _, k := range p.Kinds {
		n.kinds[k.ID] = k.Names.In(lang)
	}
	for _, s := range p.Statuses {
		n.statuses[s.ID] = s.Names.In(lang)
	}
	return n, nil
}

// cells is a case as a row.
func (n *names) cells(c *casecore.CaseRow, text string) []string {
	late := ""
	if len(c.Breached) > 0 {
		late = n.late
	}
	return []string{
		c.Number, n.moment(&c.RegisteredAt), called(n.kinds, c.Kind), called(n.topics, c.Topic), called(n.districts, c.District),
		c.Place, text, called(n.statuses, c.Status), n.orgs[c.LeadOrg], n.moment(c.AcceptDue), n.moment(c.AcceptedAt),
		n.moment(c.SolveDue), n.moment(c.EndedAt), late, strconv.Itoa(c.Level), strconv.Itoa(c.Cycle),
	}
}

// called is a code's name, the code itself where it has none any more.
func called[K ~string](list map[K]string, code K) string {
	if name, ok := list[code]; ok {
		return name
	}
	return string(code)
}

func (n *names) moment(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.In(n.zone).Format("2006-01-02 15:04")
}

// Rows writes a file that is small enough to be written at once, its first row the heading.
func Rows(f Format, out io.Writer, widths map[int]float64, rows [][]string) (err error) {
	t, err := newTable(f, out, widths)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	for _, r := range rows {
		if err := t.row(r); err != nil {
			return err
		}
	}
	return t.end()
}

func newTable(f Format, out io.Writer, widths map[int]float64) (table, error) {
	if f == XLSX {
		return newSheet(out, widths)
	}
	if _, err := io.WriteString(out, "\uFEFF"); err != nil { // without it Excel takes the file for an 8-bit one
		return nil, err
	}
	w := csv.NewWriter(out)
	w.Comma, w.UseCRLF = ';', true // what Excel expects where a comma parts decimals
	return &commas{w}, nil
}

type commas struct{ w *csv.Writer }

func (c *commas) row(cells []string) error {
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = harmless(cell)
	}
	return c.w.Write(safe)
}

func (c *commas) end() error {
	c.w.Flush()
	return c.w.Error()
}

func (c *commas) close() error { return nil }

// harmless keeps a spreadsheet from taking a citizen's words for a formula.
func harmless(cell string) string {
	if strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@\t\r\n") || strings.HasPrefix(cell, "＝") {
		return "'" + cell
	}
	return cell
}

// sheet streams a workbook; its cells are strings, which no spreadsheet computes.
type sheet struct {
	book   *excelize.File
	stream *excelize.StreamWriter
	out    io.Writer
	at     int
}

func newSheet(out io.Writer, widths map[int]float64) (*sheet, error) {
	s := &sheet{book: excelize.NewFile(), out: out}
	if err := s.begin(widths); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *sheet) begin(widths map[int]float64) (err error) {
	if s.stream, err = s.book.NewStreamWriter(s.book.GetSheetName(0)); err != nil {
		return err
	}
	for i, width := range widths {
		if err := s.stream.SetColWidth(i, i, width); err != nil {
			return err
		}
	}
	return s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (s *sheet) row(cells []string) error {
	s.at++
	values := make([]any, len(cells))
	for i, cell := range cells {
		values[i] = cell
	}
	return s.stream.SetRow("A"+strconv.Itoa(s.at), values)
}

func (s *sheet) end() error {
	if err := s.stream.Flush(); err != nil {
		return err
	}
	return s.book.Write(s.out)
}

// close removes the workbook's temporary file too.
func (s *sheet) close() error { return s.book.Close() }
