package pages

import (
	"net/http"
	"time"

	"hotline/casecore"
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
	Path     string // of the page
}

// nearly is from how many before them somebody is told to come.
const nearly = 2

// renewEvery is how often a page without scripts is asked for anew, seconds.
const renewEvery = 15

// ticketOf returns the ticket that the request's token opens.
func (p *Pages) ticketOf(w http.ResponseWriter, r *http.Request) (queuehall.Followed, bool) {
	return opened(p, w, r, p.cfg.Links.OpenTicket, p.cfg.Hall.Follow)
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
		pg.Scripts, pg.Refresh = []string{p.script.Path}, renewEvery
	}
	p.show(w, r, status, "ticket", pg)
}

func (p *Pages) ticketData(r *http.Request, f *queuehall.Followed, wrong string) ticketData {
	lang, zone, now := langOf(r), p.cfg.Profile.Location(), p.cfg.Now()
	t := &f.Ticket
	d := ticketData{
		Followed: f, State: string(t.State), Ahead: f.Outlook.Ahead, At: p.cfg.Texts.FormatClock(zone, now),
		Here: f.Branch.In(lang), For: f.Direction.In(lang), Wrong: wrong, Path: p.cfg.Links.TicketPath(t.ID),
	}
	switch t.State {
	case queuehall.Drawn:
		d.MayLeave = true
	case queuehall.Waiting:
		d.MayLeave = true
		if f.Outlook.Ahead <= nearly && !t.Turn.After(now) {
			d.State = "near"
		}
		d.Wait = p.wait(lang, f.Outlook.Wait)
		if t.Booked.After(now) {
			d.Booked = p.cfg.Texts.FormatClock(zone, t.Booked)
		}
	case queuehall.Parked:
		d.MayLeave = true
		if f.Counter == "" { // its operator has gone, and whoever is free takes them
			d.State = "back"
		}
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

// ticketAnswer gives a ticket up, or says that whoever has its page has it in hand. Either is done once, however often it is sent.
func (p *Pages) ticketAnswer(w http.ResponseWriter, r *http.Request) {
	f, ok := p.ticketOf(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	do, did := "leave", p.cfg.Hall.Leave
	if r.PostFormValue("do") == "have" {
		do, did = "have", p.cfg.Hall.Confirm
	}
	_, err := did(r.Context(), queuehall.TicketCommand{
		Command: casecore.Command{Scope: "ticket", Key: do + ":" + f.Ticket.ID.String(), Actor: casecore.Citizen}, Ticket: f.Ticket.ID,
	})
	if do == "have" && said(err) {
		err = nil // it waits already, or was given up: the page tells which
	}
	p.answer(w, r, p.cfg.Links.TicketPath(f.Ticket.ID), err, func(string) {
		if f, ok := p.ticketOf(w, r); ok { // as it is by now
			p.showTicket(w, r, http.StatusConflict, &f, p.t(r, "page.ticket.left_too_late"))
		}
	})
}
