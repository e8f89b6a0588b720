package report

import (
	"io"
	"strconv"
	"strings"

	"hotline/casecore/export"
)

// FlagsName is what the file of signs of abuse is called.
func (w *Writer) FlagsName(lang string, q FlagQuery) string {
	return strings.Join([]string{w.texts.T(lang, "hall_report.flags.file", nil), q.From.String(), q.Until.String()}, "-") + "." + string(CSV)
}

// WriteFlags makes a file of comma-separated values of signs of abuse. It says what they are no ground for (VN-4.8).
func (o *Office) WriteFlags(out io.Writer, lang string, q FlagQuery, list []Flag) error {
	l := language{o.writer.texts, lang}
	rows := [][]string{{l.word("flags.title")}, {l.date(q.From) + " – " + l.date(q.Until)}, {l.word("rule")}, {}}
	heading := []string{}
	for _, column := range []string{"at", "kind", "branch", "direction", "ticket", "operator", "seconds", "length", "notes"} {
		heading = append(heading, l.word("flags.column."+column))
	}
	rows = append(rows, heading)
	for i := range list {
		f := &list[i]
		notes := make([]string, len(f.Notes))
		for j, n := range f.Notes {
			notes[j] = n.At.In(o.zone).Format("02.01.2006 15:04") + ", " + n.By + ": " + n.Word
		}
		rows = append(rows, []string{
			f.At.In(o.zone).Format("02.01.2006 15:04:05"), l.texts.T(lang, "hall.flag.kind."+string(f.Kind), nil), l.called(f.Place), l.called(f.Direction), f.Ticket,
			f.Operator, positive(f.Detail.Seconds, 1), positive(float64(f.Detail.Length), 0), strings.Join(notes, "\n"),
		})
	}
	return export.Rows(export.CSV, out, nil, rows)
}

// positive is a figure that something has, or nothing.
func positive(v float64, digits int) string {
	if v <= 0 {
		return ""
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}
