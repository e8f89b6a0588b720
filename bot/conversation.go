package bot

import (
	"context"
	"strings"
	"unicode/utf8"

	"hotline/internal/phone"
)

// said takes what was written, outside of commands and questions, as a part of a report.
func (t *turn) said(ctx context.Context) error {
	d := t.chat.session.Draft
	switch {
	case t.in.Other:
		t.say(nil, "bot.not_understood")
	case d == nil:
		return t.begin(ctx, t.in)
	case d.Parked != nil:
		d.Parked.add(t.in)
		t.askResume(d)
	case t.now.Sub(d.At) > t.bot.cfg.ResumeAfter:
		parked := t.in
		d.Parked = &parked
		t.askResume(d)
	default:
		return t.take(ctx, d, t.in)
	}
	return nil
}

// begin starts a draft with what was said, which is enough to begin without any command.
func (t *turn) begin(ctx context.Context, in input) error {
	if len(in.Files)+in.TooBig+in.Lost == 0 && utf8.RuneCountInString(in.Text) < leastWords {
		if !t.chat.session.Noticed {
			t.notices()
		}
		t.say(nil, "bot.ask.text")
		return nil
	}
	if !t.chat.session.Noticed {
		t.notices()
	}
	d := newDraft(t.now)
	t.chat.session.Draft = d
	d.Voice = in.Voice
	if in.Point != nil { // a venue, or a place before the words
		d.Point = in.Point
		in.Point = nil
	}
	return t.take(ctx, d, in)
}

// take gives an input to the draft's step and goes on, or asks again.
func (t *turn) take(ctx context.Context, d *draft, in input) error {
	t.takeFiles(d, in)
	d.Voice = d.Voice || in.Voice
	in.Text = strings.TrimSpace(in.Text)
	if in.Text == "" && in.Point == nil && in.Phone == "" {
		d.move(d.Step, t.now)
		t.ask(d)
		return nil
	}
	switch d.Step {
	case stepText:
		t.takeWords(d, in)
	case stepUrgent, stepFiles: // people go on describing
		if in.Text != "" {
			d.write(in)
			t.note("bot.words_added")
		}
		d.move(d.Step, t.now)
		t.ask(d)
	case stepPlace, stepStreet:
		return t.takePlace(ctx, d, in)
	case stepDistrict:
		t.takeDistrict(d, in.Text)
	case stepPhone:
		t.takePhone(d, in)
	case stepSurname, stepName, stepPatronymic, stepResidence:
		t.takeField(d, in)
	default:
		d.move(d.Step, t.now)
		t.note("bot.wrong.choice")
		t.ask(d)
	}
	return nil
}

func (t *turn) takeFiles(d *draft, in input) {
	added := 0
	for _, f := range in.Files {
		if len(d.Files) < maxFiles {
			d.Files = append(d.Files, f)
			added++
		}
	}
	if added > 0 {
		t.note("bot.files.added", "count", len(d.Files))
	}
	if added < len(in.Files) {
		t.note("bot.files.too_many", "limit", maxFiles)
	}
	if in.TooBig > 0 {
		t.note("bot.files.too_big", "megabytes", MaxFile>>20)
	}
	if in.Lost > 0 {
		t.note("bot.files.lost")
	}
}

func (t *turn) takeWords(d *draft, in input) {
	d.write(in)
	if utf8.RuneCountInString(d.Text) < leastWords || !hasLetter(d.Text) {
		t.note("bot.wrong.text")
		t.ask(d)
		return
	}
	t.forward(d)
}

func (t *turn) takeDistrict(d *draft, name string) {
	for _, district := range t.districts() {
		for _, known := range district.Names {
			if strings.EqualFold(line(name, maxAnswer), known) {
				d.District, d.Located = district.Code, false
				t.forward(d)
				return
			}
		}
	}
	d.move(d.Step, t.now)
	t.note("bot.wrong.choice")
	t.ask(d)
}

func (t *turn) takePhone(d *draft, in input) {
	given := in.Phone
	if given == "" {
		given = in.Text
	}
	if t.skips(given, stepPhone) {
		d.Phone = ""
		t.forward(d)
		return
	}
	number, ok := phone.Parse(given)
	if !ok {
		t.note("bot.wrong.phone")
		t.ask(d)
		return
	}
	d.said(in.Message)
	d.Phone = number.E164
	t.forward(d)
}

// takeField takes a name or a residence. A name has letters and no digits; the Telegram account's is never asked.
func (t *turn) takeField(d *draft, in input) {
	answer, ok := fieldAnswer(d.Step, in.Text)
	if !ok {
		t.note("bot.wrong." + string(d.Step))
		t.ask(d)
		return
	}
	d.said(in.Message)
	*d.field(d.Step) = answer
	t.forward(d)
}

func fieldAnswer(s step, text string) (answer string, ok bool) {
	answer = line(text, maxAnswer)
	return answer, hasLetter(answer) && (s == stepResidence || !hasDigit(answer) && utf8.RuneCountInString(answer) <= maxName)
}

const maxName = 60

// skips tells whether the person used the key "skip", which sends its text in whatever language it was shown.
func (t *turn) skips(text string, s step) bool {
	if t.required(s) {
		return false
	}
	for _, lang := range t.profile.Languages {
		if strings.EqualFold(text, t.bot.parts.Texts.T(lang, "bot.key.skip", nil)) {
			return true
		}
	}
	return false
}

// add joins what came later to what was parked before.
func (in *input) add(later input) {
	in.Text = strings.TrimSpace(in.Text + "\n" + later.Text)
	in.Files = append(in.Files, later.Files...)
	in.Voice = in.Voice || later.Voice
	if in.Message == 0 {
		in.Message = later.Message
	}
	if later.Point != nil {
		in.Point = later.Point
	}
	if later.Phone != "" {
		in.Phone = later.Phone
	}
}
