package suggest

import (
	"strings"
	"unicode"
)

// minWord is the length of the shortest word that says something, in letters.
const minWord = 2

// folded writes letters that people mix up in one way: Ukrainian and Russian spellings of a word come near each other
// («ліфт», «лифт»), and a missing «ґ» or «ё» costs nothing.
var folded = map[rune]rune{
	'і': 'и', 'ї': 'и', 'ы': 'и', 'й': 'и', 'є': 'е', 'э': 'е', 'ё': 'е', 'ґ': 'г',
}

// lookAlike are Latin letters that stand in Cyrillic words: keyboards and copied texts bring them.
var lookAlike = map[rune]rune{
	'a': 'а', 'b': 'в', 'c': 'с', 'e': 'е', 'h': 'н', 'i': 'и', 'k': 'к', 'm': 'м', 'o': 'о', 'p': 'р', 't': 'т',
	'x': 'х', 'y': 'у',
}

// polite are words of greeting and asking, as they are counted: they stand in reports about everything.
var polite = map[string]bool{
	"добрии": true, "доброго": true, "добрые": true, "день": true, "дня": true, "вечир": true, "вечора": true,
	"вечер": true, "ранку": true, "здравствуите": true, "прошу": true, "просимо": true, "просим": true, "будь": true,
	"ласка": true, "пожалуиста": true,
}

// word is a word of a text: how it was written, and how it is counted.
type word struct {
	written string
	plain   string
}

// split returns the words of a text in their order. Whatever holds a digit is left out: numbers of houses, flats and
// telephones tell nothing of the topic, and do not belong in counts.
func split(text string) []word {
	var words []word
	for _, written := range strings.FieldsFunc(text, outside) {
		if plain, ok := plainWord(written); ok {
			words = append(words, word{written, plain})
		}
	}
	return words
}

// outside tells whether a character stands between words.
func outside(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !isApostrophe(r) && !unicode.Is(unicode.Mn, r)
}

func isApostrophe(r rune) bool {
	return strings.ContainsRune("'’ʼ`´‘", r)
}

// plainWord lowers a word, drops apostrophes, hard signs and stress marks, and folds letters. It reports false for what
// is not counted.
func plainWord(written string) (string, bool) {
	cyrillic := strings.ContainsFunc(written, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
	var b strings.Builder
	letters := 0
	for _, r := range written {
		r = unicode.ToLower(r)
		switch {
		case unicode.IsDigit(r):
			return "", false
		case isApostrophe(r), r == 'ъ', unicode.Is(unicode.Mn, r):
			continue
		}
		if to, ok := lookAlike[r]; ok && cyrillic {
			r = to
		}
		if to, ok := folded[r]; ok {
			r = to
		}
		b.WriteRune(r)
		letters++
	}
	return b.String(), letters >= minWord && !polite[b.String()]
}
