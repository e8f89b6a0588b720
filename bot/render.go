package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// Purposes of the tokens in public pages' addresses.
const (
	purposeWording = "wording"
	purposeStatus  = "status"
	purposeReport  = "report"
	purposeTicket  = "ticket"
	purposeBooking = "booking"
)

// letter is a delivery being written for one reader.
type letter struct {
	bot    *Bot
	chat   string // the address
	lang   string
	zone   *time.Location
	args   map[string]json.RawMessage
	lines  []string
	markup *keyboard
}

// writers write the core's templates. A template without one is an error that shows as a dead delivery.
var writers = map[string]func(*letter) error{
	"citizen.received":     (*letter).received,
	"citizen.wording":      (*letter).wording,
	"citizen.wording_link": (*letter).wordingLink,
	"citizen.reminder":     (*letter).reminder,
	"citizen.registered":   (*letter).registered,
	"citizen.status":       (*letter).status,
	"citizen.question":     (*letter).question,
	"citizen.message":      (*letter).message,
	"citizen.consulted":    (*letter).consulted,
	"citizen.refused":      (*letter).refused,
	"citizen.withdrawn":    (*letter).withdrawn,
	"citizen.linked":       (*letter).linked,
	"citizen.unlinked":     (*letter).unlinked,
	"executor.case":        (*letter).executorCase,
	"executor.update":      (*letter).executorUpdate,
	"hall.near":            (*letter).hallNear,
	"hall.called":          (*letter).hallCalled,
	"hall.booked":          (*letter).booked,
	"hall.booking_off":     (*letter).bookingOff,
	"hall.booking_back":    (*letter).bookingBack,
	"breach.accept":        (*letter).breach,
	"breach.solve":         (*letter).breach,
	"breach.new":           (*letter).breach,
	"breach.cap":           (*letter).breach,
	"breach.inform":        (*letter).breach,
	"breach.call":          (*letter).breach,
	"hall.incident_opened": (*letter).incidentOpened,
	"hall.incident_closed": (*letter).incidentClosed,
	"hall.monthly":         (*letter).hallMonthly,
}

// render writes a delivery as Telegram's HTML, with its buttons.
func (b *Bot) render(d casecore.Delivery, more []casecore.Delivery, lang string) (html string, markup *keyboard, err error) {
	write, known := writers[d.Template]
	if !known {
		return "", nil, fmt.Errorf("telegram: no text for the template %q", d.Template)
	}
	p, err := b.parts.Rules.At(b.now())
	if err != nil {
		return "", nil, err
	}
	l := &letter{bot: b, chat: d.Address, lang: b.language(p, lang), zone: p.Zone}
	if kind, ok := strings.CutPrefix(d.Template, "breach."); ok {
		l.line("bot.breach." + kind)
	}
	for i, one := range append([]casecore.Delivery{d}, more...) {
		l.args = nil
		if err := json.Unmarshal(one.Args, &l.args); err != nil {
			return "", nil, fmt.Errorf("telegram: arguments of %s: %w", d.Template, err)
		}
		if i == maxGathered {
			l.line("bot.breach.more", "count", len(more)+1-maxGathered)
			break
		}
		if err := write(l); err != nil {
			return "", nil, fmt.Errorf("telegram: %s: %w", d.Template, err)
		}
	}
	return strings.Join(l.lines, "\n"), l.markup, nil
}

// maxGathered is how many rows of a gathering one message names: it has to stay below 4096 characters.
const maxGathered = 20

// line adds a text of the catalogue, its arguments made safe for HTML.
func (l *letter) line(key string, args ...any) {
	l.lines = append(l.lines, l.bot.parts.Texts.T(l.lang, key, pairs(escapeAny, args)))
}

// lineOf adds a line with one value, none when the value is empty.
func (l *letter) lineOf(key, value string) {
	if value != "" {
		l.line(key, "value", value)
	}
}

// quote adds what somebody wrote.
func (l *letter) quote(text string) {
	if text != "" {
		l.lines = append(l.lines, "<blockquote>"+escape(clip(text, previewRunes))+"</blockquote>")
	}
}

func tooLong(text string) bool { return utf8.RuneCountInString(text) > previewRunes }

func (l *letter) button(key string, b button) {
	b.Text = l.bot.parts.Texts.T(l.lang, key, nil)
	l.row([]button{b})
}

func (l *letter) row(buttons []button) {
	if l.markup == nil {
		l.markup = &keyboard{}
	}
	l.markup.Inline = append(l.markup.Inline, buttons)
}

// link adds a button that opens a page, or the page's address where Telegram takes no button to it.
func (l *letter) link(key, path string) {
	address := l.bot.cfg.PublicURL + path
	if linkable(address) {
		l.button(key, button{URL: address})
		return
	}
	l.lines = append(l.lines, escape(l.bot.parts.Texts.T(l.lang, key, nil))+": "+escape(address))
}

// str reads an argument: a string, or names by language.
func (l *letter) str(name string) string {
	var s string
	if json.Unmarshal(l.args[name], &s) == nil {
		return clean(s, casecore.MaxTextRunes)
	}
	var names regulation.Text
	if json.Unmarshal(l.args[name], &names) == nil {
		return clean(names.In(l.lang), maxWords)
	}
	return ""
}

// flag reads a yes or no, and whether there is one.
func (l *letter) flag(name string) (value, ok bool) {
	ok = json.Unmarshal(l.args[name], &value) == nil
	return value, ok
}

// number reads a whole number, and whether there is one.
func (l *letter) number(name string) (value int, ok bool) {
	ok = json.Unmarshal(l.args[name], &value) == nil
	return value, ok
}

// when reads a moment and writes it by the city's clocks, "" for none.
func (l *letter) when(name string) string {
	t, err := time.Parse(time.RFC3339, l.str(name))
	if err != nil {
		return ""
	}
	return l.bot.parts.Texts.FormatTime(l.lang, l.zone, t)
}

func (l *letter) id(name string) (uuid.UUID, error) {
	id, err := uuid.Parse(l.str(name))
	if err != nil {
		return id, fmt.Errorf("%s is no id", name)
	}
	return id, nil
}
