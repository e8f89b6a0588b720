package pages

import (
	"net/http"
	"strings"

	"hotline/casecore"
	"hotline/queuehall"
)

// bookingData is a booking as its holder sees it.
type bookingData struct {
	State    queuehall.BookingState
	Code     string
	When     string
	Branch   string
	Service  string
	Ticket   string // the page of the ticket of whoever came
	Path     string
	Key      string
	Today    bool // on which they may say that they are there
	MayCome  bool
	Early    int // minutes
	Late     int
	Wrong    string
	Calendar string
	Picture  string
	Off      string // who cancelled it and why, unless its holder did
	ByHall   bool   // since the branch is closed
	BotURL   string // where the bot tells what becomes of it
	Watched  bool   // it does
}

// bookingOf returns the booking that the request's token opens.
func (p *Pages) bookingOf(w http.ResponseWriter, r *http.Request) (queuehall.Booking, bool) {
	return opened(p, w, r, p.cfg.Links.OpenBooking, p.cfg.Hall.Booking)
}

// booking shows a booking: its code, its time, and what can be done about it.
func (p *Pages) booking(w http.ResponseWriter, r *http.Request) {
	if b, ok := p.bookingOf(w, r); ok {
		p.showBooking(w, r, http.StatusOK, &b, "")
	}
}

func (p *Pages) showBooking(w http.ResponseWriter, r *http.Request, status int, b *queuehall.Booking, wrong string) {
	lang, now := langOf(r), p.cfg.Now()
	branch, service, err := p.whereTo(r, b)
	if err != nil {
		p.failed(w, r, err)
		return
	}
	path, rules := p.cfg.Links.BookingPath(b.ID), &p.cfg.Profile.Booking
	zone := p.cfg.Profile.Location()
	d := bookingData{
		State: b.State, Code: spaced(p.cfg.Links.BookingCode(b.ID)), When: p.when(lang, b.At), Branch: branch, Service: service, Path: path,
		Key: key(), Early: rules.EarlyMinutes, Late: rules.LateMinutes, Wrong: wrong,
		Calendar: path + "/visit.ics?lang=" + lang, Picture: path + "/qr.svg",
	}
	if b.EndedBy == queuehall.ByHall || b.EndedBy == queuehall.ByDesk {
		d.Off = p.cfg.Texts.T(lang, "page.booking.off."+string(b.EndedBy), map[string]any{"reason": strings.TrimRight(b.Reason.In(lang), ".! ")})
		d.ByHall = b.EndedBy == queuehall.ByHall
	}
	if p.cfg.BotURL != "" && b.State == queuehall.Booked {
		d.BotURL = p.cfg.BotURL + "?start=b_" + p.cfg.Links.BookingToken(b.ID)
		if d.Watched, err = p.cfg.Hall.Watched(r.Context(), b.ID); err != nil {
			p.failed(w, r, err)
			return
		}
	}
	if !b.Ticket.IsZero() {
		d.Ticket = p.cfg.Links.TicketPath(b.Ticket) + "?lang=" + lang
	}
	local, today := b.At.In(zone), now.In(zone)
	d.Today = local.Year() == today.Year() && local.YearDay() == today.YearDay()
	d.MayCome = b.State == queuehall.Booked && d.Today && b.At.Sub(now) <= rules.Early()
	p.show(w, r, status, "booking", p.page(r, p.t(r, "page.booking.title."+string(b.State)), d))
}

// spaced is a code in two halves, as it is read out.
func spaced(code string) string { return code[:len(code)/2] + " " + code[len(code)/2:] }

// whereTo names the branch and the service of a booking, also ones that are closed since.
func (p *Pages) whereTo(r *http.Request, b *queuehall.Booking) (branch, service string, err error) {
	names, err := p.cfg.Hall.Named(r.Context(), b.Direction)
	lang := langOf(r)
	return names.Branch.In(lang), names.Direction.In(lang), err
}

// bookingAnswer cancels a booking, or says that its holder is there.
func (p *Pages) bookingAnswer(w http.ResponseWriter, r *http.Request) {
	b, ok := p.bookingOf(w, r)
	if !ok {
		return
	}
	if !filled(w, r) {
		p.showBooking(w, r, http.StatusUnprocessableEntity, &b, p.t(r, "page.failed.text"))
		return
	}
	on := queuehall.BookingCommand{
		Command: casecore.Command{Scope: "booking", Key: r.PostForm.Get("key"), Actor: casecore.Citizen}, Booking: b.ID,
	}
	to := p.cfg.Links.BookingPath(b.ID)
	var err error
	if r.PostForm.Get("do") == "come" {
		var t queuehall.Ticket
		t, err = p.cfg.Hall.CheckIn(r.Context(), queuehall.CheckIn{BookingCommand: on, Source: queuehall.FromWeb})
		to = p.cfg.Links.TicketPath(t.ID)
	} else {
		_, err = p.cfg.Hall.CancelBooking(r.Context(), on)
	}
	p.answer(w, r, to, err, func(why string) { p.showBooking(w, r, http.StatusConflict, &b, why) })
}
