package tgtest

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf16"
)

// maxUnits is the longest text after its entities are parsed, in UTF-16 units.
const maxUnits = 4096

var tags = []string{"b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}

// plain parses Telegram's HTML as strictly as Telegram does and returns the text without it.
func plain(src string) (string, error) {
	var out strings.Builder
	var open []string
	for src != "" {
		i := strings.IndexAny(src, "<&")
		if i < 0 {
			out.WriteString(src)
			break
		}
		out.WriteString(src[:i])
		src = src[i:]
		if src[0] == '&' {
			end := strings.IndexByte(src, ';')
			if end < 0 || end > 8 || html.UnescapeString(src[:end+1]) == src[:end+1] {
				out.WriteByte('&')
				src = src[1:]
				continue
			}
			out.WriteString(html.UnescapeString(src[:end+1]))
			src = src[end+1:]
			continue
		}
		end := strings.IndexByte(src, '>')
		if end < 0 {
			return "", fmt.Errorf("can't parse entities: unclosed start tag")
		}
		name, _, _ := strings.Cut(src[1:end], " ")
		src = src[end+1:]
		closing, isClosing := strings.CutPrefix(name, "/")
		switch {
		case isClosing && (len(open) == 0 || open[len(open)-1] != closing):
			return "", fmt.Errorf("can't parse entities: unexpected end tag %q", closing)
		case isClosing:
			open = open[:len(open)-1]
		case !slices.Contains(tags, name):
			return "", fmt.Errorf("can't parse entities: unsupported start tag %q", name)
		default:
			open = append(open, name)
		}
	}
	if len(open) > 0 {
		return "", fmt.Errorf("can't parse entities: can't find end tag corresponding to start tag %q", open[len(open)-1])
	}
	return out.String(), nil
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }
