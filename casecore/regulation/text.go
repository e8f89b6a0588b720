package regulation

// fallbackLanguage is the language that every profile has: the acts are written in it.
const fallbackLanguage = "uk"

// Text is one name or sentence in several languages, keyed by language code ("uk", "en").
type Text map[string]string

// In returns the text in lang, in Ukrainian when lang is missing, and "" when both are.
func (t Text) In(lang string) string {
	if s := t[lang]; s != "" {
		return s
	}
	return t[fallbackLanguage]
}
