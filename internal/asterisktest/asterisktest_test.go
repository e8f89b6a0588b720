package asterisktest_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/asterisktest"
)

const (
	wait     = 20 * time.Second
	tick     = 20 * time.Millisecond
	busyHere = 486
)

// originate calls the endpoint; who answers hears the fallback, which is the only thing here that speaks.
func originate(t *testing.T, s *asterisktest.Server, endpoint string, timeout string) {
	t.Helper()
	query := url.Values{"endpoint": {endpoint}, "context": {"hotline-fallback"}, "extension": {"s"}, "priority": {"1"}, "timeout": {timeout}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/channels?"+query.Encode(), nil)
	require.NoError(t, err)
	request.SetBasicAuth(s.Username(), s.Password())
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusOK, answer.StatusCode)
}

// Nobody's report is lost because the product is away: the dialplan speaks and takes a message.
func TestMessageIsTakenWhileTheProductIsAway(t *testing.T) {
	t.Parallel()
	s := asterisktest.Start(t)
	result := s.Caller(t, asterisktest.CallerConfig{Number: "+380501112233", Steps: []asterisktest.Step{
		asterisktest.Wait(700 * time.Millisecond), // the fallback's words
		asterisktest.Speak(asterisktest.Tone(1500 * time.Millisecond)),
		asterisktest.Keys("#"),
		asterisktest.ExpectBye(10 * time.Second),
	}}).Result()
	require.True(t, result.Connected)
	require.Equal(t, asterisktest.ByServer, result.EndedBy)

	files, err := os.ReadDir(s.RecordingDir())
	require.NoError(t, err)
	require.Len(t, files, 1)
	require.Regexp(t, `^fallback\.[0-9]+\.test-[0-9]+\.[0-9]+\.1555\.\+380501112233\.wav$`, files[0].Name())
	message, err := os.ReadFile(filepath.Join(s.RecordingDir(), files[0].Name()))
	require.NoError(t, err)
	require.Greater(t, asterisktest.Level(message), -30.0, "the message is silence")
	require.Greater(t, asterisktest.Length(message), time.Second)
}

// A caller who hangs up in the middle of a sentence has still said it, and nothing but digits gets into a file's name.
func TestMessageOutlivesAHangUp(t *testing.T) {
	t.Parallel()
	s := asterisktest.Shared(t)
	result := s.Caller(t, asterisktest.CallerConfig{Number: "q'(1)~", Line: asterisktest.EnglishLine, Steps: []asterisktest.Step{
		asterisktest.Wait(700 * time.Millisecond), asterisktest.Speak(asterisktest.Tone(time.Second)),
	}}).Result()
	require.Equal(t, asterisktest.ByUs, result.EndedBy)
	require.Eventually(t, func() bool {
		files, err := filepath.Glob(filepath.Join(s.RecordingDir(), "fallback.*.1556.1.wav"))
		if err != nil || len(files) != 1 {
			return false
		}
		message, err := os.ReadFile(files[0])
		return err == nil && asterisktest.Length(message) > 500*time.Millisecond && asterisktest.Level(message) > -30
	}, wait, tick)
}

func TestOnlyTheLinesCanBeCalled(t *testing.T) {
	t.Parallel()
	s := asterisktest.Shared(t)
	for _, number := range []string{"9999", "0501234567", "s", "+380501112233"} {
		result := s.Caller(t, asterisktest.CallerConfig{Line: number}).Result()
		require.False(t, result.Connected, number)
		require.Equal(t, http.StatusNotFound, result.Code, number)
	}
}

// A caller cannot make the city call for him: neither abroad nor anywhere else.
func TestCallerCannotTransferHimself(t *testing.T) {
	t.Parallel()
	s := asterisktest.Start(t)
	caller := s.Caller(t, asterisktest.CallerConfig{Steps: []asterisktest.Step{
		asterisktest.Transfer("00442012345678"), asterisktest.Transfer(asterisktest.EnglishLine), asterisktest.ExpectBye(5 * time.Second),
	}})
	result := caller.Result()
	require.True(t, result.Connected)
	require.Equal(t, asterisktest.NoBye, result.EndedBy, "the call goes on as if nothing had been asked")
	require.Eventually(t, func() bool { return strings.Contains(s.Console("core show calls"), "1 call processed") }, wait, tick)
}

func TestTelephonesDoAsTheyAreTold(t *testing.T) {
	t.Parallel()
	s := asterisktest.Shared(t)
	for name, try := range map[string]struct {
		phone asterisktest.PhoneConfig
		want  asterisktest.Result // less its times
	}{
		"presses a key and hangs up": {
			asterisktest.PhoneConfig{Steps: []asterisktest.Step{asterisktest.Keys("1"), asterisktest.Wait(200 * time.Millisecond)}},
			asterisktest.Result{Connected: true, EndedBy: asterisktest.ByUs},
		},
		"is busy":   {asterisktest.PhoneConfig{Busy: true}, asterisktest.Result{Code: busyHere}},
		"no answer": {asterisktest.PhoneConfig{NoAnswer: true}, asterisktest.Result{EndedBy: asterisktest.GaveUp}},
		"vanishes": {
			asterisktest.PhoneConfig{Steps: []asterisktest.Step{asterisktest.Vanish()}},
			asterisktest.Result{Connected: true, EndedBy: asterisktest.Vanished},
		},
		"rings first": {
			asterisktest.PhoneConfig{RingFor: 300 * time.Millisecond, Steps: []asterisktest.Step{asterisktest.HangUp()}},
			asterisktest.Result{Connected: true, EndedBy: asterisktest.ByUs},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			phone := s.Phone(t, try.phone)
			originate(t, s, phone.Dial(), "2")
			calls := phone.AwaitCalls(1)
			require.Len(t, calls, 1)
			calls[0].Rang, calls[0].Talked = 0, 0
			require.Equal(t, try.want, calls[0])
		})
	}
}

// A caller whose telephone dies must not hold the line for ever.
func TestWhoVanishesIsHungUp(t *testing.T) {
	t.Parallel()
	s := asterisktest.Start(t)
	caller := s.Caller(t, asterisktest.CallerConfig{Steps: []asterisktest.Step{asterisktest.Wait(time.Minute)}})
	require.Eventually(t, func() bool { return len(s.Channels()) == 1 }, wait, tick)
	caller.Vanish()
	require.Eventually(t, func() bool { return len(s.Channels()) == 0 }, wait, 10*tick)
}

func TestKilledServerComesBackWhereItWas(t *testing.T) {
	t.Parallel()
	s := asterisktest.Start(t)
	caller := s.Caller(t, asterisktest.CallerConfig{Steps: []asterisktest.Step{asterisktest.ExpectBye(wait)}})
	require.Eventually(t, func() bool { return len(s.Channels()) == 1 }, wait, tick)
	s.Kill()
	s.Restart()
	require.Empty(t, s.Channels())
	caller.Vanish()
	require.True(t, s.Caller(t, asterisktest.CallerConfig{Steps: []asterisktest.Step{asterisktest.HangUp()}}).Result().Connected)
}
