package bot

import (
	"context"
	"time"

	"hotline/casecore"
)

// Hall lets chats follow their tickets in a service centre's hall.
type Hall interface {
	// Follow tells a chat from then on what becomes of the ticket that the token opens. NotFound when it opens none.
	Follow(ctx context.Context, token, chat, lang string) (Followed, error)
	// FollowBooking tells a chat from then on what becomes of the booking that the token opens. NotFound when it opens none, Conflict
	// when it is over.
	FollowBooking(ctx context.Context, token, chat, lang string) (FollowedBooking, error)
	// Invite is what the address of the booking page carries, so that a visit booked there is followed by the chat from the start.
	Invite(chat string) string
}

// FollowedBooking is a booking as its holder is told of it.
type FollowedBooking struct {
	At              time.Time
	Branch, Service string
}

// Followed is a ticket as its holder is told of it.
type Followed struct {
	Code    string // «А-017»
	Ahead   int    // people before them, while they wait
	Counter string // to which they are called, "" while they wait
}

// What begins the argument of /start in the link on a ticket's page, and on a booking's.
const (
	ticketPayload  = "t_"
	bookingPayload = "b_"
)

// follow lets the chat follow a ticket.
func (t *turn) follow(ctx context.Context, token string) error {
	if t.bot.parts.Hall == nil {
		t.say(nil, "bot.unknown_command")
		return nil
	}
	f, err := t.bot.parts.Hall.Follow(ctx, token, address(t.chat.id), t.lang)
	if casecore.CodeOf(err) == casecore.NotFound {
		t.say(nil, "bot.hall.wrong")
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.reachable(ctx); err != nil {
		return err
	}
	if f.Counter != "" {
		t.say(nil, "bot.hall.called", "ticket", f.Code, "counter", f.Counter)
		return nil
	}
	t.say(nil, "bot.hall.follows", "ticket", f.Code, "count", f.Ahead)
	return nil
}

// followBooking lets the chat follow a booking.
func (t *turn) followBooking(ctx context.Context, token string) error {
	if t.bot.parts.Hall == nil {
		t.say(nil, "bot.unknown_command")
		return nil
	}
	b, err := t.bot.parts.Hall.FollowBooking(ctx, token, address(t.chat.id), t.lang)
	if code := casecore.CodeOf(err); code == casecore.NotFound || code == casecore.Conflict {
		t.say(nil, "bot.hall.wrong_booking")
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.reachable(ctx); err != nil {
		return err
	}
	t.say(nil, "bot.hall.follows_booking", "at", t.bot.parts.Texts.FormatTime(t.lang, t.profile.Zone, b.At), "branch", b.Branch, "service", b.Service)
	return nil
}

// booking leads to the page on which a visit to a hall is booked.
func (t *turn) booking() {
	if t.bot.parts.Hall == nil {
		t.say(nil, "bot.unknown_command")
		return
	}
	to := t.bot.cfg.PublicURL + t.bot.bookingPath(t.lang, address(t.chat.id))
	if !linkable(to) {
		t.say(nil, "bot.hall.booking_at", "url", to)
		return
	}
	t.say(column(button{Text: t.plain("bot.hall.book"), URL: to}), "bot.hall.booking")
}

// bookingPath is where a visit is booked that the chat follows from the start.
func (b *Bot) bookingPath(lang, chat string) string {
	path := "/booking?from=bot&lang=" + lang
	if b.parts.Hall != nil {
		path += "&chat=" + b.parts.Hall.Invite(chat)
	}
	return path
}

// help tells what the bot can do.
func (t *turn) help() {
	text := t.T("bot.help")
	if t.bot.parts.Hall != nil {
		text += "\n\n" + t.T("bot.hall.help")
	}
	t.sayText(text, nil)
}

// hallNear tells somebody that their turn comes near, hallCalled that it has come. They asked for it in their own language.
func (l *letter) hallNear() error {
	l.lang = l.bot.parts.Texts.Match(l.str("lang"), l.lang)
	ahead, _ := l.number("ahead")
	l.line("bot.hall.near", "ticket", l.str("ticket"), "count", ahead)
	return l.ticketPage()
}

func (l *letter) hallCalled() error {
	l.lang = l.bot.parts.Texts.Match(l.str("lang"), l.lang)
	l.line("bot.hall.called", "ticket", l.str("ticket"), "counter", l.str("counter"))
	return l.ticketPage()
}

// booked tells that a visit was booked by the link from this chat.
func (l *letter) booked() error { return l.aboutBooking("bot.hall.follows_booking") }

// bookingOff tells that a booking was called off and why, bookingBack that it stands again.
func (l *letter) bookingOff() error {
	if err := l.aboutBooking("bot.hall.booking_off"); err != nil {
		return err
	}
	l.quote(l.str("reason"))
	l.link("bot.hall.booking_again", l.bot.bookingPath(l.lang, l.chat))
	return nil
}

func (l *letter) bookingBack() error { return l.aboutBooking("bot.hall.booking_back") }

func (l *letter) aboutBooking(key string) error {
	id, err := l.id("booking_id")
	if err != nil {
		return err
	}
	l.lang = l.bot.parts.Texts.Match(l.str("lang"), l.lang)
	l.line(key, "at", l.when("at"), "branch", l.str("branch"), "service", l.str("service"))
	l.link("bot.hall.booking_open", "/booking/"+l.bot.parts.Links.Token(purposeBooking, id)+"?lang="+l.lang)
	return nil
}

func (l *letter) ticketPage() error {
	id, err := l.id("ticket_id")
	if err != nil {
		return err
	}
	l.link("bot.hall.open", "/t/"+l.bot.parts.Links.Token(purposeTicket, id)+"?lang="+l.lang)
	return nil
}
