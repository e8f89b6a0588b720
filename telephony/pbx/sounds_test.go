package pbx_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/asterisktest"
	"hotline/internal/i18n"
	"hotline/telephony/pbx"
	"hotline/telephony/speech"
)

// voice says everything with the same tone, and remembers in which languages.
type voice struct {
	path  string
	langs map[string]int
}

func newVoice(t *testing.T) *voice {
	t.Helper()
	v := &voice{path: filepath.Join(t.TempDir(), "tone.wav"), langs: make(map[string]int)}
	require.NoError(t, os.WriteFile(v.path, speech.Wav(asterisktest.Tone(time.Second)), 0o600))
	return v
}

func (v *voice) Say(_ context.Context, lang, text string) (speech.Sound, error) {
	if text != "" {
		v.langs[lang]++
	}
	return speech.Sound{ID: "tone"}, nil
}

func (v *voice) Path(string) string { return v.path }

func TestDialplanHasItsPromptsInEveryLanguage(t *testing.T) {
	t.Parallel()
	texts, err := i18n.New()
	require.NoError(t, err)
	paths := pbx.PrivatePaths(t.TempDir(), t.TempDir())
	says := newVoice(t)
	require.NoError(t, pbx.WriteSounds(t.Context(), paths, texts.Languages(), texts, says))
	require.Equal(t, map[string]int{"uk": 3, "en": 3, "pl": 3}, says.langs)
	for _, lang := range texts.Languages() {
		for _, name := range []string{"fallback", "thanks", "refused"} {
			require.FileExists(t, filepath.Join(paths.Sounds(), "hotline", lang, name+".wav"))
		}
	}
	beep, err := os.ReadFile(filepath.Join(paths.Sounds(), "beep.wav"))
	require.NoError(t, err)
	require.Greater(t, asterisktest.Level(beep), -30.0)
	music, err := os.ReadFile(filepath.Join(paths.Music, "waiting.wav"))
	require.NoError(t, err)
	require.Greater(t, asterisktest.Length(music), 30*time.Second)
	require.InDelta(t, -27, asterisktest.Level(music), 6, "soft, but heard")
}

func TestCityKeepsItsOwnMusic(t *testing.T) {
	t.Parallel()
	texts, err := i18n.New()
	require.NoError(t, err)
	paths := pbx.PrivatePaths(t.TempDir(), t.TempDir())
	require.NoError(t, os.MkdirAll(paths.Music, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(paths.Music, "city.alaw"), []byte("its own"), 0o600))
	require.NoError(t, pbx.WriteSounds(t.Context(), paths, []string{"uk"}, texts, newVoice(t)))
	files, err := os.ReadDir(paths.Music)
	require.NoError(t, err)
	require.Len(t, files, 1)
}
