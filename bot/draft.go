package bot

import (
	"context"
	"strings"
	"time"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// noPatronymic stands on a card that has to hold a patronymic when its applicant has none.
const noPatronymic = "—"

// tapDraft does what a draft's button says, if the draft still is as it was when the button was shown.
func (t *turn) tapDraft(ctx context.Context, tap tap) error {
	d := t.chat.session.Draft
	if !d.fresh(tap) {
		return nil
	}
	if d.Parked != nil {
		return t.tapResume(ctx, d, tap.action)
	}
	if d.Step == stepPreview && tap.action == actSend {
		return t.send(ctx, d)
	}
	if done := t.tapStep(d, tap); done {
		t.toast = ""
		t.strip()
	}
	return nil
}

// tapStep does an action of the draft's step and reports whether it is one.
func (t *turn) tapStep(d *draft, tap tap) bool {
	switch {
	case d.Step == stepUrgent && (tap.action == actSOS || tap.action == actCalm):
		d.SOS = tap.action == actSOS
		if d.SOS {
			t.note("bot.urgent.call")
		}
		t.forward(d)
	case d.Step == stepStreet && tap.action == actStreet:
		return t.tapStreet(d, tap.argument)
	case d.Step == stepDistrict && tap.action == actDistrict:
		d.District, d.Located = t.district(tap.argument), false
		t.forward(d)
	case d.Step == stepIdentity && tap.action == actAnon && t.profile.Card.Anonymous.Warn:
		t.goTo(d, stepWarning)
	case (d.Step == stepIdentity || d.Step == stepWarning) && tap.action == actAnon:
		if d.Step == stepWarning {
			d.WarnedAt = t.now
		}
		d.Anonymous = true
		d.forget()
		t.forward(d)
	case (d.Step == stepIdentity || d.Step == stepWarning) && tap.action == actName:
		// Who was anonymous has more than one field to fill.
		d.Anonymous, d.WarnedAt, d.Changing, d.Same = false, time.Time{}, false, false
		t.forward(d)
	case d.Step == stepIdentity && tap.action == actSame:
		return t.useSavedCard(d)
	case d.Step == stepConsent && tap.action == actConsent:
		t.consent()
		t.forward(d)
	case d.Step == stepConsent && tap.action == actAnon:
		t.refuseConsent(d)
	case d.Step == stepConsent && tap.action == actDrop:
		t.chat.session.Draft = nil
		t.say(nil, "bot.consent.refused")
	case d.Step == stepText && tap.action == actVoice && d.Voice:
		d.Text, d.Parts = t.plain("bot.voice.text"), nil
		t.forward(d)
	case d.Step == stepPreview && tap.action == actChange:
		t.goTo(d, stepChange)
	case d.Step == stepPreview && tap.action == actDrop:
		t.chat.session.Draft = nil
		t.say(nil, "bot.dropped")
	case d.Step == stepChange && tap.action == actField:
		t.change(d, step(tap.argument))
	case d.Step == stepChange && tap.action == actNext:
		t.goTo(d, stepPreview)
	case tap.action == actNext:
		return t.skip(d)
	default:
		return false
	}
	return true
}

// skip goes on without an answer, where that is allowed.
func (t *turn) skip(d *draft) bool {
	switch {
	case d.Step == stepStreet:
		t.placed(d)
		return true
	case d.Step == stepFiles:
	case d.Step == stepDistrict:
		d.District, d.Located = "", false
	case d.Step == stepPatronymic:
		d.Patronymic = ""
		if t.required(stepPatronymic) {
			d.Patronymic = noPatronymic
		}
	case d.field(d.Step) != nil && !t.required(d.Step):
		*d.field(d.Step) = ""
	default:
		return false
	}
	t.forward(d)
	return true
}

func (t *turn) district(code string) regulation.DistrictCode {
	for _, d := range t.districts() {
		if string(d.Code) == code {
			return d.Code
		}
	}
	return ""
}

// change asks one field again; the words and the files begin anew.
func (t *turn) change(d *draft, s step) {
	d.Changing = true
	switch s {
	case stepText:
		d.Text, d.Parts = "", nil
	case stepFiles:
		d.Files = nil
	}
	t.goTo(d, s)
}

// tapResume goes on with a draft after a pause, or begins anew, with what was said meanwhile.
func (t *turn) tapResume(ctx context.Context, d *draft, action string) error {
	parked := *d.Parked
	d.Parked = nil
	t.toast = ""
	t.strip()
	empty := parked.Text == "" && len(parked.Files) == 0 && parked.Point == nil && parked.Phone == ""
	switch {
	case action == actResume && empty:
		d.move(d.Step, t.now)
		t.ask(d)
	case action == actResume:
		d.At = t.now
		return t.take(ctx, d, parked)
	default:
		t.chat.session.Draft = nil
		return t.begin(ctx, parked)
	}
	return nil
}

// preview shows the whole draft before it is sent.
func (t *turn) preview(d *draft) {
	if s, lacks := t.missing(d); lacks {
		d.Step = s
		t.ask(d)
		return
	}
	var b strings.Builder
	row := func(label, value string) {
		if value != "" {
			b.WriteString("\n<b>" + escape(label) + ":</b> " + escape(value))
		}
	}
	row(t.label(stepText), clip(d.Text, previewRunes))
	if d.SOS {
		row(t.plain("bot.label.urgent"), t.plain("bot.urgent.yes"))
	}
	place := d.Place
	if d.Point != nil {
		place = strings.TrimSpace(place + " " + t.plain("bot.on_map"))
	}
	row(t.label(stepPlace), place)
	for _, district := range t.districts() {
		if district.Code == d.District && d.District != "" {
			row(t.label(stepDistrict), district.Names.In(t.lang))
		}
	}
	if n := len(d.Files); n > 0 {
		row(t.label(stepFiles), t.plain("bot.files.count", "count", n))
	}
	if d.Anonymous {
		row(t.label(stepIdentity), t.plain("bot.identity.is_anonymous"))
	} else {
		for _, s := range []step{stepSurname, stepName, stepPatronymic, stepResidence, stepPhone} {
			if d.field(s) != nil && *d.field(s) != "" {
				row(t.label(s), *d.field(s))
			}
		}
	}
	if !t.profile.Statutory { // RO-1.4
		for _, n := range t.notice(nil, regulation.NoticeNotStatutory) {
			b.WriteString("\n\n<i>" + escape(n) + "</i>")
		}
	}
	t.sayText(t.T("bot.preview")+"\n"+b.String(), column(t.button("bot.button.send", d.data(actSend)),
		t.button("bot.button.change", d.data(actChange)), t.button("bot.button.drop", d.data(actDrop))))
}

// previewRunes leaves room in a message of 4096 characters for everything else.
const previewRunes = 2500

// send gives the report to the intake, in the transaction of the turn. The core tells the citizen that it was received.
func (t *turn) send(ctx context.Context, d *draft) error {
	if s, lacks := t.missing(d); lacks {
		d.Changing = true
		t.goTo(d, s)
		return nil
	}
	applicant := d.applicant(t.chat.id, t.lang)
	if at := t.chat.chosen.consentAt; at != nil && !d.Anonymous {
		applicant.ConsentAt, applicant.ConsentVersion = *at, t.chat.chosen.consentVersion
	}
	r, err := t.bot.parts.Intake.Receive(ctx, casecore.ReceiveReport{
		Command: t.cmd, Source: casecore.FromTelegram, Applicant: applicant,
		Text: d.Text, Place: d.Place, District: d.District, Point: d.Point.core(), SOS: d.SOS, Files: d.Files,
	})
	if err != nil {
		return err
	}
	t.remember(d, r.ID)
	t.chat.session.Draft = nil
	t.toast = t.plain("bot.sent")
	t.strip()
	return nil
}
