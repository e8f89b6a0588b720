package telephony_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/asterisktest"
	"hotline/telephony/flow"
	spoken "hotline/telephony/speech"
)

// steps are those of a call that comes in.
var steps = []flow.Step{
	flow.Talk, flow.Bye, flow.Ring, flow.Menu, flow.Info, flow.Number, flow.Status, flow.Wait, flow.Promise, flow.Invite, flow.Record, flow.Thanks,
}

// numberAt is the number of whoever calls to be in that step.
func numberAt(step flow.Step) string {
	return fmt.Sprintf("+3805012345%02d", slices.Index(steps, step))
}

// One kill finds a call in every step. Who talks goes on talking, whose telephone rings is rung once, callers are asked again or
// told again, and what each gave is one report.
func TestKilledWithACallInEveryStepItLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	const prompt, stay = 14 * time.Second, 18 * time.Second
	o := newOffice(t)
	o.speech = newVoice(t, prompt) // long enough for all of them to come there
	o.set.RingAgent, o.set.MaxMessage = 30*time.Second, time.Minute
	o.set.TellEvery, o.set.Overflow = time.Minute, time.Hour
	call := func(step flow.Step, then ...asterisktest.Step) {
		o.pbx.Caller(t, asterisktest.CallerConfig{Number: numberAt(step), Steps: then})
	}
	_, talks := o.agent(asterisktest.PhoneConfig{Steps: talks(30 * time.Second)})
	_, leaves := o.agent(asterisktest.PhoneConfig{Steps: []asterisktest.Step{speech(time.Second), asterisktest.HangUp()}})
	rung := o.pbx.Phone(t, asterisktest.PhoneConfig{RingFor: prompt, Steps: []asterisktest.Step{speech(time.Second), asterisktest.HangUp()}})
	late := o.employed(rung.Dial())
	kill := o.spawn()
	keys, wait, bye := asterisktest.Keys, asterisktest.Wait, asterisktest.ExpectBye
	call(flow.Talk, keys("0"), wait(stay), asterisktest.HangUp())
	o.at(flow.Talk)
	o.together()
	call(flow.Bye, keys("0"), bye(patience))
	o.at(flow.Bye)
	o.ready(late)
	call(flow.Ring, keys("0"), wait(prompt+6*time.Second), asterisktest.HangUp())
	o.rings(rung)
	call(flow.Menu, wait(stay))
	call(flow.Info, keys("4"), wait(stay))
	call(flow.Number, keys("3"), wait(stay))
	call(flow.Status, keys("32026000001#"), wait(stay))
	call(flow.Wait, keys("0"), wait(stay))
	call(flow.Promise, keys("01"), bye(2*patience))
	call(flow.Invite, keys("02"), wait(stay))
	call(flow.Record, keys("022"), speech(stay), keys("#"), wait(time.Second), asterisktest.HangUp())
	call(flow.Thanks, keys("022"), wait(time.Second), speech(time.Second), keys("#"), bye(2*patience))
	o.eventually(func() bool {
		return o.count(`SELECT count(DISTINCT step) FROM calls WHERE ended_at IS NULL`) == len(steps)
	}, "not every step has a call")
	kill()
	o.spawn()
	o.eventually(func() bool { return o.count(`SELECT count(*) FROM calls WHERE ended_at IS NULL`) == 0 }, "a call does not end")
	o.settled()

	require.Equal(t, len(steps), o.count(`SELECT count(*) FROM calls`))
	require.Zero(t, o.count(`SELECT count(*) FROM calls WHERE ended_why NOT IN ('done', 'hangup')`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM calls WHERE caller = $1 AND agent_id IS NOT NULL`, numberAt(flow.Ring)))
	for _, phone := range []*asterisktest.Phone{talks, leaves, rung} {
		require.Len(t, phone.AwaitCalls(1), 1, "an agent is rung once")
		require.True(t, phone.Calls()[0].Connected)
	}
	given, files := map[string]int{}, map[string]int{}
	for _, r := range o.reports() {
		given[r.Phone]++
		files[r.Phone] += r.Files
	}
	require.Equal(t, map[string]int{
		numberAt(flow.Wait): 1, numberAt(flow.Promise): 1, numberAt(flow.Invite): 1, numberAt(flow.Record): 1, numberAt(flow.Thanks): 1,
	}, given, "who wanted something is reported once, nobody else is")
	require.Equal(t, 1, files[numberAt(flow.Record)], "what was said is there")
	require.Equal(t, 1, files[numberAt(flow.Thanks)])
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings r JOIN calls c ON c.id = r.call_id WHERE c.caller = $1
		AND r.state <> 'lost'`, numberAt(flow.Talk)))
	require.Greater(t, quietest(t, o.recording(numberAt(flow.Talk))), -45.0, "the recording of the talk has no gap")
}

// recording is the only one of somebody's calls.
func (r *rig) recording(caller string) []byte {
	r.t.Helper()
	var key string
	require.NoError(r.t, r.world.DB.QueryRow(r.t.Context(), `SELECT f.blob_key FROM files f JOIN call_recordings r ON r.file_id = f.id
		JOIN calls c ON c.id = r.call_id WHERE c.caller = $1`, caller).Scan(&key))
	wav, err := os.ReadFile(filepath.Join(strings.TrimPrefix(r.files, "file://"), key))
	require.NoError(r.t, err)
	return wav
}

// quietest is the level of the second of a sound in which the least was heard, in dB; its ends are left out.
func quietest(t *testing.T, wav []byte) float64 {
	t.Helper()
	w, err := spoken.ParseWav(wav)
	require.NoError(t, err)
	least := 0.0
	for second := 1; (second+2)*w.Rate < len(w.Samples); second++ {
		least = min(least, asterisktest.Level(spoken.Wav(w.Samples[second*w.Rate:][:w.Rate])))
	}
	return least
}

// Killed in the midst of a talk: both stay together meanwhile, and what each says is recorded.
func TestKilledInATalkBothHearEachOtherOn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a, phone := o.agent(asterisktest.PhoneConfig{Steps: []asterisktest.Step{
		speech(4 * time.Second), asterisktest.Wait(3 * time.Second), speech(3 * time.Second), asterisktest.ExpectBye(patience),
	}})
	kill := o.spawn()
	caller := o.caller(someone, asterisktest.Wait(3*time.Second), speech(5*time.Second), asterisktest.Wait(3*time.Second), asterisktest.HangUp())
	call := o.talking(a)
	row, err := o.book.Of(t.Context(), call)
	require.NoError(t, err)
	o.together()
	kill()
	bridges, err := o.client.Bridges(t.Context())
	require.NoError(t, err)
	require.Len(t, bridges, 1)
	require.Contains(t, bridges[0].Channels, row.Channel)
	o.spawn()
	again, err := o.client.Bridges(t.Context())
	require.NoError(t, err)
	require.Equal(t, bridges, again, "nobody touched the talk")
	require.Equal(t, asterisktest.ByUs, caller.Result().EndedBy)
	require.Equal(t, asterisktest.ByServer, phone.AwaitCalls(1)[0].EndedBy)
	o.settled()
	require.Equal(t, 1, o.count(`SELECT count(*) FROM calls`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE kind = 'talk' AND state = 'kept'`))
	require.Greater(t, quietest(t, o.recording("+380501234567")), -45.0, "each was heard when they spoke")
	require.Empty(t, o.reports())
}

// Several kills while many callers speak: every message is one report.
func TestKilledWhileManySpeakEveryMessageIsOneReport(t *testing.T) {
	t.Parallel()
	const callers, kills = 8, 3
	r := newRig(t)
	kill := r.spawn()
	var all []*asterisktest.Caller
	for i := range callers {
		all = append(all, r.pbx.Caller(t, asterisktest.CallerConfig{Number: fmt.Sprintf("05012345%02d", i), Steps: []asterisktest.Step{
			asterisktest.Wait(time.Duration(i) * 400 * time.Millisecond), asterisktest.Keys("2"), asterisktest.Wait(2 * time.Second),
			speech(4 * time.Second), asterisktest.Wait(6 * time.Second), asterisktest.HangUp(),
		}}))
	}
	for range kills {
		r.at(flow.Record)
		kill()
		kill = r.spawn()
	}
	for _, c := range all {
		c.Result()
	}
	r.eventually(func() bool { // some may have spoken to the dialplan
		return r.count(`SELECT count(*) FROM calls`) == callers
	}, "a call is not written down")
	r.settled()
	phones := map[string]int{}
	for _, report := range r.reports() {
		phones[report.Phone]++
	}
	require.Len(t, phones, callers, "everybody is reported")
	for phone, n := range phones {
		require.Equal(t, 1, n, phone)
	}
}
