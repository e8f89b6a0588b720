package bot

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes text fit for the database and for people: valid UTF-8, without control characters (PostgreSQL refuses NUL)
// and outer spaces, at most limit runes.
func clean(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\u00a0':
			return ' '
		case unicode.IsControl(r), r == utf8.RuneError, r == '\ufeff':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(clip(strings.TrimSpace(s), limit))
}

// line is clean text without line breaks.
func line(s string, limit int) string {
	return strings.Join(strings.Fields(clean(s, limit)), " ")
}

// clip cuts s after limit runes, the last of which becomes an ellipsis.
func clip(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	n := 0
	for i := range s {
		if n == limit-1 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// escape makes text safe inside Telegram's HTML.
func escape(s string) string { return html.EscapeString(s) }

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }
