package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"hotline/casecore"
	"hotline/internal/phone"
	"hotline/internal/site"
	"hotline/queuehall"
)

// chooseData is what was chosen of a visit so far, and what can be chosen next.
type chooseData struct {
	Places    []choice // branches, while none is chosen
	Services  []choice // of the branch, while none is chosen
	Days      []dayChoice
	Times     []choice // of the day, while none is chosen
	Apart     []string // days on which the branch is closed or has other hours
	Form      *bookForm
	Branch    string
	Service   string
	Back      string // one step
	Wrong     string
	NoneFree  bool
	NotBooked bool // nothing is booked for the service
}

type choice struct {
	Name, Detail, URL string // no URL: it is taken
}

type dayChoice struct {
	Weekday, Day string
	Name         string // in full
	URL          string // none: all of it is taken
	Current      bool
}

// bookForm is the last step.
type bookForm struct {
	Key, Direction, At string
	When               string
	Phone              string
	From, Chat         string
	Followed           bool // by the chat that they came from, if they like
	Untold             bool // they do not
	KeepDays           int
}

// chosen is what an address says of a visit.
type chosen struct {
	place   *queuehall.Branch
	service *queuehall.Direction
	day     string
	at      time.Time
}

// read finds what was chosen. What is not there any more was not chosen.
func read(places []queuehall.Branch, q url.Values) (c chosen) {
	for i := range places {
		if places[i].Code == q.Get("branch") {
			c.place = &places[i]
		}
		for _, s := range places[i].Served() {
			if s.ID.String() == q.Get("service") {
				c.place, c.service = &places[i], &s
			}
		}
	}
	c.day = q.Get("day")
	if seconds, err := strconv.ParseInt(q.Get("at"), 10, 64); err == nil {
		c.at = time.Unix(seconds, 0)
	}
	return c
}

