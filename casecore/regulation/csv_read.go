package regulation

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Kinds of record in the table, its first column.
const (
	columnRecord = "record"
	columnCode   = "code"

	recordDistrict = "district"
	recordOrg      = "organisation"
	recordBody     = "body"
	recordTopic    = "topic"
)

// columnsOf lists, besides record and code, what each kind of record may hold; a column that ends with
// "_" stands for one column for each language.
var columnsOf = map[string][]string{
	recordDistrict: {"name_"},
	recordOrg:      {"name_", "parent", "council", "area", "phones"},
	recordBody:     {"name_", "phones", "site", "purpose_", "keywords_"},
	recordTopic: {
		"name_", "group", "group_", "keywords_", "kind", "solve_n", "solve_unit", "solve_clause",
		"solve_assumed", "executors", "grounds", "housing", "assumed",
	},
}

// ReadClassifierCSV reads a classifier as [WriteClassifierCSV] writes it, or as a spreadsheet saved it:
// columns in any order, a byte-order mark, commas, semicolons or tabs. It fails with a [*SchemaError]
// that lists every fault; its Line is the file's, its Column the number of the table's column, its Path
// the column's name.
func ReadClassifierCSV(r io.Reader) (*Classifier, error) {
	reader := newClassifierReader()
	if err := reader.read(r); err != nil {
		return nil, err
	}
	return reader.done("classifier")
}

// classifierReader gathers records of one table or several, and checks them together at the end.
type classifierReader struct {
	c      Classifier
	faults []Fault
	rows   map[string]row // by record and code
}

func newClassifierReader() *classifierReader {
	return &classifierReader{rows: make(map[string]row)}
}

func (cr *classifierReader) read(r io.Reader) error {
	var t table
	rows, err := t.rows(r, knownColumn)
	if err != nil {
		return err
	}
	cr.faults = append(cr.faults, t.faults...)
	for _, row := range rows {
		cr.record(row)
	}
	return nil
}

func (cr *classifierReader) done(name string) (*Classifier, error) {
	cr.references()
	if len(cr.faults) > 0 {
		sortFaults(cr.faults)
		return nil, &SchemaError{File: name, Faults: cr.faults}
	}
	return &cr.c, nil
}

func (cr *classifierReader) fail(r row, column, format string, args ...any) {
	cr.faults = append(cr.faults, Fault{r.line, r.order[column], column, fmt.Sprintf(format, args...)})
}

func knownColumn(name string) bool {
	for _, columns := range columnsOf {
		if allowed(columns, name) {
			return true
		}
	}
	return false
}

func allowed(columns []string, name string) bool {
	return name == columnRecord || name == columnCode || slices.ContainsFunc(columns, func(c string) bool {
		if lang, ok := strings.CutPrefix(name, c); ok && strings.HasSuffix(c, "_") {
			return isLanguage(lang)
		}
		return c == name
	})
}

func isLanguage(s string) bool {
	return len(s) == 2 && s[0] >= 'a' && s[0] <= 'z' && s[1] >= 'a' && s[1] <= 'z'
}

func (cr *classifierReader) record(r row) {
	kind, code := r.cells[columnRecord], r.cells[columnCode]
	columns, ok := columnsOf[kind]
	if !ok {
		cr.fail(r, columnRecord, "%q is none of district, organisation, body, topic", kind)
		return
	}
	if code == "" {
		cr.fail(r, columnCode, "a %s needs a code", kind)
		return
	}
	if strings.ContainsAny(code, listSeparator+pairSeparator) {
		cr.fail(r, columnCode, "a code contains neither | nor =")
	}
	key := recordKey(kind, code)
	if _, twice := cr.rows[key]; twice {
		cr.fail(r, columnCode, "the %s %q stands here twice", kind, code)
		return
	}
	cr.rows[key] = r
	for column := range r.cells {
		if knownColumn(column) && !allowed(columns, column) {
			cr.fail(r, column, "a %s has no %s", kind, column)
		}
	}
	names := cr.texts(r, "name_")
	if names[fallbackLanguage] == "" {
		cr.fail(r, "name_uk", "the %s %q has no Ukrainian name", kind, code)
	}
	switch kind {
	case recordDistrict:
		cr.c.Districts = append(cr.c.Districts, District{Code: DistrictCode(code), Names: names})
	case recordOrg:
		cr.c.Orgs = append(cr.c.Orgs, Org{
			Code: OrgCode(code), Names: names, Parent: OrgCode(r.cells["parent"]), Council: cr.flag(r, "council"),
			Area: r.cells["area"], Phones: splitList(r.cells["phones"]),
		})
	case recordBody:
		cr.c.Bodies = append(cr.c.Bodies, CompetentBody{
			Code: code, Names: names, Phones: splitList(r.cells["phones"]), Site: r.cells["site"],
			Purpose: cr.texts(r, "purpose_"), Keywords: keywords(r),
		})
	case recordTopic:
		cr.c.Topics = append(cr.c.Topics, cr.topic(r, names))
	}
}

