package suggest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func plain(text string) []string {
	var out []string
	for _, w := range split(text) {
		out = append(out, w.plain)
	}
	return out
}

func written(text string) []string {
	var out []string
	for _, w := range split(text) {
		out = append(out, w.written)
	}
	return out
}

func TestWordsAreCountedHoweverTheyAreTyped(t *testing.T) {
	t.Parallel()
	for name, same := range map[string][2]string{
		"capitals":          {"ЛІФТ", "ліфт"},
		"no apostrophe":     {"під’їзд", "підїзд"},
		"other apostrophes": {"під'їзд", "підʼїзд"},
		"hard sign":         {"подъезд", "подезд"},
		"ё":                 {"ёлка", "елка"},
		"ґ":                 {"ґанок", "ганок"},
		"neighbours' і":     {"ліфт", "лифт"},
		"Latin letters":     {"вoдa", "вода"},
		"stress":            {"во\u0301да", "вода"},
	} {
		require.Equal(t, plain(same[1]), plain(same[0]), name)
	}
}

func TestNumbersAndGreetingsAreNoWords(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"вулиця", "кв", "тел", "тече"},
		written("Добрий день! вулиця 12-а, кв.7, тел. 0501112233: тече, будь ласка"))
	require.Empty(t, split("Добрий день, 12, 0501112233!"))
}

func TestATokenIsCountedOnceForAText(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"вода", "тече", "вода_тече", "тече_вода"}, tokens(split("вода тече вода тече")))
}