// step is the address of a step: what was chosen and one thing more.
func step(r *http.Request, pairs ...string) string {
	q := url.Values{"lang": {langOf(r)}}
	for _, name := range []string{"from", "chat"} {
		if v := r.FormValue(name); v != "" {
			q.Set(name, v)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return "/booking?" + q.Encode()
}

// choose leads step by step to a visit: branch, service, day and time, telephone number.
func (p *Pages) choose(w http.ResponseWriter, r *http.Request) {
	places, err := p.cfg.Hall.Branches(r.Context())
	if err != nil {
		p.failed(w, r, err)
		return
	}
	c := read(places, r.URL.Query())
	p.chooseFrom(w, r, http.StatusOK, places, &c, nil, "")
}

func (p *Pages) chooseFrom(w http.ResponseWriter, r *http.Request, status int, places []queuehall.Branch, c *chosen, form *bookForm, wrong string) {
	lang := langOf(r)
	d := &chooseData{Wrong: wrong}
	switch {
	case c.place == nil:
		for i := range places {
			d.Places = append(d.Places, choice{
				Name: places[i].Name.In(lang), Detail: p.closedNow(lang, &places[i].Opening), URL: step(r, "branch", places[i].Code),
			})
		}
	case c.service == nil:
		d.Branch, d.Back = c.place.Name.In(lang), step(r)
		for _, s := range c.place.Served() {
			d.Services = append(d.Services, choice{Name: s.Name.In(lang), URL: step(r, "service", s.ID.String())})
		}
	default:
		d.Branch, d.Service, d.Back = c.place.Name.In(lang), c.service.Name.In(lang), step(r, "branch", c.place.Code)
		if err := p.slots(r, d, c, form); err != nil {
			p.failed(w, r, err)
			return
		}
	}
	p.show(w, r, status, "choose", p.page(r, p.t(r, "page.booking.title"), d))
}

// slots offers the days and times of a service, or the last step when a time is chosen.
func (p *Pages) slots(r *http.Request, d *chooseData, c *chosen, form *bookForm) error {
	slots, err := p.cfg.Hall.Slots(r.Context(), c.service.ID)
	if casecore.CodeOf(err) == casecore.Refused {
		d.NotBooked = true
		return nil
	}
	if err != nil {
		return err
	}
	lang, zone, service := langOf(r), p.cfg.Profile.Location(), c.service.ID.String()
	at := slices.IndexFunc(slots, func(s queuehall.Slot) bool { return s.At.Equal(c.at) && s.Free > 0 })
	if at >= 0 {
		d.Form = form
		if d.Form == nil {
			d.Form = &bookForm{Key: key()}
		}
		d.Form.Direction, d.Form.At, d.Form.When = service, strconv.FormatInt(c.at.Unix(), 10), p.when(lang, c.at)
		d.Form.From, d.Form.Chat, d.Form.KeepDays = r.FormValue("from"), r.FormValue("chat"), p.cfg.Profile.Booking.KeepDays
		_, d.Form.Followed = p.cfg.Links.Invited(d.Form.Chat, p.cfg.Now())
		d.Back = step(r, "service", service, "day", c.at.In(zone).Format(time.DateOnly))
		return nil
	}
	free := map[string]int{}
	var order []time.Time
	for _, s := range slots {
		local := s.At.In(zone)
		day := local.Format(time.DateOnly)
		if _, seen := free[day]; !seen {
			order = append(order, local)
		}
		free[day] += s.Free
	}
	current := c.day
	if _, known := free[current]; !known {
		current = ""
		if i := slices.IndexFunc(order, func(t time.Time) bool { return free[t.Format(time.DateOnly)] > 0 }); i >= 0 {
			current = order[i].Format(time.DateOnly)
		}
	}
	d.NoneFree, d.Apart = current == "", p.apart(lang, &c.place.Opening)
	for _, local := range order {
		day := local.Format(time.DateOnly)
		one := dayChoice{
			Weekday: p.t(r, "page.booking.weekday."+strconv.Itoa(int(local.Weekday()))), Day: local.Format("02.01"),
			Name: p.cfg.Texts.FormatDate(lang, zone, local), Current: day == current,
		}
		if free[day] > 0 {
			one.URL = step(r, "service", service, "day", day)
		}
		d.Days = append(d.Days, one)
	}
	for _, s := range slots {
		if s.At.In(zone).Format(time.DateOnly) != current {
			continue
		}
		one := choice{Name: p.cfg.Texts.FormatClock(zone, s.At)}
		if s.Free > 0 {
			one.URL = step(r, "service", service, "at", strconv.FormatInt(s.At.Unix(), 10))
		}
		d.Times = append(d.Times, one)
	}
	return nil
}

// when is a moment of the hall in words.
func (p *Pages) when(lang string, at time.Time) string {
	zone := p.cfg.Profile.Location()
	return p.cfg.Texts.T(lang, "page.booking.weekday."+strconv.Itoa(int(at.In(zone).Weekday())), nil) + ", " +
		p.cfg.Texts.FormatDate(lang, zone, at) + ", " + p.cfg.Texts.FormatClock(zone, at)
}

var errPhone = &casecore.Error{Code: casecore.Invalid, Op: "book", Key: "error.phone"}

// book takes the last step. What cannot be done is said on the step at which it can be mended.
func (p *Pages) book(w http.ResponseWriter, r *http.Request) {
	ours := filled(w, r)
	places, err := p.cfg.Hall.Branches(r.Context())
	if err != nil {
		p.failed(w, r, err)
		return
	}
	c := read(places, r.PostForm)
	tell := r.PostForm.Get("tell") != ""
	form := &bookForm{Key: r.PostForm.Get("key"), Phone: r.PostForm.Get("phone"), Untold: !tell}
	if !ours || c.service == nil || c.at.IsZero() {
		http.Redirect(w, r, step(r), http.StatusSeeOther)
		return
	}
	number, ok := phone.Parse(form.Phone)
	if !ok {
		p.chooseFrom(w, r, http.StatusUnprocessableEntity, places, &c, form, p.cfg.Texts.Explain(langOf(r), errPhone))
		return
	}
	if !p.site.Guess(site.CallerOf(r.Context()).Address) {
		p.chooseFrom(w, r, http.StatusTooManyRequests, places, &c, form, p.t(r, "page.busy.text"))
		return
	}
	source := queuehall.FromWeb
	if r.PostForm.Get("from") == string(queuehall.FromBot) {
		source = queuehall.FromBot
	}
	chat := ""
	if invited, ok := p.cfg.Links.Invited(r.PostForm.Get("chat"), p.cfg.Now()); ok && tell {
		chat = invited
	}
	b, err := p.cfg.Hall.Book(r.Context(), queuehall.BookVisit{
		Command:   casecore.Command{Scope: "booking", Key: form.Key, Actor: casecore.Citizen},
		Direction: c.service.ID, At: c.at, Phone: casecore.Phone(number.E164), Lang: langOf(r), Source: source, Chat: chat,
	})
	p.answer(w, r, p.cfg.Links.BookingPath(b.ID), err, func(why string) {
		p.chooseFrom(w, r, http.StatusConflict, places, &c, form, why)
	})
}
