package bot

import (
	"context"

	"hotline/casecore"
)

// Hall lets chats follow their tickets in a service centre's hall.
type Hall interface {
	// Follow tells a chat from then on what becomes of the ticket that the token opens. NotFound when it opens none.
	Follow(ctx context.Context, token, chat, lang string) (Followed, error)
}

// Followed is a ticket as its holder is told of it.
type Followed struct {
	Code    string // «А-017»
	Ahead   int    // people before them, while they wait
	Counter string // to which they are called, "" while they wait
}

// ticketPayload begins the argument of /start in the link on a ticket's page.
const ticketPayload = "t_"

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

// booking leads to the page on which a visit to a hall is booked.
func (t *turn) booking() {
	if t.bot.parts.Hall == nil {
		t.say(nil, "bot.unknown_command")
		return
	}
	to := t.bot.cfg.PublicURL + "/booking?from=bot&lang=" + t.lang
	if !linkable(to) {
		t.say(nil, "bot.hall.booking_at", "url", to)
		return
	}
	t.say(column(button{Text: t.plain("bot.hall.book"), URL: to}), "bot.hall.booking")
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

func (l *letter) ticketPage() error {
	id, err := l.id("ticket_id")
	if err != nil {
		return err
	}
	l.link("bot.hall.open", "/t/"+l.bot.parts.Links.Token(purposeTicket, id)+"?lang="+l.lang)
	return nil
}
