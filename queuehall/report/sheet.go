package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"hotline/casecore/calendar"
	"hotline/queuehall/profile"
)

// Texts puts words into a reader's language.
type Texts interface {
	T(lang, key string, args map[string]any) string
}

// kind says how a cell is written.
type kind int

const (
	words kind = iota
	count
	percent // of one
	length  // seconds
)

// cell is a figure, or words. Nothing stands where there is nothing to say.
type cell struct {
	kind  kind
	words string
	value float64
	empty bool
	of    *Share // whose bounds a printed page has beneath
}

// column is one of a table's, under the catalogue's hall_report.column.*.
type column struct {
	key  string
	wide bool // left out of a printed page, where the shares stand with their bounds
	of   func(f *Figures) cell
}

func counted(n int) cell { return cell{kind: count, value: float64(n)} }

func lasting(t *Times, of time.Duration) cell {
	return cell{kind: length, value: math.Round(of.Seconds()), empty: t.Count == 0}
}

func shared(s Share) cell { return cell{kind: percent, value: s.Value(), empty: s.Of == 0, of: &s} }

func bound(s Share, value float64) cell { return cell{kind: percent, value: value, empty: s.Of == 0} }

// columns are a table's figures, in order.
var columns = func() []column {
	list := []column{
		{"visits", false, func(f *Figures) cell { return counted(f.Visits) }},
		{"served", false, func(f *Figures) cell { return counted(f.Served) }},
		{"absent", false, func(f *Figures) cell { return counted(f.Absent) }},
		{"wait", false, func(f *Figures) cell { return lasting(&f.Waits, f.Waits.Mean()) }},
		{"wait_median", true, func(f *Figures) cell { return lasting(&f.Waits, f.Waits.Median) }},
		{"wait_slow", false, func(f *Figures) cell { return lasting(&f.Waits, f.Waits.Slow) }},
		{"forecast", false, func(f *Figures) cell { return shared(f.Forecast()) }},
		{"service", false, func(f *Figures) cell { return lasting(&f.Services, f.Services.Mean()) }},
		{"service_median", true, func(f *Figures) cell { return lasting(&f.Services, f.Services.Median) }},
		{"service_slow", true, func(f *Figures) cell { return lasting(&f.Services, f.Services.Slow) }},
		{"rated", false, func(f *Figures) cell { return counted(f.Rated()) }},
	}
	for i, mark := range markKeys {
		list = append(list,
			column{mark, true, func(f *Figures) cell { return counted(f.Marks[i]) }},
			column{mark + "_share", false, func(f *Figures) cell { return shared(f.Mark(i)) }},
			column{mark + "_low", true, func(f *Figures) cell { return bound(f.Mark(i), f.Mark(i).Low) }},
			column{mark + "_high", true, func(f *Figures) cell { return bound(f.Mark(i), f.Mark(i).High) }})
	}
	return append(list,
		column{"response", false, func(f *Figures) cell { return shared(f.Response()) }},
		column{"unavailable", false, func(f *Figures) cell { return counted(f.Unavailable) }},
		column{"flags", false, func(f *Figures) cell { return counted(f.Flags) }})
}()

// markKeys are the marks' names in keys, as they stand on the pad (VN-2.1).
var markKeys = [Marks]string{"bad", "good", "exemplary"}

// sheet is a table in one language, ready to be written.
type sheet struct {
	title   string // what it is
	about   string // whose results, and of which days
	rule    string // VN-4.8
	heading []string
	rows    [][]cell // the total last
}

// language is what a sheet is written in.
type language struct {
	texts Texts
	lang  string
}

func (l language) word(key string, args ...any) string {
	named := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		named[args[i].(string)] = args[i+1] //nolint:forcetypeassert // a literal each time
	}
	return l.texts.T(l.lang, "hall_report."+key, named)
}

// called is a name in the language, in Ukrainian where it lacks it.
func (l language) called(names profile.Text) string {
	if name := names[l.lang]; name != "" {
		return name
	}
	return names["uk"]
}

func (l language) date(d calendar.Date) string { return d.Format("02.01.2006") }

// period is what the one that begins on that day is called.
func (l language) period(per Per, start calendar.Date) string {
	month := l.word("month." + strconv.Itoa(int(start.Month)))
	switch per {
	case PerDay:
		return l.date(start)
	case PerWeek:
		return start.Format("02.01") + "–" + l.date(start.Add(6))
	case PerMonth:
		return l.word("period.month", "month", month, "year", start.Year)
	case PerQuarter:
		return l.word("period.quarter", "quarter", [...]string{"I", "II", "III", "IV"}[(start.Month-1)/3], "year", start.Year)
	case PerYear, PerAll:
	}
	return strconv.Itoa(start.Year)
}

// span is which days a table is of: a whole month by its name.
func (l language) span(from, until calendar.Date) string {
	if first, last := Month(from); first == from && last == until {
		return l.period(PerMonth, from)
	}
	return l.date(from) + "–" + l.date(until)
}

// sheet writes a table: every column, or those of a printed page.
func (l language) sheet(t *Table, printed bool) sheet {
	s := sheet{title: l.word("title"), about: l.about(t), rule: l.word("rule")}
	cut, parted := t.Per != PerAll, t.By != ByCentre
	if cut {
		s.heading = append(s.heading, l.word("column.period"))
	}
	if parted {
		s.heading = append(s.heading, l.word("by."+string(t.By)))
	}
	if len(s.heading) == 0 {
		s.heading = append(s.heading, "")
	}
	before := len(s.heading)
	for _, c := range columns {
		if !printed || !c.wide {
			s.heading = append(s.heading, l.word("column."+c.key))
		}
	}
	write := func(f *Figures, names ...string) {
		cells := make([]cell, 0, len(s.heading))
		for i := range before {
			cells = append(cells, cell{words: strings.Join(names[i:min(i+1, len(names))], "")})
		}
		for _, c := range columns {
			if !printed || !c.wide {
				cells = append(cells, c.of(f))
			}
		}
		s.rows = append(s.rows, cells)
	}
	for i := range t.Rows {
		row, names := &t.Rows[i], []string{}
		if cut {
			names = append(names, l.period(t.Per, row.Start))
		}
		if parted {
			names = append(names, l.called(row.Names))
		}
		if len(names) > 0 { // else the total says it
			write(&row.Figures, names...)
		}
	}
	write(&t.Total, l.word("total"))
	return s
}

// about is whose results a table has, and of which days.
func (l language) about(t *Table) string {
	whose := l.called(t.About)
	if whose == "" {
		whose = l.word("centre")
	}
	return whose + ", " + l.span(t.From, t.Until)
}

// text is a cell as it is read: hours by the clock, percents with one decimal.
func (l language) text(c cell) string {
	switch {
	case c.kind == words:
		return c.words
	case c.empty:
		return ""
	case c.kind == percent:
		return l.decimal(100*c.value, 1)
	case c.kind == length:
		seconds := int(c.value)
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	return strconv.Itoa(int(c.value))
}

// decimal writes a number as the language does.
func (l language) decimal(v float64, places int) string {
	s := strconv.FormatFloat(v, 'f', places, 64)
	if l.lang != "en" {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return s
}
