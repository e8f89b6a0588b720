package suggest

import "strings"

// A text is seen as its words, its pairs of neighbours, and the runs of letters inside its words. Runs carry over what
// endings, typing mistakes and the neighbouring language change.
const (
	shortest = 3 // letters of a run, with the word's two edges
	longest  = 5
	edge     = ' '
	// joint stands between the words of a pair; no word holds it.
	joint = "_"
	// stem is how many letters of each word a loose pair keeps: «немає води», «немає воды».
	stem = 4
)

// What a feature weighs beside a whole word, found by cross-validation.
const (
	runWeight       = 0.5
	pairWeight      = 0.4
	loosePairWeight = 0.6
)

// feature names a word, a pair or a run by its hash: models hold no text.
type feature uint64

// FNV-1a, written out because a run of letters is hashed for each of its beginnings.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hashed(kind byte, parts ...string) feature {
	h := uint64(fnvOffset)
	h = (h ^ uint64(kind)) * fnvPrime
	for _, s := range parts {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * fnvPrime
		}
	}
	return feature(h)
}

// tokens returns what is counted of a text, each once: its words, and the pairs of words that stand side by side.
func tokens(words []word) []string {
	seen := make(map[string]bool, 2*len(words))
	var all []string
	add := func(t string) {
		if !seen[t] {
			seen[t] = true
			all = append(all, t)
		}
	}
	for i, w := range words {
		add(w.plain)
		if i > 0 {
			add(words[i-1].plain + joint + w.plain)
		}
	}
	return all
}

// visit calls f for each feature of a token with what it weighs.
func visit(token string, f func(feature, float32)) {
	if first, second, pair := strings.Cut(token, joint); pair {
		f(hashed('p', token), pairWeight)
		f(hashed('l', beginning(first), joint, beginning(second)), loosePairWeight)
		return
	}
	f(hashed('w', token), 1)
	letters := make([]rune, 0, 32)
	letters = append(letters, edge)
	letters = append(letters, []rune(token)...)
	letters = append(letters, edge)
	for from := range letters {
		h := uint64(fnvOffset)
		for n := 1; n <= longest && from+n <= len(letters); n++ {
			h = (h ^ uint64(letters[from+n-1])) * fnvPrime //nolint:gosec // a letter is never negative
			if n >= shortest {
				f(feature(h), runWeight)
			}
		}
	}
}

// beginning returns a word's first letters.
func beginning(plain string) string {
	n := 0
	for i := range plain {
		if n == stem {
			return plain[:i]
		}
		n++
	}
	return plain
}
