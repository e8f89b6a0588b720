package ical

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"hotline/internal/site"
)

const (
	// longest is how many bytes a line has at most (RFC 5545, 3.1).
	longest = 75
	// instant is a moment in UTC, so that a telephone abroad shows it right.
	instant = "20060102T150405Z"
)

// File is a calendar that is being written.
type File struct{ lines strings.Builder }

// New begins a calendar of a part of the product, such as "Rota".
func New(part string) *File {
	var f File
	f.Line("BEGIN", "VCALENDAR")
	f.Line("VERSION", "2.0")
	f.Line("PRODID", "-//Hotline//"+part+"//UK")
	return &f
}

// Line adds a line whose value is written as it is.
func (f *File) Line(name, value string) { f.lines.WriteString(folded(name+":"+value) + "\r\n") }

// Text adds a line whose value people have written.
func (f *File) Text(name, text string) { f.Line(name, escaped.Replace(text)) }

// Moment adds a line whose value is a moment.
func (f *File) Moment(name string, at time.Time) { f.Line(name, at.UTC().Format(instant)) }

// Send ends the calendar and answers with it, as a file of that name.
func (f *File) Send(w http.ResponseWriter, name string) {
	f.Line("END", "VCALENDAR")
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	site.Attachment(w.Header(), name)
	_, _ = w.Write([]byte(f.lines.String())) // a client that has gone cannot be told
}

// escaped makes a text the value of a line (RFC 5545, 3.3.11).
var escaped = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`)

// folded breaks a line that is too long, which goes on in the next one after a space; no character is cut in two.
func folded(line string) string {
	var b strings.Builder
	room := longest
	for _, r := range line {
		if n := utf8.RuneLen(r); n > room {
			b.WriteString("\r\n ")
			room = longest - 1
		}
		room -= utf8.RuneLen(r)
		b.WriteRune(r)
	}
	return b.String()
}
