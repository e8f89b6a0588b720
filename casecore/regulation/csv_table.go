package regulation

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// row is one record of a table with its cells by column name.
type row struct {
	line  int
	cells map[string]string
	order map[string]int // column name -> its number, from 1
}

// table reads a CSV file as spreadsheets write it: with a byte-order mark or without, separated by
// commas, semicolons or tabs, with Excel's "sep=" line or without.
type table struct {
	faults  []Fault
	columns []string
}

func (t *table) fail(line, column int, path, format string, args ...any) {
	t.faults = append(t.faults, Fault{line, column, path, fmt.Sprintf(format, args...)})
}

// rows returns the records below the header; faults are left in t. known says which columns may be.
func (t *table) rows(r io.Reader, known func(column string) bool) ([]row, error) {
	text, skipped, comma, err := prepare(r)
	if err != nil {
		return nil, err
	}
	reader := csv.NewReader(text)
	reader.Comma = comma
	reader.FieldsPerRecord = -1
	var rows []row
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.syntax(err, skipped)
			break
		}
		line, _ := reader.FieldPos(0)
		if line += skipped; t.columns == nil {
			t.header(cells, line, known)
		} else if row, ok := t.row(cells, line); ok {
			rows = append(rows, row)
		}
	}
	if t.columns == nil && len(t.faults) == 0 {
		t.fail(1, 1, "", "the table is empty: a line with the names of the columns comes first")
	}
	return rows, nil
}

// prepare skips the byte-order mark and the "sep=" line and finds the separator.
func prepare(r io.Reader) (text *bufio.Reader, skipped int, comma rune, err error) {
	text = bufio.NewReader(r)
	if bom, _ := text.Peek(3); bytes.Equal(bom, []byte("\ufeff")) {
		_, _ = text.Discard(3)
	}
	head, err := text.Peek(text.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, 0, fmt.Errorf("regulation: reading the classifier: %w", err)
	}
	line, _, found := bytes.Cut(head, []byte("\n"))
	if sep, ok := strings.CutPrefix(strings.Trim(string(line), "\"\r"), "sep="); ok && found {
		if sep == "," || sep == ";" || sep == "\t" {
			_, _ = text.Discard(len(line) + 1)
			return text, 1, rune(sep[0]), nil
		}
	}
	comma = ','
	for _, c := range []byte(";\t") {
		if bytes.Count(line, []byte{c}) > bytes.Count(line, []byte{byte(comma)}) {
			comma = rune(c)
		}
	}
	return text, 0, comma, nil
}

func (t *table) syntax(err error, skipped int) {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		t.fail(parse.Line+skipped, parse.Column, "", "not CSV: %s", parse.Err)
		return
	}
	t.fail(0, 0, "", "not CSV: %s", err)
}

func (t *table) header(cells []string, line int, known func(string) bool) {
	seen := make(map[string]bool, len(cells))
	t.columns = make([]string, len(cells))
	for i, cell := range cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		t.columns[i] = name
		switch {
		case !known(name):
			t.fail(line, i+1, name, "unknown column %q", name)
		case seen[name]:
			t.fail(line, i+1, name, "the column %q stands here twice", name)
		}
		seen[name] = true
	}
}

// row reads one record. It reports false for a line without a word in it.
func (t *table) row(cells []string, line int) (row, bool) {
	r := row{line: line, cells: make(map[string]string, len(cells)), order: make(map[string]int, len(cells))}
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		if i >= len(t.columns) {
			if cell != "" {
				t.fail(line, i+1, "", "the line has more cells than the header has columns")
			}
			continue
		}
		column := t.columns[i]
		if err := checkCell(cell); err != nil {
			t.fail(line, i+1, column, "%s", err)
			continue
		}
		r.order[column] = i + 1
		if cell != "" {
			r.cells[column] = unguard(cell)
		}
	}
	return r, len(r.cells) > 0
}
