package stats

import (
	"strings"
	"unicode"
)

const (
	// minPrefix is the shortest part of a word that stands for longer ones, letters.
	minPrefix = 3
	// maxWords bounds a query.
	maxWords = 10
)

// tsQuery writes what was typed as a tsquery: every word has to be there, in any order and with any ending. What stands
// in quotes is meant as it is written. Signs part words and mean nothing, as in the function search_words of the schema.
func tsQuery(text string) string {
	var parts []string
	for i, quoted := range strings.Split(spread(text), `"`) {
		exact := i%2 == 1
		for word := range strings.FieldsFuncSeq(quoted, func(r rune) bool { return !alnum(r) }) {
			if len(parts) == maxWords {
				break
			}
			parts = append(parts, term(word, exact))
		}
	}
	return strings.Join(parts, " & ")
}

// spread makes one kind of quotes of all, so that what they hold is every second part, and drops apostrophes.
func spread(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\'', '’', 'ʼ', '`':
			return -1
		case '«', '»', '“', '”', '„':
			return '"'
		}
		return unicode.ToLower(r)
	}, text)
}

func alnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// endings are the letters that a Ukrainian word loses or changes when it is declined.
const endings = "аеєиіїоуюяйь"

// term is one word: its stem with whatever follows, or exactly it when it is quoted, a number or too short to have a stem.
func term(word string, exact bool) string {
	letters := []rune(word)
	if exact || len(letters) < minPrefix || strings.ContainsFunc(word, unicode.IsDigit) {
		return `'` + word + `'`
	}
	if len(letters) > minPrefix && strings.ContainsRune(endings, letters[len(letters)-1]) {
		letters = letters[:len(letters)-1]
	}
	return `'` + string(letters) + `':*`
}
