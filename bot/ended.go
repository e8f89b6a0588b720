package bot

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"hotline/casecore"
)

// askNotFixed asks what is still wrong with a case that has ended, if it is not too late to say so (MR-6.4).
func (t *turn) askNotFixed(c *casecore.Case) {
	until, ok := t.bot.parts.Endings.MayDispute(c)
	switch {
	case !c.Ended():
		t.say(column(t.button("bot.button.add", subjectData(aboutOwn, c.ID.UUID(), actionAdd))), "bot.not_fixed.open",
			"number", c.Number.String())
		return
	case !ok:
		t.say(nil, "bot.not_fixed.late", "number", c.Number.String())
		return
	}
	t.chat.session.Asked = &asked{What: askedNotFixed, ID: c.ID.UUID(), From: t.in.from, Number: c.Number.String()}
	if at := t.when(until); at != "" {
		t.note("bot.not_fixed.until", "until", at)
	}
	t.say(nil, "bot.not_fixed.what", "number", c.Number.String())
}

// notFixed says it. Photos that come before the words wait for them.
func (t *turn) notFixed(ctx context.Context, a *asked) error {
	if a.Text == "" {
		t.say(nil, "bot.not_fixed.words")
		return nil
	}
	t.chat.session.Asked = nil
	c, err := t.bot.parts.Endings.NotFixed(ctx, casecore.NotFixed{
		Command: t.cmd, Standing: t.standing(), Case: casecore.CaseID(a.ID), Text: a.Text, Files: a.Files,
	})
	if err != nil {
		return err
	}
	if c.Ended() {
		t.say(nil, "bot.not_fixed.disputed", "number", c.Number.String())
		return nil
	}
	t.note("bot.not_fixed.done", "number", c.Number.String())
	return t.describe(ctx, &c)
}

// tapRating takes a mark, or asks for words beside it. A button of an earlier cycle does nothing.
func (t *turn) tapRating(ctx context.Context, id uuid.UUID, tap tap) error {
	digits, words := strings.CutPrefix(tap.action, "w")
	mark, _ := strconv.Atoi(digits)
	cycle, _ := strconv.Atoi(tap.argument) // none of the two is ever 0
	if mark == 0 || cycle == 0 {
		return nil
	}
	c, ok, err := t.own(ctx, id)
	if err != nil {
		return err
	}
	if !ok || c.Cycle != cycle || !c.Ended() {
		t.strip()
		return nil
	}
	if words {
		t.chat.session.Asked = &asked{What: askedRating, ID: id, From: t.in.from, Mark: mark}
		t.toast = ""
		t.say(nil, "bot.rating.write")
		return nil
	}
	after, err := t.bot.parts.Endings.Rate(ctx, casecore.RateCase{Command: t.cmd, Standing: t.standing(), Case: c.ID, Mark: mark})
	if err != nil {
		return err
	}
	t.toast = t.plain("bot.rating.thanks_short", "mark", mark)
	if after.Version == c.Version { // a second tap
		return nil
	}
	more := subjectData(aboutRating, id, "w"+strconv.Itoa(mark)) + ":" + strconv.Itoa(cycle)
	t.say(column(t.button("bot.rating.words", more)), "bot.rating.thanks", "mark", mark, "number", c.Number.String())
	return nil
}

func (t *turn) rateWords(ctx context.Context, a *asked) error {
	if a.Text == "" {
		t.say(nil, "bot.rating.write")
		return nil
	}
	t.chat.session.Asked = nil
	_, err := t.bot.parts.Endings.Rate(ctx, casecore.RateCase{
		Command: t.cmd, Standing: t.standing(), Case: casecore.CaseID(a.ID), Mark: a.Mark, Text: a.Text,
	})
	if err != nil {
		return err
	}
	t.say(nil, "bot.rating.words_thanks")
	return nil
}
