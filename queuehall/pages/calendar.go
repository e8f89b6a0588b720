package pages

import (
	"net/http"
	"time"

	"hotline/internal/ical"
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
	summary := branch + ": " + service
	file := ical.New("Hall")
	file.Line("METHOD", "PUBLISH")
	file.Line("BEGIN", "VEVENT")
	file.Line("UID", b.ID.String()+"@hall")
	file.Moment("DTSTAMP", p.cfg.Now())
	file.Moment("DTSTART", b.At)
	file.Moment("DTEND", b.At.Add(visitLength))
	file.Text("SUMMARY", summary)
	file.Text("LOCATION", branch)
	file.Text("DESCRIPTION", text)
	file.Line("URL", link)
	file.Line("BEGIN", "VALARM")
	file.Line("ACTION", "DISPLAY")
	file.Line("TRIGGER", "-PT1H")
	file.Text("DESCRIPTION", summary)
	file.Line("END", "VALARM")
	file.Line("END", "VEVENT")
	file.Send(w, "visit.ics")
}
