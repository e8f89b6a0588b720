package streets

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"hotline/casecore/regulation"
)

// The columns of a register. name_ is followed by a language.
const (
	colCode     = "code"
	colType     = "type"
	colName     = "name_"
	colFormer   = "former"
	colAlso     = "also"
	colDistrict = "district"
	colLat      = "lat"
	colLon      = "lon"
	colHouse    = "house"
	colDemo     = "demo"
)

// listed separates what one cell lists.
const listed = "|"

var columns = []string{colCode, colType, colFormer, colAlso, colDistrict, colLat, colLon, colHouse, colDemo}

// ReadCSV reads a register: columns in any order, commas or semicolons, a byte-order mark or none. It fails with a
// [*regulation.SchemaError] that lists every fault with its line; its Column is the number of the table's column. A nil
// districts lets any district be.
func ReadCSV(r io.Reader, districts []regulation.DistrictCode) ([]Street, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	text := strings.TrimPrefix(string(raw), "\ufeff")
	rd := reader{districts: districts, at: map[string]int{}}
	header, _, _ := strings.Cut(text, "\n")
	table := csv.NewReader(strings.NewReader(text))
	if strings.Count(header, ";") > strings.Count(header, ",") {
		table.Comma = ';'
	}
	table.FieldsPerRecord = -1
	rd.read(table)
	if len(rd.faults) > 0 {
		return nil, &regulation.SchemaError{File: "streets", Faults: rd.faults}
	}
	return rd.list, nil
}

// reader gathers streets and what is wrong with them.
type reader struct {
	districts []regulation.DistrictCode
	names     []string
	list      []Street
	at        map[string]int // the street of a code
	faults    []regulation.Fault
	line      int
	row       []string
}

func (r *reader) fail(column, format string, args ...any) {
	r.faults = append(r.faults, regulation.Fault{
		Line: r.line, Column: slices.Index(r.names, column) + 1, Path: column, Message: fmt.Sprintf(format, args...),
	})
}

func (r *reader) read(table *csv.Reader) {
	header, err := table.Read()
	if err != nil {
		r.line = 1
		r.fail("", "no header: want %s and name_uk", strings.Join(columns, ", "))
		return
	}
	r.line = 1
	for _, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if slices.Contains(r.names, name) {
			r.fail(name, "the column is there twice")
		} else if !slices.Contains(columns, name) && !strings.HasPrefix(name, colName) {
			r.fail(name, "unknown column %q", name)
		}
		r.names = append(r.names, name)
	}
	for _, wanted := range []string{colCode, colType, colName + "uk"} {
		if !slices.Contains(r.names, wanted) {
			r.fail(wanted, "the column %s is missing", wanted)
		}
	}
	if len(r.faults) > 0 {
		return
	}
	for {
		r.row, err = table.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			r.line = wrong.Line
			r.fail("", "%v", wrong.Err)
			return
		}
		r.line, _ = table.FieldPos(0)
		if len(r.row) > len(r.names) {
			r.fail("", "%d cells for %d columns", len(r.row), len(r.names))
			continue
		}
		if r.cell(colHouse) != "" {
			r.house()
		} else {
			r.street()
		}
	}
}

func (r *reader) cell(column string) string {
	if i := slices.Index(r.names, column); i >= 0 && i < len(r.row) {
		return strings.TrimSpace(r.row[i])
	}
	return ""
}

func (r *reader) street() {
	s := Street{
		Code: r.cell(colCode), Type: TypeID(r.cell(colType)), Names: regulation.Text{}, Former: r.cells(colFormer),
		Also: r.cells(colAlso), District: r.district(), Point: r.point(),
	}
	switch demo := r.cell(colDemo); demo {
	case "yes", "no", "":
		s.Demo = demo == "yes"
	default:
		r.fail(colDemo, "want yes or no, not %q", demo)
	}
	for _, column := range r.names {
		if lang, ok := strings.CutPrefix(column, colName); ok && r.cell(column) != "" {
			s.Names[lang] = r.cell(column)
		}
	}
	switch _, twice := r.at[s.Code]; {
	case s.Code == "":
		r.fail(colCode, "a street needs a code")
	case twice:
		r.fail(colCode, "the code %q is there twice", s.Code)
	}
	if !s.Type.Known() {
		r.fail(colType, "unknown type %q", s.Type)
	}
	if s.Names["uk"] == "" {
		r.fail(colName+"uk", "a street needs its Ukrainian name")
	}
	for _, name := range slices.Concat([]string{s.Names["uk"]}, s.Former, s.Also) {
		if name != "" && Fold(name) == "" {
			r.fail(colName+"uk", "%q is no name", name)
		}
	}
	r.at[s.Code] = len(r.list)
	r.list = append(r.list, s)
}

// house belongs to a street above it.
func (r *reader) house() {
	at, ok := r.at[r.cell(colCode)]
	if !ok {
		r.fail(colCode, "the house's street %q is not above it", r.cell(colCode))
		return
	}
	number := r.cell(colHouse)
	for _, h := range r.list[at].Houses {
		if FoldHouse(h.Number) == FoldHouse(number) {
			r.fail(colHouse, "the house %q is there twice", number)
		}
	}
	r.list[at].Houses = append(r.list[at].Houses, House{Number: number, District: r.district(), Point: r.point()})
}

func (r *reader) cells(column string) []string {
	var list []string
	for part := range strings.SplitSeq(r.cell(column), listed) {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

func (r *reader) district() regulation.DistrictCode {
	d := regulation.DistrictCode(r.cell(colDistrict))
	if d != "" && r.districts != nil && !slices.Contains(r.districts, d) {
		r.fail(colDistrict, "unknown district %q", d)
	}
	return d
}

func (r *reader) point() *Point {
	lat, lon := r.cell(colLat), r.cell(colLon)
	if lat == "" && lon == "" {
		return nil
	}
	p := Point{Lat: r.degrees(colLat, lat, 90), Lon: r.degrees(colLon, lon, 180)}
	return &p
}

func (r *reader) degrees(column, s string, most float64) float64 {
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	if err != nil || v < -most || v > most {
		r.fail(column, "want degrees up to %.0f, not %q", most, s)
	}
	return v
}
