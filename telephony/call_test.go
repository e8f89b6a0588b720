package telephony_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/internal/asterisktest"
	"hotline/telephony/flow"
)

const someone = "0501234567"

// speech is something said, loud enough to be heard.
func speech(length time.Duration) asterisktest.Step {
	return asterisktest.Speak(asterisktest.Tone(length))
}

// MR-2.1
func TestAMessageBecomesAReportWithItsRecording(t *testing.T) {
	t.Parallel()
	r := run(t)
	caller := r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: []asterisktest.Step{
		asterisktest.Wait(300 * time.Millisecond), asterisktest.Keys("2"), // nobody is there
		asterisktest.Wait(2 * time.Second), speech(2 * time.Second), asterisktest.Keys("#"), asterisktest.ExpectBye(patience),
	}})
	require.Equal(t, asterisktest.ByServer, caller.Result().EndedBy, "it is thanked and hung up")
	r.settled()
	reports := r.reports()
	require.Len(t, reports, 1)
	require.Equal(t, "+380501234567", reports[0].Phone)
	require.Equal(t, 1, reports[0].Files)
	require.False(t, reports[0].SOS)
	require.True(t, r.speech.heard("Розмова записується"), "the recording is announced")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM call_reports`))
	stored, err := r.client.Stored(t.Context())
	require.NoError(t, err)
	require.Empty(t, stored, "Asterisk keeps no copy")
}

func TestHangingUpInTheMessageKeepsWhatWasSaid(t *testing.T) {
	t.Parallel()
	r := run(t)
	r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: []asterisktest.Step{
		asterisktest.Keys("1"), asterisktest.Wait(2 * time.Second), speech(2 * time.Second), asterisktest.HangUp(),
	}}).Result()
	r.settled()
	reports := r.reports()
	require.Len(t, reports, 1)
	require.True(t, reports[0].SOS, "the key for an emergency was pressed")
	require.Equal(t, 1, reports[0].Files)
}

func TestAMessageInWhichNothingIsSaidIsACallToReturn(t *testing.T) {
	t.Parallel()
	r := run(t)
	r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: []asterisktest.Step{
		asterisktest.Keys("2"), asterisktest.Wait(2 * time.Second), asterisktest.HangUp(),
	}}).Result()
	r.settled()
	reports := r.reports()
	require.Len(t, reports, 1)
	require.Zero(t, reports[0].Files)
	require.Contains(t, reports[0].Text, "Пропущений дзвінок")
}

// Somebody hung up at the signal, before Asterisk had made a file.
func TestAMessageThatWasNeverRecordedIsACallToReturn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ago := time.Now().Add(-time.Minute)
	row := calls.Call{
		ID: casecore.NewID[calls.CallID](), PBX: r.client.Name(), Channel: "gone", Direction: calls.In, Purpose: calls.ToReport,
		Line: asterisktest.Line, Caller: "+380501234567", Grade: calls.New, Lang: "uk", Step: string(flow.Ended), State: []byte("{}"),
		Started: ago, Ended: ago, EndedWhy: "hangup",
	}
	require.NoError(t, r.book.Begin(t.Context(), row))
	require.NoError(t, r.book.AddRecording(t.Context(), calls.Recorded{
		ID: uuid.Must(uuid.NewV7()), Call: row.ID, PBX: row.PBX, Name: row.ID.String() + ".3.0", Kind: calls.Message, State: calls.Stored,
		Started: ago, Ended: ago,
	}))
	r.start()
	r.eventually(func() bool { return len(r.reports()) == 1 }, "nobody calls them back")
	r.settled()
	require.Contains(t, r.reports()[0].Text, "Пропущений дзвінок")
	require.Equal(t, 1, r.count(`SELECT count(*) FROM call_recordings WHERE state = 'lost'`))
}

func TestTheLineSpeaksItsLanguage(t *testing.T) {
	t.Parallel()
	r := run(t)
	r.pbx.Caller(t, asterisktest.CallerConfig{Line: asterisktest.EnglishLine, Number: someone, Steps: []asterisktest.Step{
		asterisktest.Wait(300 * time.Millisecond), asterisktest.Keys("4"), asterisktest.Wait(300 * time.Millisecond),
	}}).Result()
	r.settled()
	require.True(t, r.speech.heard("en: Welcome!"))
	require.True(t, r.speech.heard("around the clock"))
	require.Empty(t, r.reports(), "who only asked for information is not missed")
}

func TestACallerWhoVanishesIsNoticed(t *testing.T) {
	t.Parallel()
	r := run(t)
	caller := r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: []asterisktest.Step{asterisktest.Wait(patience)}})
	r.at(flow.Menu)
	caller.Vanish()
	r.settled()
}

func TestTheStatusOfAnothersCaseIsNotTold(t *testing.T) {
	t.Parallel()
	r := run(t)
	r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: []asterisktest.Step{
		asterisktest.Keys("3"), asterisktest.Keys("2026000001#"), asterisktest.Wait(500 * time.Millisecond),
	}}).Result()
	r.settled()
	require.True(t, r.speech.heard("з вашого телефону не знайдено"))
}
