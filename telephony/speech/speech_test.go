package speech_test

import (
	"context"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/i18n"
	"hotline/telephony/speech"
)

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// speaker keeps its sounds in a folder of the test's own.
func speaker(t *testing.T, change func(*speech.Config)) (*speech.Speaker, *clock, string) {
	t.Helper()
	c := &clock{now: time.Date(2026, 3, 27, 9, 0, 0, 0, time.UTC)}
	config := speech.Config{Dir: filepath.Join(t.TempDir(), "sounds"), Key: []byte("key of the tests")}
	if change != nil {
		change(&config)
	}
	s, err := speech.New(config, c.Now)
	require.NoError(t, err)
	return s, c, config.Dir
}

// program writes a script and returns the command that runs it.
func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "speak")
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	return path
}

// tone writes a sound to a file, for programs that print it.
func tone(t *testing.T, length time.Duration) string {
	t.Helper()
	samples := make([]int16, int(length.Seconds()*speech.Rate))
	for i := range samples {
		samples[i] = int16(8000 * math.Sin(2*math.Pi*440*float64(i)/speech.Rate))
	}
	path := filepath.Join(t.TempDir(), "tone.wav")
	require.NoError(t, os.WriteFile(path, speech.Wav(samples), 0o600))
	return path
}

func TestEspeakSpeaksEveryLanguage(t *testing.T) {
	t.Parallel()
	s, _, dir := speaker(t, nil)
	for lang, text := range map[string]string{
		"uk": "Доброго дня. Ваше звернення зареєстровано.", "en": "Good day. Your report is registered.", "pl": "Dzień dobry. Zgłoszenie przyjęte.",
	} {
		sound, err := s.Say(t.Context(), lang, text)
		require.NoError(t, err, lang)
		file, err := os.ReadFile(filepath.Join(dir, sound.ID+".wav"))
		require.NoError(t, err)
		w, err := speech.ParseWav(file)
		require.NoError(t, err)
		require.Greater(t, len(w.Samples), speech.Rate, lang)
		require.Less(t, len(w.Samples), 10*speech.Rate, lang)
		require.Equal(t, "RIFF", string(file[:4]))
		require.Equal(t, []byte{0x40, 0x1f, 0, 0}, file[24:28], "8000 samples a second")
	}
}

func TestTheSameIsSaidOnce(t *testing.T) {
	t.Parallel()
	count := filepath.Join(t.TempDir(), "count")
	s, _, _ := speaker(t, func(c *speech.Config) {
		c.Command = program(t, "cat >/dev/null; echo x >>"+count+"; cat "+tone(t, time.Second))
	})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			sound, err := s.Say(t.Context(), "uk", "Ваш номер")
			require.NoError(t, err)
			require.NotEmpty(t, sound.ID)
		})
	}
	all.Wait()
	said, err := os.ReadFile(count)
	require.NoError(t, err)
	require.Equal(t, "x\n", string(said))

	other, err := s.Say(t.Context(), "en", "Ваш номер")
	require.NoError(t, err)
	same, err := s.Say(t.Context(), "uk", " Ваш номер\n")
	require.NoError(t, err)
	require.NotEqual(t, same.ID, other.ID, "another language is another sound")
}

func TestNameTellsNothingOfTheText(t *testing.T) {
	t.Parallel()
	one, _, _ := speaker(t, func(c *speech.Config) { c.Command = program(t, "cat "+tone(t, time.Second)) })
	command := program(t, "cat "+tone(t, time.Second))
	two, _, _ := speaker(t, func(c *speech.Config) { c.Command, c.Key = command, []byte("another key") })
	three, _, _ := speaker(t, func(c *speech.Config) { c.Command = command })
	ids := make(map[string]bool)
	for _, s := range []*speech.Speaker{one, two, three} {
		sound, err := s.Say(t.Context(), "uk", "Шевченка, 5")
		require.NoError(t, err)
		ids[sound.ID] = true
	}
	require.Len(t, ids, 3, "key and command are part of the name")
}

func TestTextGoesInByTheStandardInput(t *testing.T) {
	t.Parallel()
	heard := filepath.Join(t.TempDir(), "heard")
	s, _, _ := speaker(t, func(c *speech.Config) {
		c.Command = program(t, "cat >"+heard+"; echo \"$@\" >>"+heard+"; cat "+tone(t, time.Second)) + " -v {lang}; $(reboot)"
	})
	_, err := s.Say(t.Context(), "uk", "Текст; $(reboot)")
	require.NoError(t, err)
	got, err := os.ReadFile(heard)
	require.NoError(t, err)
	require.Equal(t, "Текст; $(reboot)-v uk; $(reboot)\n", string(got))
}

