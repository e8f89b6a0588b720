package i18n

import (
	"errors"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
)

func bundle(t *testing.T) *Bundle {
	t.Helper()
	b, err := New()
	require.NoError(t, err)
	return b
}

func small(t *testing.T) *Bundle {
	t.Helper()
	b, err := load(fstest.MapFS{
		"catalogues/a.uk.json": {Data: []byte(`{"a.only": "лише {who}", "a.both": "обидва",
			"a.waits": {"one": "{count} справа", "few": "{count} справи", "many": "{count} справ", "other": "{count} справи"}}`)},
		"catalogues/a.en.json": {Data: []byte(`{"a.both": "both", "a.waits": {"one": "{count} case", "other": "{count} cases"}}`)},
	})
	require.NoError(t, err)
	return b
}

func TestLanguagesBeginWithUkrainian(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"uk", "en", "pl"}, bundle(t).Languages())
}

func TestTextFallsBackToUkrainianThenToItsKey(t *testing.T) {
	t.Parallel()
	b := small(t)
	require.Equal(t, "both", b.T("en", "a.both", nil))
	require.Equal(t, "both", b.T("en-GB", "a.both", nil))
	require.Equal(t, "обидва", b.T("fr", "a.both", nil))
	require.Equal(t, "лише ти", b.T("en", "a.only", map[string]any{"who": "ти"}))
	require.Equal(t, "лише {who}", b.T("uk", "a.only", nil), "a forgotten argument is seen")
	require.Equal(t, "a.none", b.T("uk", "a.none", nil))
	require.False(t, b.Has("uk", "a.none"))
	require.True(t, b.Has("en", "a.only"))
}

func TestPluralsFollowTheLanguage(t *testing.T) {
	t.Parallel()
	b := small(t)
	for n, want := range map[int]string{
		0: "0 справ", 1: "1 справа", 2: "2 справи", 4: "4 справи", 5: "5 справ", 11: "11 справ", 12: "12 справ",
		14: "14 справ", 21: "21 справа", 22: "22 справи", 25: "25 справ", 101: "101 справа", 111: "111 справ",
	} {
		require.Equal(t, want, b.T("uk", "a.waits", map[string]any{"count": n}))
	}
	require.Equal(t, "1 case", b.T("en", "a.waits", map[string]any{"count": 1}))
	require.Equal(t, "2 cases", b.T("en", "a.waits", map[string]any{"count": "2"}), "a count may come as text")
}

func TestArgumentsAreNeverReadAsPlaceholders(t *testing.T) {
	t.Parallel()
	b := small(t)
	require.Equal(t, "лише {count} {{.X}}", b.T("uk", "a.only", map[string]any{"who": "{count} {{.X}}"}))
}

func TestMatchTakesTheFirstPreferenceThatIsKnown(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	require.Equal(t, "pl", b.Match("pl"))
	require.Equal(t, "en", b.Match("", "fr-FR, en-US;q=0.8, uk;q=0.5"))
	require.Equal(t, "uk", b.Match("ja", ""))
	require.Equal(t, "uk", b.Match("uk-UA"))
}

func TestErrorsAreExplainedByTheirKey(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	err := fmt.Errorf("edge: %w", &casecore.Error{Code: casecore.Invalid, Key: "error.case_number"})
	require.Equal(t, b.T("en", "error.case_number", nil), b.Explain("en", err))
	require.Equal(t, b.T("uk", "error.internal", nil), b.Explain("uk", errors.New("dial tcp: refused")))
	incomplete := &casecore.Error{Key: "error.card_incomplete", Args: map[string]string{"fields": "surname,residence,shoe_size"}}
	require.Equal(t, "Картку не заповнено: прізвище, місце проживання, shoe_size.", b.Explain("uk", incomplete)) // MR-4.4.1
	require.Equal(t, b.T("uk", "error.internal", nil), b.Explain("uk", &casecore.Error{Key: "error.nobody_wrote_this"}))
}

func TestTimesAreLocalAndInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	require.NoError(t, err)
	winter := time.Date(2026, 11, 22, 22, 30, 0, 0, time.UTC)
	require.Equal(t, "23 листопада 2026 року, 00:30", b.FormatTime("uk", kyiv, winter))
	require.Equal(t, "23 November 2026, 00:30", b.FormatTime("en", kyiv, winter))
	require.Equal(t, "23 listopada 2026 r., godz. 00:30", b.FormatTime("pl", kyiv, winter))
	summer := time.Date(2026, 7, 1, 9, 5, 0, 0, time.UTC)
	require.Equal(t, "1 липня 2026 року", b.FormatDate("uk", kyiv, summer))
	require.Equal(t, "12:05", b.FormatClock(kyiv, summer))
}

func TestMalformedCatalogueIsRefused(t *testing.T) {
	t.Parallel()
	_, err := load(fstest.MapFS{"catalogues/a.uk.json": {Data: []byte(`{"a": `)}})
	require.ErrorContains(t, err, "a.uk.json")
}
