package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"hotline/bot"
	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/outbox"
	"hotline/casecore/regulation"
	"hotline/internal/live"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/api"
	"hotline/queuehall/audio"
	"hotline/queuehall/links"
	"hotline/queuehall/pages"
	"hotline/queuehall/profile"
	"hotline/queuehall/report"
	"hotline/queuehall/slip"
	"hotline/queuehall/web"
)

// halls are the service halls of a city that has some.
type halls struct {
	*queuehall.Hall

	links   *links.Links
	office  *report.Office
	monthly *report.Monthly
	slips   *slip.Maker
	hub     *live.Hub // of a copy that serves their screens
}

// openHalls makes the halls of the profile what it says. Without a profile there are none.
func (a *app) openHalls(ctx context.Context) error {
	if a.cfg.Halls == "" {
		return nil
	}
	p, err := hallsOf(a.cfg.Halls)
	if err != nil {
		return fmt.Errorf("HALLS: %w", err)
	}
	if a.demo {
		p.NeverClose()
	}
	if err := queuehall.Import(ctx, a.db, p); err != nil {
		return err
	}
	hooks := casecore.Hooks{Armed: a.hooks.armed, Changed: a.hooks.hallChanged}
	h := &halls{Hall: queuehall.New(a.db, a.store, p, a.clock.Now, hooks), links: links.New(a.cfg.PublicURL, a.secrets)}
	h.office = report.NewOffice(a.db, a.store, h.Hall, a.blobs, a.texts, p.Location(), a.clock.Now)
	h.monthly = report.NewMonthly(h.office, a.city, reportLang)
	if h.slips, err = slip.New(a.texts); err != nil {
		return err
	}
	a.halls = h
	return h.monthly.Arm(ctx)
}

// reportLang is what monthly reports are written in.
const reportLang = "uk"

// handlers are who fires the halls' deadlines.
func (h *halls) handlers() map[regulation.DeadlineID]casecore.DeadlineHandler {
	all := h.Handlers()
	maps.Copy(all, h.monthly.Handlers())
	return all
}

// hallsOf reads a profile that ships, by its name, or a file's, which has an extension.
func hallsOf(name string) (*profile.Profile, error) {
	if filepath.Ext(name) == "" {
		return profile.Embedded(name)
	}
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return profile.Parse(source)
}

// hallParts are the halls' parts of the core and of the role that serves their screens.
func (a *app) hallParts(deliverer *outbox.Deliverer) (parts []part, mounted []site.Part) {
	if a.halls == nil {
		return nil, nil
	}
	a.hooks.onHallChanged = append(a.hooks.onHallChanged, deliverer.Wake)
	if a.cfg.HasRole("core") {
		relay := outbox.NewRelay(a.db, a.redis, outbox.Config{
			Stream: queuehall.Stream, Unsealed: true, Holder: a.holder, Now: a.clock.Now, Log: a.log,
		})
		a.hooks.onHallChanged = append(a.hooks.onHallChanged, relay.Wake)
		parts = append(parts, part{"hall relay", relay.Run}, part{"hall attendant", queuehall.NewAttendant(a.halls.Hall, a.log).Run},
			part{"hall pads", func(ctx context.Context) error { return a.halls.Listen(ctx, a.log) }})
	} else {
		waker := outbox.NewWaker(a.redis, queuehall.Stream, a.log)
		a.hooks.onHallChanged = append(a.hooks.onHallChanged, waker.Wake)
		parts = append(parts, part{"hall wake", waker.Run})
	}
	if !a.cfg.HasRole("hall") {
		return parts, nil
	}
	a.halls.hub = live.NewHub(queuehall.Stream, live.NewRedisSource(a.redis, queuehall.Stream), queuehall.NewSnapshots(a.db),
		live.Options{Now: a.clock.Now, Log: a.log})
	log := a.log.With("edge", "hall")
	served := api.New(api.Config{
		Hall: a.halls.Hall, Hub: a.halls.hub, Follow: a.halls.links.Ticket, IsCode: a.halls.links.IsCode, Code: a.halls.links.BookingCode,
		Days: queuehall.NewDays(a.halls.Hall, adminlog.New(a.db, a.store, a.clock.Now)), Screens: web.Dist(),
		Sounds: audio.Files(), Log: log,
		Slips: a.halls.slips,
	})
	public := pages.New(pages.Config{
		Hall: a.halls.Hall, Profile: a.halls.Profile(), Links: a.halls.links, Texts: a.texts, City: a.cityName, BotURL: a.cfg.botURL(),
		Wake:    a.halls.woken,
		Results: report.NewBoard(a.halls.office.Reader, a.halls.Profile().Location(), a.clock.Now), Now: a.clock.Now, Log: log,
	})
	parts = append(parts, part{"hall feed", a.halls.hub.Run}, part{"hall devices", served.Run}, part{"hall pages", public.Run})
	return parts, []site.Part{served, api.NewResults(a.halls.office), public}
}

// woken says when a branch's queue has changed. It implements [pages.Waker].
func (h *halls) woken(b queuehall.BranchID) (<-chan struct{}, func()) {
	return h.hub.Listen(queuehall.QueueTag(b))
}

// bookingURL is where visits are booked, "" in a city without halls.
func (a *app) bookingURL() string {
	if a.halls == nil {
		return ""
	}
	return "/booking"
}

// cityName is what public pages are headed with: the title of the rules that hold now, nothing when none do.
func (a *app) cityName(lang string) string {
	if a.cfg.CityName != "" {
		return a.cfg.CityName
	}
	rules, err := a.city.At(a.clock.Now())
	if err != nil {
		return ""
	}
	return rules.Titles.In(lang)
}

// ticketChats lets the bot's chats follow tickets: edges do not know one another.
type ticketChats struct{ *halls }

var _ bot.Hall = ticketChats{}

// Follow implements [bot.Hall].
func (h ticketChats) Follow(ctx context.Context, token, chat, lang string) (f bot.Followed, err error) {
	id, ok := h.links.OpenTicket(token)
	if !ok {
		return f, &casecore.Error{Code: casecore.NotFound, Op: "follow", Key: "error.hall_no_ticket"}
	}
	if _, err = h.Watch(ctx, id, chat, lang); err != nil {
		return f, err
	}
	now, err := h.Hall.Follow(ctx, id)
	return bot.Followed{Code: now.Ticket.Code(), Ahead: now.Outlook.Ahead, Counter: now.Counter}, err
}

// FollowBooking implements [bot.Hall].
func (h ticketChats) FollowBooking(ctx context.Context, token, chat, lang string) (f bot.FollowedBooking, err error) {
	id, ok := h.links.OpenBooking(token)
	if !ok {
		return f, &casecore.Error{Code: casecore.NotFound, Op: "follow", Key: "error.hall_no_booking"}
	}
	b, err := h.WatchBooking(ctx, id, chat, lang)
	if err != nil {
		return f, err
	}
	names, err := h.Named(ctx, b.Direction)
	return bot.FollowedBooking{At: b.At, Branch: names.Branch.In(lang), Service: names.Direction.In(lang)}, err
}

// Invite implements [bot.Hall].
func (h ticketChats) Invite(chat string) string { return h.links.Invite(chat, h.Now()) }

// hubs are the feeds of the halls that this copy serves, by their streams.
func (h *halls) hubs() map[string]*live.Hub {
	if h == nil || h.hub == nil {
		return map[string]*live.Hub{}
	}
	return map[string]*live.Hub{queuehall.Stream: h.hub}
}
