package speech

import (
	"strings"
	"unicode"
)

// Texts gives the words of a language.
type Texts interface {
	T(lang, key string, args map[string]any) string
}

// Digits spells a number for the ear, digit by digit with a pause after each and a longer one where the number has a
// hyphen: «2026-000123» becomes «два, нуль, два, шість. нуль, …». Letters are said one by one, everything else is left out.
func Digits(texts Texts, lang, number string) string {
	var groups, group []string
	end := func() {
		if len(group) > 0 {
			groups, group = append(groups, strings.Join(group, ", ")), nil
		}
	}
	for _, r := range number {
		switch {
		case r >= '0' && r <= '9':
			group = append(group, texts.T(lang, "speech.digit."+string(r), nil))
		case unicode.IsLetter(r):
			group = append(group, string(unicode.ToUpper(r)))
		case r == '+' && len(group) == 0:
			group = append(group, texts.T(lang, "speech.plus", nil))
		default:
			end()
		}
	}
	end()
	return strings.Join(groups, ". ")
}
