package telephony_test

import (
	"testing"
	"time"

	"github.com/CyCoreSystems/ari/v5"
	"github.com/stretchr/testify/require"

	"hotline/internal/asterisktest"
	"hotline/internal/pgtest"
	"hotline/telephony"
	"hotline/telephony/flow"
	"hotline/telephony/pbx"
)

// wired is a rig whose bridge speaks to Asterisk over a wire.
func wired(t *testing.T, from string) (*rig, *wire) {
	t.Helper()
	r := newRig(t)
	w := newWire(t, from, r.pbx)
	r.client = clientBy(t, r.pbx, w.url())
	r.deps.PBX = r.client
	r.start()
	return r, w
}

// patientCaller presses the key for a report after so long, and speaks when they are told to.
func patientCaller(t *testing.T, r *rig, before time.Duration) *asterisktest.Caller {
	return r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: []asterisktest.Step{
		asterisktest.Wait(before), asterisktest.Keys("2"), asterisktest.Wait(2 * time.Second), speech(2 * time.Second),
		asterisktest.Keys("#"), asterisktest.ExpectBye(patience),
	}})
}

// thanked says that a caller was served to the end and gave one report with what they said.
func (r *rig) thanked(caller *asterisktest.Caller) {
	r.t.Helper()
	require.Equal(r.t, asterisktest.ByServer, caller.Result().EndedBy, "it is thanked and hung up")
	r.settled()
	reports := r.reports()
	require.Len(r.t, reports, 1)
	require.Equal(r.t, 1, reports[0].Files)
}

func TestACutEventSocketCostsNoCall(t *testing.T) {
	t.Parallel()
	r, w := wired(t, reservedHosts[0])
	caller := patientCaller(t, r, 1500*time.Millisecond)
	r.at(flow.Menu)
	w.cut()
	r.eventually(r.bridge.Ready, "the bridge does not come back")
	r.at(flow.Record)
	w.cut()
	r.thanked(caller)
	require.Equal(t, 1, r.count(`SELECT count(*) FROM calls`))
}

func TestANetworkThatFellSilentIsNoticedAndTheCallGoesOn(t *testing.T) {
	t.Parallel()
	r, w := wired(t, reservedHosts[1])
	caller := patientCaller(t, r, 16*time.Second)
	r.at(flow.Menu)
	w.hold()
	r.eventually(func() bool { return !r.bridge.Ready() }, "nobody notices that nothing comes")
	w.release()
	w.cut()
	r.eventually(r.bridge.Ready, "the bridge does not come back")
	r.thanked(caller)
}

func TestASlowNetworkServesAllTheSame(t *testing.T) {
	t.Parallel()
	r, w := wired(t, reservedHosts[2])
	w.slow(60 * time.Millisecond)
	r.thanked(patientCaller(t, r, time.Second))
}

// A message that was being spoken when Asterisk was killed is kept as far as it had come to the disk; who was in the menu
// is gone; and the bridge serves the next caller.
func TestAsteriskKilledInTheMidstOfCallsLosesNoMessage(t *testing.T) {
	t.Parallel()
	r := run(t)
	r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: []asterisktest.Step{
		asterisktest.Keys("2"), asterisktest.Wait(2 * time.Second), speech(8 * time.Second), asterisktest.Vanish(),
	}})
	r.at(flow.Record)
	r.pbx.Caller(t, asterisktest.CallerConfig{Number: "0501234568", Steps: []asterisktest.Step{
		asterisktest.Wait(patience), asterisktest.Vanish(),
	}})
	r.at(flow.Menu)
	time.Sleep(4 * time.Second) // of speech: Asterisk writes in blocks
	r.pbx.Kill()
	r.eventually(func() bool { return !r.bridge.Ready() }, "the bridge does not notice")
	r.pbx.Restart()
	r.eventually(r.bridge.Ready, "the bridge does not come back")
	r.settled()
	require.Equal(t, 2, r.count(`SELECT count(*) FROM calls WHERE ended_why = 'lost'`))
	reports := r.reports()
	require.Len(t, reports, 1, "who was in the menu had asked for nothing yet")
	require.Equal(t, 1, reports[0].Files)

	next := r.pbx.Caller(t, asterisktest.CallerConfig{Number: "0501234569", Steps: []asterisktest.Step{asterisktest.Wait(patience)}})
	r.at(flow.Menu)
	next.Vanish()
	r.settled()
}

