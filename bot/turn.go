package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// turn is one input being answered under its chat's lock. It changes the chat's session and gathers what to say; whoever
// runs it writes both. A turn belongs to one goroutine.
type turn struct {
	bot     *Bot
	chat    *chat
	in      input
	cmd     casecore.Command // as the citizen
	now     time.Time
	profile *regulation.Profile
	lang    string

	lead  []string // paragraphs before the next message
	toast string   // what the callback is answered with
	out   []outgoing
}

func (b *Bot) newTurn(c *chat, u taken, now time.Time) (*turn, error) {
	in, err := readInput(u)
	if err != nil {
		return nil, err
	}
	profile, err := b.parts.Rules.At(now)
	if err != nil {
		return nil, err
	}
	t := &turn{bot: b, chat: c, in: in, now: now, profile: profile, cmd: casecore.Command{
		Scope: "telegram:" + address(b.id), Key: strconv.FormatInt(u.ids[0], 10), Actor: casecore.Citizen,
	}}
	if in.chatKind != "" {
		c.kind = in.chatKind
	}
	if c.lang == "" {
		c.lang = b.language(profile, in.fromLang)
	}
	t.lang = c.lang
	return t, nil
}

// language is the profile's language that suits a person best.
func (b *Bot) language(p *regulation.Profile, preferred string) string {
	lang := b.parts.Texts.Match(preferred)
	if slices.Contains(p.Languages, lang) {
		return lang
	}
	return b.parts.Texts.Match("")
}

// run answers the input.
func (t *turn) run(ctx context.Context) error {
	err := t.route(ctx)
	if err == nil {
		t.finish()
	}
	return err
}

func (t *turn) route(ctx context.Context) error {
	if t.chat.unreachableAt != nil && t.in.membership == "" { // who writes can be written to
		if err := t.reachable(ctx); err != nil {
			return err
		}
	}
	switch {
	case t.in.membership != "":
		return t.member(ctx)
	case t.in.query != "":
		return t.tapped(ctx)
	case t.in.Edited:
		return t.edited(ctx)
	case t.in.Command != "":
		return t.command(ctx)
	case t.chat.session.Asked != nil:
		return t.answered(ctx)
	case !t.chat.private():
		return nil // a group's talk is its own
	}
	return t.said(ctx)
}

// explain tells why the core said no; nothing else of the turn has happened.
func (t *turn) explain(err error) {
	text := t.bot.parts.Texts.Explain(t.lang, err)
	switch casecore.CodeOf(err) {
	case casecore.Refused, casecore.Conflict, casecore.NotFound:
		if t.answers() { // and would be refused again
			t.chat.session.Asked = nil
		}
	}
	if t.in.query != "" {
		t.toast = text
	} else {
		t.sayText(escape(text), nil)
	}
	t.finish()
}

// answers tells whether the input answers what was asked outside of a draft: in words, or by saying that earlier words did.
func (t *turn) answers() bool {
	if t.in.query != "" {
		tap, _ := parseTap(t.in.data)
		return tap.about == aboutQuestion && tap.action == "y"
	}
	return t.in.membership == "" && !t.in.Edited && t.in.Command == ""
}

// maxToast is the longest answer to a callback query, in characters.
const maxToast = 200

// finish answers the callback, whatever came of it: a button that keeps spinning is tapped again.
func (t *turn) finish() {
	if t.in.query != "" {
		t.out = append(t.out, outgoing{methodAnswer, payload{Query: t.in.query, Text: clip(t.toast, maxToast)}})
	}
}

// member follows the bot being blocked, or let in again.
func (t *turn) member(ctx context.Context) error {
	switch t.in.membership {
	case models.ChatMemberTypeBanned, models.ChatMemberTypeLeft:
		t.chat.unreachableAt = &t.now
		return t.bot.store.markUnreachable(ctx, t.chat.id, t.now)
	}
	return t.reachable(ctx)
}

func (t *turn) reachable(ctx context.Context) error {
	t.chat.unreachableAt = nil
	return t.bot.store.markReachable(ctx, t.chat.id)
}

// T returns a text in the chat's language, its arguments made safe for HTML.
func (t *turn) T(key string, args ...any) string {
	return t.bot.parts.Texts.T(t.lang, key, pairs(escapeAny, args))
}

// plain returns a text in the chat's language for where no HTML is read: buttons and toasts.
func (t *turn) plain(key string, args ...any) string {
	return t.bot.parts.Texts.T(t.lang, key, pairs(func(v any) any { return v }, args))
}

func pairs(f func(any) any, args []any) map[string]any {
	m := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			m[name] = f(args[i+1])
		}
	}
	return m
}

func escapeAny(v any) any {
	if s, ok := v.(string); ok {
		return escape(s)
	}
	return v
}

// note puts a paragraph before the next message.
func (t *turn) note(key string, args ...any) { t.lead = append(t.lead, t.T(key, args...)) }

// say sends a text of the catalogue.
func (t *turn) say(markup *keyboard, key string, args ...any) { t.sayText(t.T(key, args...), markup) }

// sayText sends HTML. Keys left below the input field are taken away, by a message of their own where this one has
// buttons: a message carries one keyboard.
func (t *turn) sayText(html string, markup *keyboard) {
	html = strings.Join(append(t.lead, html), "\n\n")
	t.lead = nil
	s := &t.chat.session
	switch {
	case markup == nil && s.Keys:
		markup, s.Keys = &keyboard{Remove: true}, false
	case markup != nil && len(markup.Keys) > 0:
		s.Keys = true
	case markup != nil && len(markup.Inline) > 0 && s.Keys:
		t.out = append(t.out, outgoing{methodSend, payload{Text: t.T("bot.noted"), Markup: &keyboard{Remove: true}}})
		s.Keys = false
	}
	t.out = append(t.out, outgoing{methodSend, payload{Text: html, Markup: markup}})
}

// strip takes the buttons from the message that was tapped.
func (t *turn) strip() {
	if t.in.message != 0 {
		t.out = append(t.out, outgoing{methodStrip, payload{Message: t.in.message}})
	}
}

// button makes a button whose text stands in the catalogue.
func (t *turn) button(key, data string) button { return button{Text: t.plain(key), Data: data} }

// when writes a moment in the chat's language by the city's clocks, "" for none.
func (t *turn) when(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return t.bot.parts.Texts.FormatTime(t.lang, t.profile.Zone, at)
}

// apologise tells a person that their update was given up.
func (b *Bot) apologise(ctx context.Context, chat int64, u taken, now time.Time) error {
	in, err := readInput(u)
	if err != nil || in.membership != "" || chat == 0 {
		return nil //nolint:nilerr // nobody waits for an answer to what cannot be read
	}
	lang, err := b.store.lang(ctx, chat)
	if err != nil {
		return err
	}
	out := outgoing{methodSend, payload{Text: escape(b.parts.Texts.T(lang, "bot.failed", nil))}}
	if in.query != "" {
		out = outgoing{methodAnswer, payload{Query: in.query, Text: clip(b.parts.Texts.T(lang, "bot.failed", nil), maxToast)}}
	}
	return b.store.enqueue(ctx, chat, u.ids[0], []outgoing{out}, now)
}
