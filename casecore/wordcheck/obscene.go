package wordcheck

import (
	"slices"
	"strings"
	"unicode"
)

// ObsceneWords returns the obscene words of a text as they were written, whatever their disguise.
func ObsceneWords(text string) []string {
	words := split(text)
	found := matching(words, obscene)
	return append(found, spelledOut(words)...)
}

// obscene tells whether a word is, read in every way in which its signs can be meant.
func obscene(word string) bool {
	read := readings(word)
	if slices.ContainsFunc(read, func(r string) bool { return begins(r, lists.innocent) }) {
		return false
	}
	return slices.ContainsFunc(read, func(r string) bool { return begins(r, lists.obscene) || slices.Contains(lists.alone, r) })
}

// spelledOut finds words whose letters stand apart: «х у й», «х.у.й» is one word of split already.
func spelledOut(words []string) []string {
	var found []string
	var run []string
	end := func() {
		if len(run) > 2 && obscene(strings.Join(run, "")) {
			found = append(found, strings.Join(run, " "))
		}
		run = nil
	}
	for _, w := range words {
		if len([]rune(w)) == 1 {
			run = append(run, w)
			continue
		}
		end()
	}
	end()
	return found
}

// figures are signs that stand for letters, and Latin letters that look like Cyrillic ones.
var figures = strings.NewReplacer(
	"0", "о", "3", "з", "4", "ч", "6", "б", "1", "і", "@", "а", "$", "с", "€", "е", "|", "і", "!", "і",
	"a", "а", "b", "в", "c", "с", "e", "е", "h", "н", "i", "і", "k", "к", "m", "м", "o", "о", "p", "р", "t", "т", "x", "х", "y", "у",
	"u", "и", "n", "п", "r", "г",
)

// sounds are Latin letters by their sounds.
var sounds = strings.NewReplacer(
	"zh", "ж", "kh", "х", "ch", "ч", "sh", "ш", "ya", "я", "ye", "є", "yo", "йо", "yi", "ї", "a", "а", "b", "б", "c", "к", "d", "д", "e", "е",
	"f", "ф", "g", "г", "h", "х", "i", "і", "j", "й", "k", "к", "l", "л", "m", "м", "n", "н", "o", "о", "p", "п", "r", "р", "s", "с", "t", "т",
	"u", "у", "v", "в", "w", "в", "x", "х", "y", "й", "z", "з", "0", "о", "3", "з", "@", "а",
)

// hidden are signs that are put in a vowel's place.
const hidden = "*@#"

// readings are the ways to read a word: as it stands, by the looks of its signs, by the sounds of its letters; a star is left
// out or stands for a vowel.
func readings(word string) []string {
	low := strings.ToLower(word)
	list := []string{low, figures.Replace(low), sounds.Replace(low)}
	if strings.ContainsAny(low, hidden) {
		for _, vowel := range []string{"у", "и", "і", "е", "є", "ї", "о", "я"} {
			open := strings.Map(func(r rune) rune {
				if strings.ContainsRune(hidden, r) {
					return []rune(vowel)[0]
				}
				return r
			}, low)
			list = append(list, figures.Replace(open))
		}
	}
	for i := range list {
		list[i] = plain(list[i])
	}
	return list
}

// plain leaves letters only, lower case, drawn-out ones once: «хуууй» is as short as it is meant.
func plain(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range strings.ToLower(s) {
		if !unicode.IsLetter(r) || r == last {
			continue
		}
		switch r {
		case 'ё':
			r = 'е'
		case 'ы':
			r = 'и'
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}
