package streets

import (
	"strings"
	"unicode"
)

// cyrillic are the letters that Ukrainian, Russian and a mixture of both write for one sound: they fold to one.
var cyrillic = strings.NewReplacer(
	"ё", "е", "є", "е", "э", "е", "і", "и", "ї", "и", "ы", "и", "й", "и", "ґ", "г", "ь", "", "ъ", "", "щ", "ш",
	"'", "", "’", "", "ʼ", "", "`", "", "‘", "", "´", "",
)

// latin are Latin letters, longer combinations first, by the Ukrainian ones they stand for: people without a Ukrainian
// keyboard, the passport's spelling, Polish.
var latin = strings.NewReplacer(
	"shch", "ш", "szcz", "ш", "zgh", "зг", "zh", "ж", "kh", "х", "ch", "ч", "cz", "ч", "sh", "ш", "sz", "ш", "ts", "ц", "rz", "ж",
	"iu", "ю", "yu", "ю", "ju", "ю", "ia", "я", "ya", "я", "ja", "я", "ie", "е", "ye", "е", "je", "е", "yi", "и", "ji", "и",
	"a", "а", "b", "б", "c", "ц", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "г", "i", "и", "j", "и", "k", "к", "l", "л",
	"m", "м", "n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "кс",
	"y", "и", "z", "з", "ą", "а", "ć", "ц", "ę", "е", "ł", "л", "ń", "н", "ó", "у", "ś", "с", "ź", "з", "ż", "ж",
)

// Fold writes a name the way names are compared: lower case, Cyrillic, one letter for letters that are taken for each
// other, no doubled letters, no signs, one space between words. An ordinal loses its ending: «1-го Травня» is «1 травня».
func Fold(s string) string {
	s = cyrillic.Replace(latin.Replace(cyrillic.Replace(strings.ToLower(s))))
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			if r == last {
				continue
			}
		case !unicode.IsDigit(r):
			r = ' '
			if last == ' ' || last == 0 {
				continue
			}
		}
		b.WriteRune(r)
		last = r
	}
	return strings.Join(withoutEndings(strings.Fields(b.String())), " ")
}

// endings of ordinals that are written in figures.
var endings = map[string]bool{"го": true, "а": true, "и": true, "я": true, "е": true, "ої": true, "ти": true, "шо": true}

func withoutEndings(words []string) []string {
	kept := words[:0]
	for i, w := range words {
		if i > 0 && endings[w] && isNumber(words[i-1]) {
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

func isNumber(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// blocks are the ways to write a house's block, and the signs that a number is written with or without.
var blocks = strings.NewReplacer("корпус", "к", "корп", "к", ".", "", "-", "", " ", "", "\\", "/")

// FoldHouse writes a house's number the way numbers are compared: «12-Б», «12 б» and «12б» are one.
func FoldHouse(s string) string {
	return cyrillic.Replace(latin.Replace(blocks.Replace(strings.ToLower(s))))
}
