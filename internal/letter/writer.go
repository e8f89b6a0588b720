package letter

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Letter is a delivery as people read it. Texts are plain; a caller that sends HTML escapes them.
type Letter struct {
	Subject string // one line
	Body    string // paragraphs apart by an empty line
	Action  Action // the page that it leads to, zero when there is none
}

// Action is a link with its label.
type Action struct {
	Label string
	URL   string
}

// Texts puts sentences into a reader's language.
type Texts interface {
	T(lang, key string, args map[string]any) string
	Has(lang, key string) bool
	FormatTime(lang string, zone *time.Location, t time.Time) string
}

// Links makes what opens a public page.
type Links interface {
	Token(purpose string, id uuid.UUID) string
	Code(purpose string, id uuid.UUID) string
}

// Writer writes letters.
type Writer struct {
	texts  Texts
	links  Links
	public string
	zone   *time.Location
}

// NewWriter returns a Writer whose links begin with publicURL and whose moments are those of zone.
func NewWriter(texts Texts, links Links, publicURL string, zone *time.Location) *Writer {
	return &Writer{texts: texts, links: links, public: strings.TrimRight(publicURL, "/"), zone: zone}
}

// Write writes one letter in lang from the arguments of one or, for a gathering, several deliveries of a template. What
// repeats another word for word is said once. It fails on a template without a text and on malformed arguments.
func (w *Writer) Write(lang, template string, raw ...json.RawMessage) (Letter, error) {
	raw = distinct(raw)
	base := "delivery." + template
	if len(raw) == 0 || !w.texts.Has(lang, base+".body") {
		return Letter{}, fmt.Errorf("letter: no text for %q", template)
	}
	all := make([]arguments, len(raw))
	for i, r := range raw {
		a, err := w.arguments(lang, template, r)
		if err != nil {
			return Letter{}, err
		}
		all[i] = a
	}
	if len(all) > 1 {
		return w.gathered(lang, base, all), nil
	}
	l := Letter{
		Subject: w.subject(lang, base+".subject", all[0]),
		Body:    w.text(lang, base+".body", all[0].texts),
	}
	if all[0].link != "" && w.texts.Has(lang, base+".action") {
		l.Action = Action{Label: w.texts.T(lang, base+".action", nil), URL: all[0].link}
	}
	return l, nil
}

// gathered writes several deliveries as one letter: a list when the template has texts for one, else one after another.
func (w *Writer) gathered(lang, base string, all []arguments) Letter {
	parts := make([]string, len(all))
	if !w.texts.Has(lang, base+".many.head") {
		for i, a := range all {
			parts[i] = w.text(lang, base+".body", a.texts)
		}
		body := strings.Join(parts, "\n\n")
		return Letter{Subject: w.subject(lang, base+".subject", all[0]), Body: body}
	}
	for i, a := range all {
		parts[i] = "• " + w.text(lang, base+".many.line", a.texts)
	}
	body := w.texts.T(lang, base+".many.head", nil) + "\n\n" + strings.Join(parts, "\n")
	subject := w.texts.T(lang, base+".many.subject", map[string]any{"count": len(all)})
	return Letter{Subject: subject, Body: body}
}

func (w *Writer) subject(lang, key string, a arguments) string {
	s := strings.Join(strings.Fields(w.text(lang, key, a.texts)), " ")
	if a.sos {
		s = w.texts.T(lang, "delivery.subject_sos", map[string]any{"subject": s})
	}
	return s
}

// empty stands for an argument that has nothing to say, until its line is left out. No text holds it.
const empty = "\x00"

// text puts arguments into the text of key, leaves out the lines of empty ones and the gaps that they would leave.
func (w *Writer) text(lang, key string, args map[string]string) string {
	filled := make(map[string]any, len(args))
	for name, v := range args {
		if v = strings.TrimSpace(v); v == "" {
			v = empty
		}
		filled[name] = v
	}
	lines := strings.Split(w.texts.T(lang, key, filled), "\n")
	lines = slices.DeleteFunc(lines, func(s string) bool { return strings.Contains(s, empty) })
	lines = slices.CompactFunc(lines, func(a, b string) bool { return a == "" && b == "" })
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func distinct(raw []json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	for _, r := range raw {
		if !slices.ContainsFunc(list, func(other json.RawMessage) bool { return string(other) == string(r) }) {
			list = append(list, r)
		}
	}
	return list
}
