package bot

import (
	"context"
	"strconv"
	"strings"
	"time"

	"hotline/casecore"
)

// muteFor are the times for which a chat is muted, in minutes, with the keys of their names.
var muteFor = []struct {
	minutes int
	key     string
}{{60, "bot.mute.hour"}, {8 * 60, "bot.mute.eight"}, {24 * 60, "bot.mute.day"}, {7 * 24 * 60, "bot.mute.week"}}

func chatData(action string) string { return aboutChat + ":here:" + action }

func (t *turn) askMute() {
	markup := &keyboard{}
	for _, m := range muteFor {
		markup.Inline = append(markup.Inline, []button{t.button(m.key, aboutMute+":"+strconv.Itoa(m.minutes)+":m")})
	}
	if until := t.chat.chosen.mutedUntil; until != nil && until.After(t.now) {
		markup.Inline = append(markup.Inline, []button{t.button("bot.mute.end", aboutMute+":0:m")})
		t.note("bot.mute.until", "until", t.when(*until))
	}
	t.say(markup, "bot.ask.mute")
}

func (t *turn) mute(ctx context.Context, minutes string) error {
	n, err := strconv.Atoi(minutes)
	if err != nil || n < 0 || n > muteFor[len(muteFor)-1].minutes {
		return nil //nolint:nilerr // no button of ours says that
	}
	t.toast = ""
	t.strip()
	if n == 0 {
		t.chat.chosen.mutedUntil = nil
		t.say(nil, "bot.mute.off")
		return t.bot.store.tellNow(ctx, t.chat.id, t.now)
	}
	until := t.now.Add(time.Duration(n) * time.Minute)
	t.chat.chosen.mutedUntil = &until
	t.say(nil, "bot.mute.until", "until", t.when(until))
	return nil
}

// quiet turns the quiet hours on or off, and the other way round when it is not told which.
func (t *turn) quiet(ctx context.Context, argument string) error {
	c := &t.chat.chosen
	switch strings.ToLower(argument) {
	case "on":
		c.loud = false
	case "off":
		c.loud = true
	default:
		c.loud = !c.loud
	}
	if c.loud {
		t.say(nil, "bot.quiet.off")
		return t.bot.store.tellNow(ctx, t.chat.id, t.now)
	}
	t.say(nil, "bot.quiet.on", "from", t.profile.Quiet.From.String(), "until", t.profile.Quiet.Until.String())
	return nil
}

// waits tells until when a delivery to a citizen waits for its reader. What is urgent, or answers what they have just done,
// never waits, and staff are told at any hour.
func (b *Bot) waits(d casecore.Delivery, h hearing) (until time.Time, waits bool, err error) {
	if d.Urgent || !strings.HasPrefix(d.Template, "citizen.") {
		return time.Time{}, false, nil
	}
	now := b.now()
	if h.mutedUntil != nil && h.mutedUntil.After(now) {
		return *h.mutedUntil, true, nil
	}
	if h.loud {
		return time.Time{}, false, nil
	}
	p, err := b.parts.Rules.At(now)
	if err != nil {
		return time.Time{}, false, err
	}
	until, waits = p.QuietUntil(now)
	return until, waits, nil
}

// askUnlink asks whether to end what was linked to this chat.
func (t *turn) askUnlink(ctx context.Context) error {
	links, err := t.bot.store.links(ctx, t.chat.id)
	if err != nil {
		return err
	}
	if len(links) == 0 {
		t.say(nil, "bot.unlink.none")
		return nil
	}
	t.say(column(t.button("bot.unlink.yes", chatData("unlink")), t.button("bot.unlink.no", chatData("keep"))), "bot.unlink.ask")
	return nil
}

// tapChat does what a button about the chat itself says.
func (t *turn) tapChat(ctx context.Context, action string) error {
	switch action {
	case "unlink":
		t.toast = ""
		t.strip()
		n, err := t.bot.store.unlink(ctx, t.chat.id)
		if err == nil && n > 0 {
			t.say(nil, "bot.unlink.done")
		}
		return err
	case "keep":
		t.toast = ""
		t.strip()
	case "forget":
		t.forget()
	}
	return nil
}
