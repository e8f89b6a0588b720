package bot

import (
	"time"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// chosen is what a chat's person has chosen, and what they let the bot remember.
type chosen struct {
	consentAt      *time.Time // to the processing of their data
	consentVersion string     // of the text that they agreed to
	saved          saved
	mutedUntil     *time.Time // nothing that can wait is told before
	loud           bool       // no quiet hours
}

// saved is the place and the card of the last report, offered with the next one. Personal data: it is kept with its owner's
// consent and goes with it.
type saved struct {
	Place      string                  `json:"place,omitempty"`
	Point      *point                  `json:"point,omitempty"`
	District   regulation.DistrictCode `json:"district,omitempty"`
	Surname    string                  `json:"surname,omitempty"`
	Name       string                  `json:"name,omitempty"`
	Patronymic string                  `json:"patronymic,omitempty"`
	Residence  string                  `json:"residence,omitempty"`
	Phone      string                  `json:"phone,omitempty"`
}

// remember keeps what the next report may begin with, and which messages this one was made of.
func (t *turn) remember(d *draft, id casecore.ReportID) {
	s := &t.chat.session
	for _, p := range d.Parts {
		if p.Message != 0 {
			s.Sent = append(s.Sent, sent{Message: p.Message, Report: id.UUID()})
		}
	}
	if n := len(s.Sent) - maxSent; n > 0 {
		s.Sent = s.Sent[n:]
	}
	if d.Anonymous || !t.consented() {
		return
	}
	t.chat.chosen.saved = saved{
		Place: d.Place, Point: d.Point, District: d.District, Surname: d.Surname, Name: d.Name, Patronymic: d.Patronymic,
		Residence: d.Residence, Phone: d.Phone,
	}
}

// savedPlaceRunes fit on a key below the input field.
const savedPlaceRunes = 50

// savedPlace names the place of the last report on a key.
func (t *turn) savedPlace() (string, bool) {
	s := t.chat.chosen.saved
	place := s.Place
	if place == "" && s.Point != nil {
		place = t.plain("bot.last_point")
	}
	return line(t.plain("bot.key.saved_place", "place", clip(place, savedPlaceRunes)), maxAnswer), place != ""
}

func (t *turn) isSavedPlace(text string) bool {
	place, ok := t.savedPlace()
	return ok && text == place
}

func (t *turn) useSavedPlace(d *draft) {
	s := t.chat.chosen.saved
	d.Place, d.Point, d.District = s.Place, s.Point, s.District
	t.forward(d)
}

// askIdentity asks in whose name to report; who has reported before may leave the card as it was.
func (t *turn) askIdentity(d *draft) {
	markup := column(t.button("bot.identity.name", d.data(actName)), t.button("bot.identity.anonymous", d.data(actAnon)))
	if s := t.chat.chosen.saved; s.Surname != "" && t.consented() {
		same := button{Text: t.plain("bot.identity.same", "name", clip(s.Name+" "+s.Surname, savedPlaceRunes)), Data: d.data(actSame)}
		markup.Inline = append([][]button{{same}}, markup.Inline...)
	}
	t.say(markup, "bot.ask.identity")
}

// useSavedCard fills the card as it was last time and reports whether there is one.
func (t *turn) useSavedCard(d *draft) bool {
	s := t.chat.chosen.saved
	if s.Surname == "" {
		return false
	}
	d.Anonymous, d.WarnedAt, d.Changing, d.Same = false, time.Time{}, false, true
	d.Surname, d.Name, d.Patronymic, d.Residence, d.Phone = s.Surname, s.Name, s.Patronymic, s.Residence, s.Phone
	t.forward(d)
	return true
}

// filled tells whether the step's answer is on the card already.
func (t *turn) filled(d *draft, s step) bool {
	f := d.field(s)
	return f != nil && *f != ""
}
