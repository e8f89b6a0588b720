package pages

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"hotline/internal/site"
	"hotline/queuehall"
)

// visitLength is how long a visit is in a calendar.
const visitLength = 30 * time.Minute

// calendar is a booking as an entry of a calendar (RFC 5545).
func (p *Pages) calendar(w http.ResponseWriter, r *http.Request) {
	b, ok := p.bookingOf(w, r)
	if !ok {
		return
	}
	if b.State != queuehall.Booked {
		p.missing(w, r)
		return
	}
	branch, service, err := p.whereTo(r, &b)
	if err != nil {
		p.failed(w, r, err)
		return
	}
	link := p.cfg.Links.Booking(b.ID)
	text := p.cfg.Texts.T(langOf(r), "page.booking.calendar", map[string]any{"code": spaced(p.cfg.Links.BookingCode(b.ID)), "link": link})
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	site.Attachment(w.Header(), "visit.ics")
	_, _ = w.Write(event(&b, p.cfg.Now(), branch+": "+service, branch, text, link))
}

// stamp is a moment as calendars write it.
func stamp(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

func event(b *queuehall.Booking, now time.Time, summary, where, text, link string) []byte {
	var out strings.Builder
	for _, line := range []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hotline//hall//UK", "METHOD:PUBLISH", "BEGIN:VEVENT",
		"UID:" + b.ID.String() + "@hall", "DTSTAMP:" + stamp(now), "DTSTART:" + stamp(b.At), "DTEND:" + stamp(b.At.Add(visitLength)),
		"SUMMARY:" + escaped(summary), "LOCATION:" + escaped(where), "DESCRIPTION:" + escaped(text), "URL:" + link,
		"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT1H", "DESCRIPTION:" + escaped(summary), "END:VALARM",
		"END:VEVENT", "END:VCALENDAR",
	} {
		out.WriteString(folded(line))
	}
	return []byte(out.String())
}

// escaped is a text as a calendar's value.
func escaped(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`).Replace(s)
}

// lineSize is how many bytes a line of a calendar has at most.
const lineSize = 75

// folded is a line as a calendar has it: one that is longer goes on in the next, after a space. No character is cut.
func folded(line string) string {
	var out strings.Builder
	room := lineSize
	for _, r := range line {
		if n := utf8.RuneLen(r); n > room {
			out.WriteString("\r\n ")
			room = lineSize - 1
		}
		room -= utf8.RuneLen(r)
		out.WriteRune(r)
	}
	out.WriteString("\r\n")
	return out.String()
}
