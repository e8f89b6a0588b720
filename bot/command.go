package bot

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/go-telegram/bot/models"
)

// parseCommand returns the first command of a message and what follows it: ("status", "2026-000123") for
// "/status@hotline_bot 2026-000123". Offsets of entities count UTF-16 units, so an emoji before the command, or a surrogate
// cut in half by a broken client, must not shift it. A command after words is a mention, not a command. Without entities a
// text that begins with a slash is read the same way.
func parseCommand(text string, entities []models.MessageEntity) (command, argument string) {
	for _, e := range entities {
		if e.Type != models.MessageEntityTypeBotCommand {
			continue
		}
		units := utf16.Encode([]rune(text))
		if e.Offset < 0 || e.Length < 2 || e.Offset > len(units) || e.Length > len(units)-e.Offset {
			continue
		}
		before := string(utf16.Decode(units[:e.Offset]))
		if hasLetter(before) || hasDigit(before) { // a mention in the middle of a sentence
			continue
		}
		word := string(utf16.Decode(units[e.Offset : e.Offset+e.Length]))
		rest := string(utf16.Decode(units[e.Offset+e.Length:]))
		return splitCommand(word, rest)
	}
	if !strings.HasPrefix(text, "/") {
		return "", ""
	}
	return splitCommand(text, "")
}

func splitCommand(word, rest string) (command, argument string) {
	if i := strings.IndexFunc(word, unicode.IsSpace); i >= 0 { // an entity longer than its command
		word, rest = word[:i], word[i:]+rest
	}
	word, slashed := strings.CutPrefix(word, "/")
	if !slashed {
		return "", ""
	}
	word, _, _ = strings.Cut(word, "@")
	return strings.ToLower(word), line(rest, 200)
}