func TestBadSoundsAreNotKept(t *testing.T) {
	t.Parallel()
	silence := filepath.Join(t.TempDir(), "silence.wav")
	require.NoError(t, os.WriteFile(silence, speech.Wav(make([]int16, speech.Rate)), 0o600))
	for name, script := range map[string]string{
		"nothing": "cat >/dev/null", "no wav": "echo hello", "silence": "cat " + silence, "too short": "cat " + tone(t, 20*time.Millisecond),
		"failure": "cat " + tone(t, time.Second) + "; exit 3", "without end": "cat /dev/zero",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, dir := speaker(t, func(c *speech.Config) { c.Command = program(t, script) })
			_, err := s.Say(t.Context(), "uk", "таємний текст")
			require.ErrorContains(t, err, "speech: the command")
			require.NotContains(t, err.Error(), "таємний")
			files, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, files)
		})
	}
}

func TestWhoLeavesDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	gate := filepath.Join(t.TempDir(), "gate")
	s, _, _ := speaker(t, func(c *speech.Config) {
		c.Command = program(t, "cat >/dev/null; until [ -e "+gate+" ]; do sleep 0.01; done; cat "+tone(t, time.Second))
	})
	ctx, leave := context.WithCancel(t.Context())
	leave()
	_, err := s.Say(ctx, "uk", "Вітаємо")
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, os.WriteFile(gate, nil, 0o600))
	_, err = s.Say(t.Context(), "uk", "Вітаємо")
	require.NoError(t, err)
}

func TestFolderStaysWithinItsSize(t *testing.T) {
	t.Parallel()
	s, c, dir := speaker(t, func(c *speech.Config) {
		c.Command, c.MaxBytes = program(t, "cat >/dev/null; cat "+tone(t, time.Second)), 5*16044
	})
	var prompt, first, last speech.Sound
	var err error
	for i := range 8 {
		c.add(time.Hour)
		prompt, err = s.Say(t.Context(), "uk", "Вітаємо")
		require.NoError(t, err)
		last, err = s.Say(t.Context(), "uk", "Текст "+strings.Repeat("і", i+1))
		require.NoError(t, err)
		if i == 0 {
			first = last
		}
	}
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.LessOrEqual(t, len(files), 5)
	require.FileExists(t, s.Path(prompt.ID), "what is said again and again stays")
	require.FileExists(t, s.Path(last.ID), "what was just said is about to be fetched")
	require.NoFileExists(t, s.Path(first.ID))
}

func TestHandlerServesSoundsAlone(t *testing.T) {
	t.Parallel()
	s, _, dir := speaker(t, func(c *speech.Config) { c.Command = program(t, "cat "+tone(t, time.Second)) })
	sound, err := s.Say(t.Context(), "uk", "Вітаємо")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "other.wav"), []byte("x"), 0o600))
	server := httptest.NewServer(http.StripPrefix("/speech", s.Handler()))
	t.Cleanup(server.Close)

	answer, err := http.Get(server.URL + "/speech/" + sound.ID + ".wav")
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Equal(t, "audio/wav", answer.Header.Get("Content-Type"))
	require.Equal(t, "public, max-age=31536000, immutable", answer.Header.Get("Cache-Control"))
	require.Len(t, body, 16044)

	for _, path := range []string{
		"", "other.wav", sound.ID, sound.ID + ".mp3", "../" + sound.ID + ".wav/x", strings.ToUpper(sound.ID) + ".wav",
		strings.Repeat("0", 40) + ".wav", "%2e%2e/other.wav",
	} {
		answer, err := http.Get(server.URL + "/speech/" + path)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusNotFound, answer.StatusCode, path)
	}
	answer, err = http.Post(server.URL+"/speech/"+sound.ID+".wav", "", nil)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusMethodNotAllowed, answer.StatusCode)
}

func TestMissingProgramIsNamedAtTheStart(t *testing.T) {
	t.Parallel()
	_, err := speech.New(speech.Config{Command: "no-such-speaker -v {lang}", Dir: t.TempDir(), Key: []byte("key")}, time.Now)
	require.ErrorContains(t, err, "SPEECH_COMMAND")
}

// MR-4.8
func TestNumberIsSpelledDigitByDigit(t *testing.T) {
	t.Parallel()
	texts, err := i18n.New()
	require.NoError(t, err)
	for _, try := range []struct{ lang, number, want string }{
		{"uk", "2026-010203", "два, нуль, два, шість. нуль, один, нуль, два, нуль, три"},
		{"uk", "М-2026-010203", "М. два, нуль, два, шість. нуль, один, нуль, два, нуль, три"},
		{"en", "2026-090807", "two, zero, two, six. zero, nine, zero, eight, zero, seven"},
		{"pl", "2026-4", "dwa, zero, dwa, sześć. cztery"},
		{"uk", "+38 (050)", "плюс, три, вісім. нуль, п’ять, нуль"},
		{"uk", "--", ""},
	} {
		require.Equal(t, try.want, speech.Digits(texts, try.lang, try.number))
	}
}
