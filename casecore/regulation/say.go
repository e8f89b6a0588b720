package regulation

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed texts.yaml
var textsFile []byte

// catalogue holds what the package says about its own reckoning.
var catalogue = sync.OnceValue(func() map[string]Text {
	var d decoder
	var texts map[string]Text
	d.load(textsFile, &texts)
	return texts
})

// say returns the sentence of a key in lang with its arguments filled in; the key itself when the
// catalogue has no such sentence.
func say(lang, key string, args map[string]string) string {
	s := catalogue()[key].In(lang)
	if s == "" {
		return key
	}
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// Say returns the step as a sentence in lang, its times as people write them.
func (s Step) Say(lang string) string {
	args := make(map[string]string, len(s.Args)+1)
	for name, value := range s.Args {
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			value = clockText(t)
		}
		args[name] = value
	}
	if n, err := strconv.Atoi(s.Args["n"]); err == nil {
		args["amount"] = amount(lang, n, Unit(strings.TrimPrefix(s.Key, "why.")))
	}
	return say(lang, s.Key, args)
}

// Say returns the term in words: "2 робочі дні".
func (t Term) Say(lang string) string { return amount(lang, t.N, t.Unit) }

// Say returns the whole explanation in lang, one sentence for each step.
func (w Why) Say(lang string) []string {
	sentences := make([]string, len(w.Steps))
	for i, s := range w.Steps {
		sentences[i] = s.Say(lang)
	}
	return sentences
}

func amount(lang string, n int, unit Unit) string {
	forms := strings.Split(catalogue()["unit."+string(unit)].In(lang), "|")
	return fmt.Sprintf("%d %s", n, forms[min(plural(lang, n), len(forms)-1)])
}

// plural returns the number of the noun's form that goes with n: 0 for one, 1 for few, 2 for many.
func plural(lang string, n int) int {
	switch {
	case lang != fallbackLanguage && n == 1, lang == fallbackLanguage && n%10 == 1 && n%100 != 11:
		return 0
	case n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14):
		return 1
	default:
		return 2
	}
}

func clockText(t time.Time) string { return t.Format("02.01.2006 15:04") }
