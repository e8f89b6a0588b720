package bot

import (
	"hotline/casecore/regulation"
)

// Actions of a draft's buttons.
const (
	actNext     = "next" // enough, or nothing to say
	actSOS      = "sos"
	actCalm     = "calm"
	actStreet   = "street"
	actDistrict = "dist"
	actName     = "name"
	actAnon     = "anon"
	actSend     = "send"
	actChange   = "change"
	actDrop     = "drop"
	actField    = "field"
	actResume   = "go"
	actAnew     = "new"
	actSame     = "same"
	actConsent  = "ok"
	actVoice    = "voice"
)

// ask puts the question of the draft's step.
func (t *turn) ask(d *draft) {
	switch d.Step {
	case stepUrgent:
		t.say(column(t.button("bot.urgent.yes", d.data(actSOS)), t.button("bot.urgent.no", d.data(actCalm))), "bot.ask.urgent")
	case stepPlace:
		list := []key{{Text: t.plain("bot.key.location"), Location: true}}
		if place, ok := t.savedPlace(); ok {
			list = append(list, key{Text: place})
		}
		if !t.required(stepPlace) {
			list = append(list, key{Text: t.plain("bot.key.skip")})
		}
		t.say(keys(list...), "bot.ask.place")
	case stepStreet:
		t.askStreet(d)
	case stepDistrict:
		t.askDistrict(d)
	case stepFiles:
		t.say(column(t.button("bot.button.next", d.data(actNext))), "bot.ask.files")
	case stepIdentity:
		t.askIdentity(d)
	case stepConsent:
		t.askConsent(d)
	case stepWarning:
		t.lead = append(t.lead, escape(t.profile.Notices[regulation.NoticeAnonymous].In(t.lang)))
		t.say(column(t.button("bot.identity.name", d.data(actName)), t.button("bot.identity.still", d.data(actAnon))),
			"bot.ask.warning")
	case stepText:
		var markup *keyboard
		if d.Voice {
			markup = column(t.button("bot.voice.only", d.data(actVoice)))
		}
		t.say(markup, "bot.ask.text")
	case stepPhone:
		list := []key{{Text: t.plain("bot.key.contact"), Contact: true}}
		if !t.required(stepPhone) {
			list = append(list, key{Text: t.plain("bot.key.skip")})
		}
		t.say(keys(list...), "bot.ask.phone")
	case stepPatronymic:
		t.say(column(t.button("bot.button.no_patronymic", d.data(actNext))), "bot.ask.patronymic")
	case stepPreview:
		t.preview(d)
	case stepChange:
		t.askChange(d)
	default:
		var markup *keyboard
		if !t.required(d.Step) {
			markup = column(t.button("bot.button.skip", d.data(actNext)))
		}
		t.say(markup, "bot.ask."+string(d.Step))
	}
}

func (t *turn) askDistrict(d *draft) {
	markup := &keyboard{}
	for i, district := range t.districts() {
		b := button{Text: district.Names.In(t.lang), Data: d.data(actDistrict, string(district.Code))}
		if len(b.Data) > maxData {
			continue
		}
		if i%2 == 0 || len(markup.Inline) == 0 {
			markup.Inline = append(markup.Inline, nil)
		}
		last := len(markup.Inline) - 1
		markup.Inline[last] = append(markup.Inline[last], b)
	}
	markup.Inline = append(markup.Inline, []button{t.button("bot.district.unknown", d.data(actNext))})
	t.say(markup, "bot.ask.district")
}

// askResume asks whether to go on with a draft after a pause.
func (t *turn) askResume(d *draft) {
	d.move(d.Step, t.now)
	if d.Parked == nil {
		d.Parked = &input{}
	}
	markup := column(t.button("bot.resume.yes", d.data(actResume)), t.button("bot.resume.no", d.data(actAnew)))
	if d.Text == "" {
		t.say(markup, "bot.ask.resume_untold")
		return
	}
	t.say(markup, "bot.ask.resume", "excerpt", excerpt(d.Text))
}

// askChange lists what of the draft can be changed.
func (t *turn) askChange(d *draft) {
	var buttons []button
	for _, s := range t.plan() {
		if s == stepPreview || s == stepConsent || d.Anonymous && t.personal(s) {
			continue
		}
		buttons = append(buttons, button{Text: t.label(s), Data: d.data(actField, string(s))})
	}
	t.say(column(append(buttons, t.button("bot.button.back", d.data(actNext)))...), "bot.ask.change")
}

// label names a step's answer: as the profile's card calls it, where it is on the card.
func (t *turn) label(s step) string {
	if f, ok := t.field(s); ok {
		return f.Names.In(t.lang)
	}
	return t.plain("bot.label." + string(s))
}

const excerptRunes = 60

func excerpt(s string) string { return line(clip(s, excerptRunes), excerptRunes) }
