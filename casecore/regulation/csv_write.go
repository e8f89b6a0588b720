package regulation

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// WriteClassifierCSV writes c as one table: comma-separated, UTF-8 with a byte-order mark so that Excel
// reads it as such, each cell safe to open (a leading apostrophe keeps a spreadsheet from running it).
// [ReadClassifierCSV] gives back an equal classifier. It fails on a value that a table cannot hold.
func WriteClassifierCSV(w io.Writer, c *Classifier) error {
	records, err := c.records()
	if err != nil {
		return err
	}
	columns := columnsFor(records)
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("regulation: writing the classifier: %w", err)
	}
	out := csv.NewWriter(w)
	_ = out.Write(columns) // the writer keeps its error for Flush
	line := make([]string, len(columns))
	for _, r := range records {
		for i, column := range columns {
			line[i] = guard(r[column])
		}
		_ = out.Write(line)
	}
	if out.Flush(); out.Error() != nil {
		return fmt.Errorf("regulation: writing the classifier: %w", out.Error())
	}
	return nil
}

// record is a row to be written: cells by column name.
type record map[string]string

func (c *Classifier) records() ([]record, error) {
	var records []record
	for _, d := range c.Districts {
		records = append(records, newRecord(recordDistrict, string(d.Code)).with("name_", d.Names))
	}
	for _, o := range c.Orgs {
		r := newRecord(recordOrg, string(o.Code)).with("name_", o.Names)
		r["parent"], r["area"], r["council"] = string(o.Parent), o.Area, yes(o.Council)
		if err := r.list("phones", o.Phones); err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	for _, b := range c.Bodies {
		r := newRecord(recordBody, b.Code).with("name_", b.Names).with("purpose_", b.Purpose)
		r["site"] = b.Site
		if err := r.list("phones", b.Phones); err != nil {
			return nil, err
		}
		if err := r.words(b.Keywords); err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	for _, t := range c.Topics {
		r, err := t.record()
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	for _, r := range records {
		if strings.ContainsAny(r[columnCode], listSeparator+pairSeparator) {
			return nil, fmt.Errorf("regulation: %s %q: %w", r[columnRecord], r[columnCode], errCellList)
		}
		for column, cell := range r {
			err := checkCell(cell)
			if !allowed(columnsOf[r[columnRecord]], column) {
				err = errColumn
			}
			if err != nil {
				return nil, fmt.Errorf("regulation: %s %q, %s: %w", r[columnRecord], r[columnCode], column, err)
			}
		}
	}
	return records, nil
}

func (t Topic) record() (record, error) {
	r := newRecord(recordTopic, string(t.Code)).with("name_", t.Names).with("group_", t.GroupNames)
	r["group"], r["kind"] = t.Group, string(t.Kind)
	r["housing"], r["assumed"] = yes(t.Housing), yes(t.Assumed)
	if !t.Solve.IsZero() {
		r["solve_n"], r["solve_unit"] = strconv.Itoa(t.Solve.N), string(t.Solve.Unit)
		r["solve_clause"], r["solve_assumed"] = t.Solve.Clause, yes(t.Solve.Assumed)
	}
	var executors []string
	for _, district := range slices.Sorted(maps.Keys(t.Executors)) {
		pair := string(district) + pairSeparator + string(t.Executors[district])
		if strings.Count(pair, pairSeparator) != 1 {
			return nil, fmt.Errorf("regulation: %s, executors: %w", t.Code, errCellList)
		}
		executors = append(executors, strings.TrimPrefix(pair, pairSeparator))
	}
	if err := r.list("executors", executors); err != nil {
		return nil, err
	}
	if err := r.list("grounds", texts(t.Grounds...)); err != nil {
		return nil, err
	}
	return r, r.words(t.Keywords)
}

func newRecord(kind, code string) record { return record{columnRecord: kind, columnCode: code} }

func (r record) with(prefix string, t Text) record {
	for lang, s := range t {
		r[prefix+lang] = s
	}
	return r
}

func (r record) list(column string, list []string) error {
	cell, err := joinList(list)
	if err != nil {
		return fmt.Errorf("regulation: %s %q, %s: %w", r[columnRecord], r[columnCode], column, err)
	}
	r[column] = cell
	return nil
}

func (r record) words(keywords map[string][]string) error {
	for lang, list := range keywords {
		if err := r.list("keywords_"+lang, list); err != nil {
			return err
		}
	}
	return nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// columnsFor lists the columns that the records use, in the order in which people look for them.
func columnsFor(records []record) []string {
	used := make(map[string]bool)
	for _, r := range records {
		for column, cell := range r {
			if cell != "" {
				used[column] = true
			}
		}
	}
	columns := []string{columnRecord, columnCode}
	for _, kind := range []string{recordTopic, recordOrg, recordBody, recordDistrict} {
		for _, pattern := range columnsOf[kind] {
			for _, column := range matching(used, pattern) {
				if !slices.Contains(columns, column) {
					columns = append(columns, column)
				}
			}
		}
	}
	return columns
}

// matching returns the used columns of a pattern, Ukrainian first.
func matching(used map[string]bool, pattern string) []string {
	var columns []string
	for column := range used {
		if allowed([]string{pattern}, column) {
			columns = append(columns, column)
		}
	}
	slices.SortFunc(columns, func(a, b string) int {
		au, bu := strings.HasSuffix(a, "_"+fallbackLanguage), strings.HasSuffix(b, "_"+fallbackLanguage)
		if au != bu {
			if au {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return columns
}
