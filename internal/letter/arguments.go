package letter

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/internal/secret"
)

// fallbackLang is the language that names always have.
const fallbackLang = "uk"

// arguments are what a template's texts are filled with, and where the letter leads.
type arguments struct {
	texts map[string]string
	link  string
	sos   bool
}

// optional are arguments that a text may name and a delivery may lack.
var optional = []string{
	"accept_due", "advice", "again", "body", "code", "executor", "not_statutory", "note", "number", "org", "phones", "place", "registered", "site",
	"solve_due", "sos", "status", "step", "text", "topic",
}

// arguments reads a delivery's arguments: names come in all languages, moments in UTC, ids as they are.
func (w *Writer) arguments(lang, template string, raw json.RawMessage) (arguments, error) {
	var values map[string]any
	if err := json.Unmarshal(raw, &values); err != nil {
		return arguments{}, fmt.Errorf("letter: arguments of %s: %w", template, err)
	}
	a := arguments{texts: make(map[string]string, len(values)+len(optional))}
	for _, name := range optional {
		a.texts[name] = ""
	}
	for name, v := range values {
		a.texts[name] = w.value(lang, name, v)
	}
	a.sos, _ = values["sos"].(bool)
	a.texts["sos"] = ""
	if a.sos {
		a.texts["sos"] = w.texts.T(lang, "delivery.sos", nil)
	}
	switch template {
	case "citizen.registered":
		kind := "statutory"
		if statutory, ok := values["statutory"].(bool); ok && !statutory { // RO-1.4
			kind = "message"
			a.texts["not_statutory"] = w.texts.T(lang, "delivery.not_statutory", nil)
		}
		a.texts["registered"] = w.texts.T(lang, "delivery.registered."+kind, map[string]any{"number": a.texts["number"]})
	case "citizen.status":
		a.texts["step"] = w.maybe(lang, "delivery.step."+a.texts["action"])
	case "hall.incident_opened", "hall.incident_closed":
		for _, name := range []string{"kind", "by", "how"} {
			a.texts[name] = w.maybe(lang, "delivery.hall."+name+"."+a.texts[name])
		}
	case "citizen.refused":
		code := a.texts["reason"]
		a.texts["reason"] = w.maybe(lang, "delivery.refusal."+code)
		a.texts["advice"] = w.maybe(lang, "delivery.advice."+code)
	}
	return a, w.open(template, &a)
}

// value writes one argument.
func (w *Writer) value(lang, name string, v any) string {
	switch v := v.(type) {
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil && isMoment(name) {
			return w.texts.FormatTime(lang, w.zone, t)
		}
		return v
	case map[string]any:
		for _, l := range []string{lang, fallbackLang} {
			if s, _ := v[l].(string); s != "" {
				return s
			}
		}
		return ""
	case float64, bool:
		return fmt.Sprint(v)
	}
	return ""
}

func isMoment(name string) bool {
	return strings.HasSuffix(name, "_due") || strings.HasSuffix(name, "_at")
}

// maybe is the text of key, "" when there is none.
func (w *Writer) maybe(lang, key string) string {
	if !w.texts.Has(lang, key) {
		return ""
	}
	return w.texts.T(lang, key, nil)
}

// open adds the page that the letter leads to: for the citizen the wording, the status or their own report's page, by a secret;
// for staff the case, or the halls. Whoever joined a case of somebody else's gets no code for it: that would open the other's page.
func (w *Writer) open(template string, a *arguments) error {
	citizen := strings.HasPrefix(template, "citizen.")
	switch {
	case strings.HasPrefix(template, "hall.incident_"), template == "hall.monthly": // only staff are told of them
		a.link = w.public + "/hall/manage"
	case citizen && a.texts["wording_id"] != "":
		id, err := uuid.Parse(a.texts["wording_id"])
		if err != nil {
			return fmt.Errorf("letter: wording of %s: %w", template, err)
		}
		a.link = w.public + "/w/" + w.links.Token(secret.Wording, id)
	case citizen && a.texts["report_id"] != "" && a.texts["case_id"] != "": // who joined somebody else's case
		id, err := uuid.Parse(a.texts["report_id"])
		if err != nil {
			return fmt.Errorf("letter: report of %s: %w", template, err)
		}
		a.link = w.public + "/r/" + w.links.Token(secret.Report, id)
	case a.texts["case_id"] != "":
		id, err := uuid.Parse(a.texts["case_id"])
		if err != nil {
			return fmt.Errorf("letter: case of %s: %w", template, err)
		}
		if !citizen {
			a.link = w.public + "/cases/" + id.String()
			return nil
		}
		a.texts["code"] = w.links.Code(secret.Status, id)
		a.link = w.public + "/s/" + w.links.Token(secret.Status, id)
	}
	return nil
}
