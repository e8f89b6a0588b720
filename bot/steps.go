package bot

import (
	"slices"

	"hotline/casecore/regulation"
)

// step is what a draft waits for.
type step string

// The steps. The order in which they are gone through is the plan's.
const (
	stepText       step = "text"
	stepUrgent     step = "urgent"
	stepPlace      step = "place"
	stepStreet     step = "street" // which address of the register was meant
	stepDistrict   step = "district"
	stepFiles      step = "files"
	stepIdentity   step = "identity"
	stepWarning    step = "warning" // MR-4.4.2
	stepConsent    step = "consent"
	stepSurname    step = "surname"
	stepName       step = "name"
	stepPatronymic step = "patronymic"
	stepResidence  step = "residence"
	stepPhone      step = "phone"
	stepPreview    step = "preview"
	stepChange     step = "change" // which field
)

// Fields of a profile's card that the conversation knows. The address and the substance are asked of everybody.
var stepOfField = map[string]step{
	"surname": stepSurname, "name": stepName, "patronymic": stepPatronymic, "residence": stepResidence, "contact": stepPhone,
	"address": stepPlace, "substance": stepText,
}

// plan is the steps of a draft in order: what the profile's card has to hold (MR-4.4.1), and what the agents need.
func (t *turn) plan() []step {
	plan := []step{stepText}
	if slices.ContainsFunc(t.profile.Kinds, func(k regulation.Kind) bool { return k.Emergency }) {
		plan = append(plan, stepUrgent)
	}
	plan = append(plan, stepPlace)
	if len(t.districts()) > 1 {
		plan = append(plan, stepDistrict)
	}
	plan = append(plan, stepFiles)
	var personal []step
	for _, f := range t.profile.Card.Fields {
		if s, known := stepOfField[f.ID]; known && f.Personal {
			personal = append(personal, s)
		}
	}
	if len(personal) > 0 && t.profile.Card.Anonymous.Allowed {
		plan = append(plan, stepIdentity)
	}
	if len(personal) > 0 {
		plan = append(plan, stepConsent)
	}
	return append(append(plan, personal...), stepPreview)
}

// field returns the card's field that a step fills.
func (t *turn) field(s step) (regulation.Field, bool) {
	for _, f := range t.profile.Card.Fields {
		if stepOfField[f.ID] == s {
			return f, true
		}
	}
	return regulation.Field{}, false
}

func (t *turn) required(s step) bool {
	f, ok := t.field(s)
	return ok && f.Required
}

func (t *turn) personal(s step) bool {
	f, ok := t.field(s)
	return ok && f.Personal
}

// forward moves the draft to the step after the present one and asks for it.
func (t *turn) forward(d *draft) {
	plan := t.plan()
	at := slices.Index(plan, d.Step)
	if d.Step == stepWarning {
		at = slices.Index(plan, stepIdentity)
	}
	next := stepPreview
	if !d.Changing {
		for _, s := range plan[at+1:] {
			switch {
			case d.Anonymous && (t.personal(s) || s == stepConsent), s == stepConsent && t.consented(),
				s == stepPlace && (d.Place != "" || d.Point != nil), s == stepDistrict && d.District != "",
				d.Same && t.filled(d, s):
				continue
			}
			next = s
			break
		}
	}
	t.goTo(d, next)
}

func (t *turn) goTo(d *draft, s step) {
	d.move(s, t.now)
	if s == stepPreview {
		d.Changing = false
	}
	t.ask(d)
}

// missing returns the first step whose answer the card has to hold and does not (MR-4.4.1).
func (t *turn) missing(d *draft) (step, bool) {
	values := map[string]string{"substance": d.Text, "address": d.Place}
	if d.Point != nil {
		values["address"] = "point"
	}
	for id, s := range stepOfField {
		if f := d.field(s); f != nil {
			values[id] = *f
		}
	}
	if missing := t.profile.Card.Missing(values, d.Anonymous); len(missing) > 0 {
		s, known := stepOfField[missing[0]]
		return s, known
	}
	card := d.Surname + d.Name + d.Patronymic + d.Residence + d.Phone
	return stepConsent, card != "" && !d.Anonymous && !t.consented()
}

// districts are the city's, in the order in which they are offered.
func (t *turn) districts() []regulation.District { return t.bot.parts.Directory.Classifier().Districts }