func recordKey(kind, code string) string { return kind + " " + code }

func (cr *classifierReader) topic(r row, names Text) Topic {
	t := Topic{
		Code: TopicCode(r.cells[columnCode]), Group: r.cells["group"], GroupNames: cr.texts(r, "group_"), Names: names,
		Keywords: keywords(r), Kind: KindID(r.cells["kind"]), Solve: cr.term(r), Executors: cr.executors(r),
		Housing: cr.flag(r, "housing"), Assumed: cr.flag(r, "assumed"),
	}
	for _, g := range splitList(r.cells["grounds"]) {
		t.Grounds = append(t.Grounds, GroundID(g))
	}
	for _, column := range []string{"group", "kind"} {
		if r.cells[column] == "" {
			cr.fail(r, column, "a topic needs a %s", column)
		}
	}
	return t
}

// term reads the term for a solution; none is the kind's.
func (cr *classifierReader) term(r row) Term {
	n, unit := r.cells["solve_n"], r.cells["solve_unit"]
	term := Term{Unit: Unit(unit), Clause: r.cells["solve_clause"], Assumed: cr.flag(r, "solve_assumed")}
	if n == "" && unit == "" {
		if term.Clause != "" || term.Assumed {
			cr.fail(r, "solve_n", "a clause or an assumption without a term")
		}
		return Term{}
	}
	var err error
	if term.N, err = strconv.Atoi(n); err != nil {
		cr.fail(r, "solve_n", "%q is not a whole number", n)
		return Term{}
	}
	if known := term.Unit.choices(); !slices.Contains(known, unit) {
		cr.fail(r, "solve_unit", "%q is not known here; known are %s", unit, strings.Join(known, ", "))
		return Term{}
	}
	if msg := term.fault(); msg != "" {
		cr.fail(r, "solve_n", "%s", msg)
	}
	return term
}

func (cr *classifierReader) executors(r row) map[DistrictCode]OrgCode {
	var executors map[DistrictCode]OrgCode
	for _, pair := range splitList(r.cells["executors"]) {
		// A lone organisation executes anywhere.
		district, org, ok := strings.Cut(pair, pairSeparator)
		if !ok {
			district, org = "", pair
		}
		d, o := DistrictCode(strings.TrimSpace(district)), OrgCode(strings.TrimSpace(org))
		if _, twice := executors[d]; twice {
			cr.fail(r, "executors", "the district %q has two executors", d)
		}
		if executors == nil {
			executors = make(map[DistrictCode]OrgCode)
		}
		executors[d] = o
	}
	return executors
}

func (cr *classifierReader) flag(r row, column string) bool {
	switch strings.ToLower(r.cells[column]) {
	case "", "0", "no", "false", "ні":
		return false
	case "1", "yes", "true", "так":
		return true
	default:
		cr.fail(r, column, "%q is neither yes nor no", r.cells[column])
		return false
	}
}

func (cr *classifierReader) texts(r row, prefix string) Text {
	var t Text
	for column, cell := range r.cells {
		if lang, ok := strings.CutPrefix(column, prefix); ok && isLanguage(lang) {
			if t == nil {
				t = make(Text)
			}
			t[lang] = cell
		}
	}
	return t
}

func keywords(r row) map[string][]string {
	var words map[string][]string
	for column, cell := range r.cells {
		if lang, ok := strings.CutPrefix(column, "keywords_"); ok {
			if list := splitList(cell); len(list) > 0 {
				if words == nil {
					words = make(map[string][]string)
				}
				words[lang] = list
			}
		}
	}
	return words
}

// references checks that every code leads somewhere.
func (cr *classifierReader) references() {
	known := func(kind, code string) bool {
		_, ok := cr.rows[recordKey(kind, code)]
		return ok
	}
	for _, o := range cr.c.Orgs {
		if o.Parent != "" && !known(recordOrg, string(o.Parent)) {
			cr.fail(cr.rows[recordKey(recordOrg, string(o.Code))], "parent", "there is no organisation %q", o.Parent)
		}
	}
	for _, t := range cr.c.Topics {
		r := cr.rows[recordKey(recordTopic, string(t.Code))]
		for district, org := range t.Executors {
			if district != "" && !known(recordDistrict, string(district)) {
				cr.fail(r, "executors", "there is no district %q", district)
			}
			if !known(recordOrg, string(org)) {
				cr.fail(r, "executors", "there is no organisation %q", org)
			}
		}
	}
}
