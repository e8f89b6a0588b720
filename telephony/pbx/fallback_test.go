package pbx_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/asterisktest"
	"hotline/telephony/pbx"
	"hotline/telephony/speech"
)

// Who could not leave a message is told so and does not believe it left.
func TestFullDiskIsToldToTheCaller(t *testing.T) {
	t.Parallel()
	s := asterisktest.Start(t)
	require.NoError(t, os.Remove(s.RecordingDir()))
	require.NoError(t, os.WriteFile(s.RecordingDir(), nil, 0o600)) // no folder to write to
	sounds := pbx.PrivatePaths(filepath.Dir(s.ConfigDir()), "").Sounds()
	refused := speech.Wav(asterisktest.Tone(2 * time.Second)) // the others are a fraction of that
	require.NoError(t, os.WriteFile(filepath.Join(sounds, "hotline/uk/refused.wav"), refused, 0o600))
	require.NoError(t, os.Chmod(filepath.Join(sounds, "hotline/uk/refused.wav"), 0o644))

	result := s.Caller(t, asterisktest.CallerConfig{Steps: []asterisktest.Step{asterisktest.ExpectBye(8 * time.Second)}}).Result()
	require.Equal(t, asterisktest.ByServer, result.EndedBy)
	require.Greater(t, result.Talked, 2*time.Second)
}

// A call that the product gives back, because its database is away, is taken like one that never reached it.
func TestProductMaySendACallToTheFallback(t *testing.T) {
	t.Parallel()
	s := asterisktest.Start(t)
	phone := s.Phone(t, asterisktest.PhoneConfig{Steps: []asterisktest.Step{
		asterisktest.Wait(700 * time.Millisecond), asterisktest.Speak(asterisktest.Tone(time.Second)), asterisktest.HangUp(),
	}})
	call := url.Values{"endpoint": {phone.Dial()}, "context": {"hotline-fallback"}, "extension": {"1555"}, "priority": {"1"}}
	require.NoError(t, configurer{s}.do(t.Context(), http.MethodPost, "/channels?"+call.Encode(), nil))
	phone.AwaitCalls(1)
	require.Eventually(t, func() bool {
		files, err := filepath.Glob(filepath.Join(s.RecordingDir(), "fallback.*.wav"))
		if err != nil || len(files) != 1 {
			return false
		}
		message, err := os.ReadFile(files[0])
		return err == nil && asterisktest.Level(message) > -30
	}, 10*time.Second, 20*time.Millisecond)
}
