package bot

import (
	"cmp"
	"strings"
	"time"

	"hotline/casecore/regulation"
)

// firstConsent is the version of the text where the profile numbers none.
const firstConsent = "1"

// consentVersion is that of the text which is in force now.
func (t *turn) consentVersion() string { return cmp.Or(t.profile.Privacy.Consent, firstConsent) }

// consented tells whether the person has agreed to the text in force.
func (t *turn) consented() bool {
	c := t.chat.chosen
	return c.consentAt != nil && c.consentVersion == t.consentVersion()
}

func (t *turn) consent() {
	at := t.now
	t.chat.chosen.consentAt, t.chat.chosen.consentVersion = &at, t.consentVersion()
}

// askConsent asks for it before anything personal is asked; who refuses stays anonymous, where that is possible.
func (t *turn) askConsent(d *draft) {
	refuse := t.button("bot.consent.no", d.data(actDrop))
	if t.profile.Card.Anonymous.Allowed {
		refuse = t.button("bot.identity.anonymous", d.data(actAnon))
	}
	t.say(column(t.button("bot.consent.yes", d.data(actConsent)), refuse), "bot.ask.consent")
}

// refuseConsent goes on without the author's data.
func (t *turn) refuseConsent(d *draft) {
	if t.profile.Card.Anonymous.Warn { // MR-4.4.2
		t.goTo(d, stepWarning)
		return
	}
	d.Anonymous = true
	d.forget()
	t.forward(d)
}

// kinds of data in the order in which people are told of them.
var dataKinds = []regulation.DataKind{
	regulation.DataCases, regulation.DataReports, regulation.DataFiles, regulation.DataLetters,
	regulation.DataRecordings,
}

// privacy tells what is kept, for how long, and how to have it erased.
func (t *turn) privacy() {
	text := []string{t.T("bot.privacy.what")}
	var kept []string
	for _, kind := range dataKinds {
		if term, ok := t.profile.Privacy.Keeps(kind); ok {
			kept = append(kept, "• "+t.T("bot.privacy.of."+string(kind), "term", term.Say(t.lang)))
		}
	}
	kept = append(kept, "• "+t.T("bot.privacy.of.chat", "count", int(keepSession/(24*time.Hour))))
	text = append(text, t.T("bot.privacy.long")+"\n"+strings.Join(kept, "\n"))
	c := t.chat.chosen
	if c.consentAt != nil {
		text = append(text, t.T("bot.privacy.consent", "at", t.when(*c.consentAt), "version", c.consentVersion))
	}
	text = append(text, t.T("bot.privacy.rights"))
	markup := &keyboard{}
	if c.consentAt != nil || c.saved != (saved{}) {
		markup.Inline = append(markup.Inline, []button{t.button("bot.privacy.forget", chatData("forget"))})
	}
	if page := t.bot.cfg.PublicURL + "/privacy"; linkable(page) {
		markup.Inline = append(markup.Inline, []button{{Text: t.plain("bot.privacy.page"), URL: page}})
	}
	if len(markup.Inline) == 0 {
		markup = nil
	}
	t.sayText(strings.Join(text, "\n\n"), markup)
}

// forget takes the consent back, and with it what the chat remembers.
func (t *turn) forget() {
	t.chat.chosen.consentAt, t.chat.chosen.consentVersion, t.chat.chosen.saved = nil, "", saved{}
	t.toast = t.plain("bot.privacy.forgotten_short")
	t.strip()
	t.say(nil, "bot.privacy.forgotten")
}
