package bot

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"hotline/internal/phone"
)

// part is a message that a draft's text is made of.
type part struct {
	Message int    `json:"message,omitempty"`
	Text    string `json:"text"`
}

// sent is a message that a report was made of.
type sent struct {
	Message int       `json:"message"`
	Report  uuid.UUID `json:"report"`
}

// maxSent is how many messages can still be corrected after they were sent.
const maxSent = 30

// write adds what was said to the draft's text.
func (d *draft) write(in input) {
	if in.Text != "" {
		d.Parts = append(d.Parts, part{Message: in.Message, Text: in.Text})
		d.join()
	}
}

func (d *draft) join() {
	texts := make([]string, len(d.Parts))
	for i, p := range d.Parts {
		texts[i] = p.Text
	}
	d.Text = clean(strings.Join(texts, "\n"), maxWords)
}

// said notes which message answers the draft's step.
func (d *draft) said(message int) {
	if message == 0 {
		return
	}
	if d.Said == nil {
		d.Said = make(map[step]int)
	}
	d.Said[d.Step] = message
}

// edited takes a message that was changed after it had been sent: it changes the draft, or is added to the report that was
// made of it as a correction. Whoever changes any other hears that it has been dealt with, and how to add to it.
func (t *turn) edited(ctx context.Context) error {
	if !t.chat.private() || t.in.Command != "" || t.in.Text == "" {
		return nil
	}
	s := &t.chat.session
	if d := s.Draft; d != nil && t.editDraft(d) {
		return nil
	}
	i := slices.IndexFunc(s.Sent, func(x sent) bool { return x.Message == t.in.Message })
	if i < 0 {
		t.say(nil, "bot.edited.late")
		return nil
	}
	return t.addToReport(ctx, s.Sent[i].Report, t.plain("bot.edited.correction", "text", t.in.Text), nil)
}

// editDraft changes the draft where the message is part of it, and reports whether it is.
func (t *turn) editDraft(d *draft) bool {
	if i := slices.IndexFunc(d.Parts, func(p part) bool { return p.Message == t.in.Message }); i >= 0 {
		d.Parts[i].Text = t.in.Text
		d.join()
		t.showEdited(d)
		return true
	}
	for s, message := range d.Said {
		if message != t.in.Message {
			continue
		}
		if t.editAnswer(d, s) {
			t.showEdited(d)
		} else {
			t.say(nil, "bot.wrong."+string(s))
		}
		return true
	}
	return false
}

func (t *turn) editAnswer(d *draft, s step) bool {
	var answer string
	var ok bool
	switch s {
	case stepPlace:
		if answer = line(t.in.Text, maxAnswer); hasLetter(answer) {
			d.settle(answer)
			return true
		}
		return false
	case stepPhone:
		var number phone.Number
		number, ok = phone.Parse(t.in.Text)
		answer = number.E164
	default:
		answer, ok = fieldAnswer(s, t.in.Text)
	}
	if f := d.field(s); ok && f != nil {
		*f = answer
		return true
	}
	return false
}

func (t *turn) showEdited(d *draft) {
	if d.Step == stepPreview && d.Parked == nil {
		t.note("bot.edited.draft")
		t.goTo(d, stepPreview)
		return
	}
	t.say(nil, "bot.edited.draft")
}