// MR-2.1
func TestWithTheDatabaseAwayCallersSpeakToTheDialplanAndBecomeReports(t *testing.T) {
	t.Parallel()
	database := pgtest.NewServer(t)
	r := newRigOn(t, database.URL(), asterisktest.Start(t))
	r.cfg.LeaseTTL = 0 // as in service: the lease outlives the tries to write
	r.start()
	early := r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: []asterisktest.Step{
		asterisktest.Wait(6 * time.Second), asterisktest.Wait(2 * time.Second), speech(2 * time.Second), asterisktest.Keys("#"),
		asterisktest.ExpectBye(patience),
	}})
	r.at(flow.Menu)
	database.Stop(true)
	late := r.pbx.Caller(t, asterisktest.CallerConfig{Number: "0501234568", Steps: []asterisktest.Step{
		asterisktest.Wait(time.Second), speech(2 * time.Second), asterisktest.Keys("#"), asterisktest.ExpectBye(patience),
	}})
	for _, caller := range []*asterisktest.Caller{early, late} {
		require.Equal(t, asterisktest.ByServer, caller.Result().EndedBy, "the dialplan thanks and hangs up")
	}
	database.Start()
	r.eventually(func() bool {
		var n int
		err := r.world.DB.QueryRow(t.Context(), `SELECT count(*) FROM call_reports`).Scan(&n)
		return err == nil && n == 2
	}, "what the dialplan took is no report")
	r.settled()
	for _, report := range r.reports() {
		require.Equal(t, 1, report.Files)
	}
}

// Nobody who called while all was away is forgotten, though they left no message.
func TestWhoHungUpOnTheDialplanIsKnownAfterwards(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: []asterisktest.Step{asterisktest.HangUp()}}).Result()
	r.eventually(func() bool {
		names, err := r.client.Stored(t.Context())
		return err == nil && len(names) == 1
	}, "the dialplan leaves no trace")
	r.start()
	r.eventually(func() bool {
		return r.count(`SELECT count(*) FROM calls WHERE caller = '+380501234567' AND line = '1555' AND ended_why = 'dialplan'`) == 1
	}, "the call is not known")
	r.settled()
	require.Empty(t, r.reports(), "they asked for nothing")
}

func TestWhatTheDialplanTookAloneBecomesAReportAndWhoStillSpeaksIsLeftAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.pbx.Caller(t, asterisktest.CallerConfig{Number: someone, Steps: []asterisktest.Step{
		asterisktest.Wait(time.Second), speech(2 * time.Second),
	}}).Result()
	speaking := r.pbx.Caller(t, asterisktest.CallerConfig{Number: "0501234568", Line: asterisktest.EnglishLine, Steps: []asterisktest.Step{
		asterisktest.Wait(time.Second), speech(5 * time.Second),
	}})
	time.Sleep(2 * time.Second) // they are in the midst of it
	r.start()
	r.eventually(func() bool { return r.count(`SELECT count(*) FROM call_reports`) == 1 }, "the message is no report")
	require.Equal(t, "+380501234567", r.reports()[0].Phone)
	require.Equal(t, asterisktest.ByUs, speaking.Result().EndedBy, "nobody hung them up")
	r.eventually(func() bool { return r.count(`SELECT count(*) FROM call_reports`) == 2 }, "the second message is no report")
	r.settled()
	for _, report := range r.reports() {
		require.Equal(t, 1, report.Files)
	}
	require.Equal(t, "en", r.reports()[1].Lang)
}

func TestBeingReplacedByAnotherProcessIsNoticedAndTakenBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	states := make(chan bool, 16)
	r.deps.Hooks = telephony.Hooks{State: func(up bool) { states <- up }}
	r.start()
	require.True(t, <-states)
	other := make(chan error, 1)
	thief := clientOf(t, r.pbx)
	go func() { other <- thief.Listen(t.Context(), func() {}, deaf{}) }()
	require.False(t, <-states, "it does not stay deaf without a sign")
	require.True(t, <-states, "it takes the application back")
	require.ErrorContains(t, <-other, "taken over")
	r.thanked(patientCaller(t, r, 500*time.Millisecond))
}

func TestOfTwoCopiesOneServesAndTheOtherTakesOverWithinFiveSeconds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cfg.LeaseTTL = 4 * time.Second // as in service
	kill := r.spawn()
	second := r.spawnSoon()
	caller := patientCaller(t, r, 8*time.Second)
	r.at(flow.Menu)
	kill()
	killed := time.Now()
	r.awaitReady(second)
	require.Less(t, time.Since(killed), 5*time.Second)
	r.thanked(caller)
	require.Equal(t, 1, r.count(`SELECT count(*) FROM calls`))
}

func TestTwoAsterisksAreServedSideBySide(t *testing.T) {
	t.Parallel()
	one := run(t)
	server := asterisktest.StartWith(t, func(s *pbx.Settings) { s.Name = "second" })
	two := *one
	two.pbx, two.client = server, clientOf(t, server)
	two.deps.PBX = two.client
	two.start()
	first, second := patientCaller(t, one, 500*time.Millisecond), patientCaller(t, &two, 500*time.Millisecond)
	require.Equal(t, asterisktest.ByServer, first.Result().EndedBy)
	require.Equal(t, asterisktest.ByServer, second.Result().EndedBy)
	one.settled()
	two.settled()
	require.Len(t, one.reports(), 2)
	require.Equal(t, 2, one.count(`SELECT count(DISTINCT pbx) FROM calls`))
}

// deaf hears events and does nothing.
type deaf struct{}

func (deaf) Event(ari.Event) {}
func (deaf) Skipped(string)  {}
