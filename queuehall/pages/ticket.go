package pages

import (
	"bytes"
	"net/http"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/internal/qr"
	"hotline/queuehall"
)

// ticketData is a ticket as its page shows it.
type ticketData struct {
	*queuehall.Followed

	State    string // of the page: that of the ticket, and "near"
	Ahead    int
	Wait     string
	Booked   string // the time that was booked, while it lies ahead
	At       string // when this was so
	Here     string // the branch
	For      string // the direction
	BotURL   string
	MayLeave bool
	Wrong    string
	Now      string // address of what is renewed
}

// nearly is from how many before them somebody is told to come.
const nearly = 2

// renewEvery is how often a page without scripts is asked for anew, seconds.
const renewEvery = 15

// ticketOf returns the ticket that the request's token opens.
func (p *Pages) ticketOf(w http.ResponseWriter, r *http.Request) (queuehall.Followed, bool) {
	id, ok := p.cfg.Links.OpenTicket(r.PathValue("token"))
	if !ok {
		p.missing(w, r)
		return queuehall.Followed{}, false
	}
	f, err := p.cfg.Hall.Follow(r.Context(), id)
	if err != nil {
		p.failed(w, r, err)
		return f, false
	}
	return f, true
}

// ticket follows a ticket.
func (p *Pages) ticket(w http.ResponseWriter, r *http.Request) {
	if f, ok := p.ticketOf(w, r); ok {
		p.showTicket(w, r, http.StatusOK, &f, "")
	}
}

// ticketNow is that part of a ticket's page that changes.
func (p *Pages) ticketNow(w http.ResponseWriter, r *http.Request) {
	if f, ok := p.ticketOf(w, r); ok {
		p.show(w, r, http.StatusOK, "ticket-now", p.page(r, "", p.ticketData(r, &f, "")))
	}
}

func (p *Pages) showTicket(w http.ResponseWriter, r *http.Request, status int, f *queuehall.Followed, wrong string) {
	pg := p.page(r, p.cfg.Texts.T(langOf(r), "page.ticket.title", map[string]any{"ticket": f.Ticket.Code()}), p.ticketData(r, f, wrong))
	pg.Spoken = true
	if !f.Ticket.State.Over() {
		pg.Script, pg.Refresh = p.script.Path, renewEvery
	}
	p.show(w, r, status, "ticket", pg)
}

func (p *Pages) ticketData(r *http.Request, f *queuehall.Followed, wrong string) ticketData {
	lang, zone, now := langOf(r), p.cfg.Profile.Location(), p.cfg.Now()
	t := &f.Ticket
	d := ticketData{
		Followed: f, State: string(t.State), Ahead: f.Outlook.Ahead, At: p.cfg.Texts.FormatClock(zone, now),
		Here: f.Branch.In(lang), For: f.Direction.In(lang), Wrong: wrong, Now: p.cfg.Links.TicketPath(t.ID) + "/now?lang=" + lang,
	}
	switch t.State {
	case queuehall.Waiting, queuehall.Drawn:
		d.State, d.MayLeave = "waiting", true
		if f.Outlook.Ahead <= nearly && !t.Turn.After(now) {
			d.State = "near"
		}
		d.Wait = p.wait(lang, f.Outlook.Wait)
		if t.Booked.After(now) {
			d.Booked = p.cfg.Texts.FormatClock(zone, t.Booked)
		}
	case queuehall.Parked:
		d.MayLeave = true
	case queuehall.Called, queuehall.Serving, queuehall.Served, queuehall.Absent, queuehall.Left:
	}
	if p.cfg.BotURL != "" && d.MayLeave {
		d.BotURL = p.cfg.BotURL + "?start=t_" + p.cfg.Links.TicketToken(t.ID)
	}
	return d
}

// wait is a range of minutes in words. It is an estimate: from a quarter of an hour on it is told by five minutes.
func (p *Pages) wait(lang string, w queuehall.Wait) string {
	const exact, step = 15, 5
	minutes := func(d time.Duration, up bool) int {
		n := int(d / time.Minute)
		if up && d%time.Minute > 0 {
			n++
		}
		if n > exact {
			if up {
				n += step - 1
			}
			n -= n % step
		}
		return n
	}
	from, to := minutes(w.Least, false), minutes(w.Most, true)
	if from == 0 {
		return p.cfg.Texts.T(lang, "page.ticket.wait_up_to", map[string]any{"to": max(1, to)})
	}
	return p.cfg.Texts.T(lang, "page.ticket.wait_range", map[string]any{"from": from, "to": to})
}

// leave gives a ticket up. It is done once, however often it is sent.
func (p *Pages) leave(w http.ResponseWriter, r *http.Request) {
	f, ok := p.ticketOf(w, r)
	if !ok {
		return
	}
	_, err := p.cfg.Hall.Leave(r.Context(), queuehall.TicketCommand{
		Command: casecore.Command{Scope: "ticket", Key: "leave:" + f.Ticket.ID.String(), Actor: casecore.Citizen}, Ticket: f.Ticket.ID,
	})
	switch {
	case err == nil:
		http.Redirect(w, r, p.cfg.Links.TicketPath(f.Ticket.ID)+"?lang="+langOf(r), http.StatusSeeOther)
	case said(err):
		if f, err = p.cfg.Hall.Follow(r.Context(), f.Ticket.ID); err != nil {
			p.failed(w, r, err)
			return
		}
		p.showTicket(w, r, http.StatusConflict, &f, p.t(r, "page.ticket.left_too_late"))
	default:
		p.failed(w, r, err)
	}
}

// ticketCode is the QR code of a ticket's page, for a kiosk's screen.
func (p *Pages) ticketCode(w http.ResponseWriter, r *http.Request) {
	id, ok := p.cfg.Links.OpenTicket(r.PathValue("token"))
	if !ok {
		p.missing(w, r)
		return
	}
	p.sendCode(w, r, p.cfg.Links.Ticket(id))
}

func (p *Pages) sendCode(w http.ResponseWriter, r *http.Request, text string) {
	code, err := qr.New(text)
	if err != nil {
		p.failed(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Cache-Control", "private, max-age=86400")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(code.SVG()))
}

// key is that of one filling of a form.
func key() string { return uuid.NewString() }
