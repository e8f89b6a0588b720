package blob

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is how long a file's name may be, in runes.
const maxName = 120

// cleanName returns a name that is safe to show and to save under: the last part of a path, without control and
// direction characters and leading dots, composed (a Mac sends «й» as two letters), with an ending that suits the content.
func cleanName(name string, k kind) string {
	name = path.Base(strings.ReplaceAll(norm.NFC.String(strings.ToValidUTF8(name, "")), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), strings.ContainsRune(`/:*?"<>|`, r):
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	ending := path.Ext(name)
	stem := strings.TrimSuffix(name, ending)
	if !slices.Contains(k.endings, strings.ToLower(ending)) {
		stem, ending = name, k.endings[0]
	}
	if runes := []rune(stem); len(runes) > maxName-len(ending) {
		stem = string(runes[:maxName-len(ending)])
	}
	if stem == "" {
		stem = "file"
	}
	return stem + ending
}
