package bot

import (
	"context"
	"strings"

	"hotline/casecore/regulation"
)

// linkPayload begins the argument of /start in a link that carries a one-time code.
const linkPayload = "link_"

// command answers a command. In a group only linking is for everybody's eyes.
func (t *turn) command(ctx context.Context) error {
	if t.in.Command == "link" {
		return t.link(ctx, t.in.Argument)
	}
	code, linking := strings.CutPrefix(t.in.Argument, linkPayload)
	if t.in.Command == "start" && linking {
		return t.link(ctx, code)
	}
	if t.in.Command == "unlink" {
		return t.askUnlink(ctx)
	}
	if !t.chat.private() {
		if t.in.Command == "cancel" && t.chat.session.Asked != nil {
			return t.cancel(ctx)
		}
		return nil
	}
	switch t.in.Command {
	case "start":
		if token, following := strings.CutPrefix(t.in.Argument, ticketPayload); following {
			return t.follow(ctx, token)
		}
		if token, following := strings.CutPrefix(t.in.Argument, bookingPayload); following {
			return t.followBooking(ctx, token)
		}
		return t.start(ctx)
	case "help":
		t.help()
	case "booking":
		t.booking()
	case "status":
		return t.status(ctx, t.in.Argument)
	case "my":
		return t.status(ctx, "")
	case "privacy":
		t.privacy()
	case "mute":
		t.askMute()
	case "quiet":
		return t.quiet(ctx, t.in.Argument)
	case "cancel":
		return t.cancel(ctx)
	case "language":
		t.askLanguage()
	default:
		t.say(nil, "bot.unknown_command")
	}
	return nil
}

// start greets, tells what the profile wants told, and goes on with a draft when there is one.
func (t *turn) start(ctx context.Context) error {
	if err := t.reachable(ctx); err != nil { // its contact points too, whatever the chat's row says
		return err
	}
	t.note("bot.start", "title", t.profile.Titles.In(t.lang))
	t.notices()
	if d := t.chat.session.Draft; d != nil {
		t.askResume(d)
		return nil
	}
	t.say(t.languages(), "bot.start_how")
	return nil
}

// notices tells once what a citizen has to know before writing: under some profiles this is no statutory appeal (RO-1.4).
func (t *turn) notices() {
	for _, n := range t.legal() {
		t.lead = append(t.lead, escape(n))
	}
	t.chat.session.Noticed = true
}

func (t *turn) legal() []string {
	var list []string
	if !t.profile.Statutory {
		list = t.notice(list, regulation.NoticeNotStatutory)
	}
	return t.notice(list, noticePersonalData)
}

// noticePersonalData is a profile's notice of what becomes of personal data.
const noticePersonalData = "personal_data"

func (t *turn) notice(list []string, key string) []string {
	if text := t.profile.Notices[key].In(t.lang); text != "" {
		return append(list, text)
	}
	return list
}

func (t *turn) askLanguage() { t.say(t.languages(), "bot.ask.language") }

// languages offers the city's languages in one row.
func (t *turn) languages() *keyboard {
	var row []button
	for _, lang := range t.profile.Languages {
		row = append(row, button{Text: t.bot.parts.Texts.T(lang, "bot.language", nil), Data: aboutLanguage + ":" + lang + ":s"})
	}
	return &keyboard{Inline: [][]button{row}}
}

func (t *turn) setLanguage(lang string) {
	t.lang = t.bot.language(t.profile, lang)
	t.chat.lang = t.lang
	t.toast = t.plain("bot.language_set")
	t.strip()
	if t.chat.session.Draft == nil {
		t.say(nil, "bot.start_how")
		return
	}
	t.say(nil, "bot.language_set")
}

// tapped answers a button. What is not understood, or stale, does nothing.
func (t *turn) tapped(ctx context.Context) error {
	tap, ok := parseTap(t.in.data)
	id, isID := tap.id()
	t.toast = t.plain("bot.stale")
	switch {
	case !ok:
	case tap.about == aboutDraft:
		return t.tapDraft(ctx, tap)
	case tap.about == aboutLanguage:
		t.setLanguage(tap.what)
	case tap.about == aboutMute:
		return t.mute(ctx, tap.what)
	case tap.about == aboutChat:
		return t.tapChat(ctx, tap.action)
	case !isID:
	case tap.about == aboutWording:
		return t.tapWording(ctx, id, tap.action)
	case tap.about == aboutCase:
		return t.tapCase(ctx, id, tap.action)
	case tap.about == aboutQuestion:
		return t.tapQuestion(ctx, id, tap.action)
	case tap.about == aboutReport && tap.action == actionAdd:
		return t.askAddReport(ctx, id)
	case tap.about == aboutReport:
		return t.tapReport(ctx, id, tap.action)
	case tap.about == aboutOwn:
		return t.tapOwn(ctx, id, tap.action)
	case tap.about == aboutRating:
		return t.tapRating(ctx, id, tap)
	}
	return nil
}
