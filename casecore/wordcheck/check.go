package wordcheck

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what a hint is about; texts for people are kept under it.
type Kind string

// The kinds of hints. Obscene blocks.
const (
	Short    Kind = "short"
	Long     Kind = "long"
	Unclear  Kind = "unclear"
	Capitals Kind = "capitals"
	NoPlace  Kind = "no_place"
	NoTime   Kind = "no_time"
	Rude     Kind = "rude"
	Obscene  Kind = "obscene"
)

// Hint is one thing that an agent may want to mend.
type Hint struct {
	Kind   Kind
	Blocks bool
	Words  []string // as they were written, each once
}

// Input is what is looked over.
type Input struct {
	Text     string
	HasPlace bool // an address or a point stands beside the text
}

// shouted is from how many letters on, and from what share of capitals, a text is shouted; abbreviations are short.
const (
	shoutedLetters = 12
	shoutedShare   = 0.6
)

// Check looks a wording over. The worst comes first; a text with nothing to mend gives none.
func Check(in Input) []Hint {
	text := strings.TrimSpace(in.Text)
	if text == "" {
		return nil
	}
	var hints []Hint
	add := func(kind Kind, found []string) {
		hints = append(hints, Hint{Kind: kind, Blocks: kind == Obscene, Words: found})
	}
	if found := ObsceneWords(text); len(found) > 0 {
		add(Obscene, found)
	}
	words := split(text)
	if found := matching(words, func(w string) bool { return begins(plain(w), lists.rude) }); len(found) > 0 {
		add(Rude, found)
	}
	switch n := utf8.RuneCountInString(text); {
	case n < lists.least:
		add(Short, nil)
	case n > lists.most:
		add(Long, nil)
	}
	if shouted(text) {
		add(Capitals, nil)
	}
	if found := matching(words, func(w string) bool { return lists.unclear[plain(w)] }); len(found) > 0 {
		add(Unclear, found)
	}
	if !in.HasPlace && !slices.ContainsFunc(words, func(w string) bool { return begins(plain(w), lists.where) }) {
		add(NoPlace, nil)
	}
	if !slices.ContainsFunc(words, tellsTime) {
		add(NoTime, nil)
	}
	return hints
}

// tellsTime knows words of time and dates; «з 8:00» and «12.03» are figures with a sign between.
func tellsTime(word string) bool {
	if begins(plain(word), lists.when) {
		return true
	}
	digits := strings.FieldsFunc(word, func(r rune) bool { return r == '.' || r == ':' })
	return len(digits) > 1 && !slices.ContainsFunc(digits, func(s string) bool {
		return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) >= 0
	})
}

func shouted(text string) bool {
	letters, capitals := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if unicode.IsUpper(r) {
				capitals++
			}
		}
	}
	return letters >= shoutedLetters && float64(capitals) >= shoutedShare*float64(letters)
}

// split gives the words as they were written, without the signs around them.
func split(text string) []string {
	var words []string
	for w := range strings.FieldsSeq(text) {
		w = strings.TrimFunc(w, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(hidden, r)
		})
		if w != "" {
			words = append(words, w)
		}
	}
	return words
}

func matching(words []string, is func(string) bool) []string {
	var found []string
	for _, w := range words {
		if is(w) && !slices.Contains(found, w) {
			found = append(found, w)
		}
	}
	return found
}

func begins(word string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(word, b) })
}
