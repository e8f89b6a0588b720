package secret

import (
	"strings"
	"unicode"
)

const codeSize = 8

// alphabet has no look-alikes (0 and О, 1 and І, 8 and В), and its letters look the same in Latin and in Cyrillic.
const alphabet = "2345679ACEHKMPTX"

// heard gives the letter of the alphabet for what somebody types who has seen a code on paper or heard it on the
// telephone: Cyrillic twins, and the names of letters in the other script («ер» for P, «ес» for C, «ен» for H).
var heard = map[rune]rune{
	'А': 'A', 'С': 'C', 'Е': 'E', 'Н': 'H', 'К': 'K', 'М': 'M', 'Р': 'P', 'Т': 'T', 'Х': 'X',
	'S': 'C', 'Ц': 'C', 'N': 'H', 'R': 'P', 'П': 'P',
}

// fold returns typed as the alphabet spells it, at most a few characters more than a code has.
func fold(typed string) string {
	var b strings.Builder
	for _, r := range typed {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			continue
		}
		r = unicode.ToUpper(r)
		if twin, ok := heard[r]; ok {
			r = twin
		}
		b.WriteRune(r)
		if b.Len() > codeSize {
			break
		}
	}
	return b.String()
}
