package telephony_test

import (
	"context"
	"encoding/json"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/internal/asterisktest"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
)

// talkAt is how a call's talk was left.
func (r *rig) talkAt(call calls.CallID) (calls.Call, flow.State) {
	r.t.Helper()
	row, err := r.book.Of(r.t.Context(), call)
	require.NoError(r.t, err)
	var state flow.State
	require.NoError(r.t, json.Unmarshal(row.State, &state))
	return row, state
}

// recorded waits until a call's talk is being recorded, and returns the recording's name.
func (r *rig) recorded(call calls.CallID) (name string) {
	r.t.Helper()
	r.eventually(func() bool {
		_, state := r.talkAt(call)
		name = state.Recording()
		how, err := r.client.RecordingState(r.t.Context(), name)
		return name != "" && err == nil && how != "" && how != "queued"
	}, "the talk is not recorded")
	return name
}

// bridged waits until exactly these are in the only bridge.
func (r *rig) bridged(bridge string, channels ...string) {
	r.t.Helper()
	slices.Sort(channels)
	r.eventually(func() bool {
		list, err := r.client.Bridges(r.t.Context())
		require.NoError(r.t, err)
		require.Len(r.t, list, 1)
		require.Equal(r.t, bridge, list[0].ID, "the bridge is another one")
		slices.Sort(list[0].Channels)
		return slices.Equal(channels, list[0].Channels)
	}, "not everybody is where they should be")
}

// What a kill leaves undone of what was written is done in the bridge in which they talk: nobody is cut off, and what they say is
// recorded or is not, as the agent wants it.
func TestWhatAStopLeftUndoneOfATalkIsDoneWithoutCuttingAnybodyOff(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	executor := o.pbx.Phone(t, asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.cfg.Dial = func(string) string { return executor.DialThroughTrunk() }
	stop := o.start()
	a, phone := o.agent(asterisktest.PhoneConfig{Steps: []asterisktest.Step{speech(time.Second), asterisktest.ExpectBye(3 * patience)}})
	caller := o.caller(someone, asterisktest.ExpectBye(3*patience))
	call := o.talking(a)
	name := o.recorded(call)
	row, state := o.talkAt(call)
	bridge, agent := state.Bridge(), state.Leg()
	o.bridged(bridge, row.Channel, agent)
	away := func(meanwhile func() error) {
		t.Helper()
		stop()
		require.NoError(t, meanwhile())
		stop = o.start()
	}
	orders := func(kind desk.OrderKind, args desk.Args) {
		t.Helper()
		require.Equal(t, desk.Done, o.orders(a, kind, args))
	}

	orders(desk.Hold, desk.Args{})
	away(func() error { return o.client.Join(bridge, row.Channel) })
	o.bridged(bridge, agent)
	orders(desk.Unhold, desk.Args{})
	away(func() error { return o.client.Leave(bridge, row.Channel) })
	o.bridged(bridge, row.Channel, agent)

	orders(desk.Pause, desk.Args{})
	away(func() error { return o.client.ResumeRecording(name) })
	o.eventually(func() bool { return o.taped(name) == asterisk.RecordingPaused }, "what must not be recorded is")
	orders(desk.Resume, desk.Args{})
	away(func() error { return o.client.PauseRecording(name) })
	o.eventually(func() bool { return o.taped(name) == "recording" }, "the pause lasts")

	orders(desk.Conference, desk.Args{Phone: "+380441112233"})
	_, state = o.talkAt(call)
	third := state.Agent.Third.Channel
	o.bridged(bridge, row.Channel, agent, third)
	away(func() error { return o.client.Leave(bridge, third) })
	o.bridged(bridge, row.Channel, agent, third)
	require.Equal(t, name, o.recorded(call), "it is one recording")
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings`))

	orders(desk.Pause, desk.Args{})
	away(func() error { return o.client.StopRecording(name) })
	second := o.recorded(call)
	require.NotEqual(t, name, second)
	o.eventually(func() bool { return o.taped(second) == asterisk.RecordingPaused }, "what must not be recorded is, from the beginning")
	orders(desk.Resume, desk.Args{})
	o.eventually(func() bool {
		return o.count(`SELECT count(*) FROM call_recordings WHERE state IN ('kept', 'empty')`) == 1
	}, "the first part is not collected")
	away(func() error {
		if err := o.client.StopRecording(second); err != nil {
			return err
		}
		o.eventually(func() bool { return o.taped(second) == "" }, "it goes on")
		return o.client.DeleteStored(second) // as if it had never been made
	})
	require.NotEqual(t, second, o.recorded(call))
	o.bridged(bridge, row.Channel, agent, third)
	require.Len(t, phone.Calls(), 1)
	time.Sleep(time.Second) // of what is said then
	orders(desk.HangUp, desk.Args{})
	require.Equal(t, asterisktest.ByServer, caller.Result().EndedBy)
	o.settled()
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE state = 'lost'`))
	require.Equal(t, 3, o.count(`SELECT count(*) FROM call_recordings`))
}

// A recording that came to the disk after it was given up is collected all the same.
func TestARecordingThatWasTakenForLostIsCollectedWhenItIsThere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	stop := o.start()
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(2 * time.Second)})
	o.caller(someone, speech(2*time.Second), asterisktest.ExpectBye(patience))
	name := o.recorded(o.talking(a))
	time.Sleep(time.Second) // of what is said
	stop()
	require.NoError(t, o.client.StopRecording(name))
	_, err := o.world.DB.Exec(t.Context(), `UPDATE call_recordings SET state = 'lost', ended_at = now() WHERE name = $1`, name)
	require.NoError(t, err)
	o.start()
	o.eventually(func() bool {
		return o.count(`SELECT count(*) FROM call_recordings WHERE name = $1 AND state = 'kept'`, name) == 1
	}, "it stays lost")
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	o.settled()
}

// taped is Asterisk's word for how a recording stands.
func (r *rig) taped(name string) string {
	r.t.Helper()
	how, err := r.client.RecordingState(r.t.Context(), name)
	require.NoError(r.t, err)
	return how
}

// A leg that a kill kept from being let go of rings at nobody's telephone for long.
func TestALegThatItsCallHasLetGoOfIsHungUpAfterAStop(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	rung := o.pbx.Phone(t, asterisktest.PhoneConfig{NoAnswer: true})
	taken := o.pbx.Phone(t, asterisktest.PhoneConfig{Steps: talks(time.Second)})
	stop := o.start()
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, asterisktest.ExpectBye(patience))
	call := o.talking(a)
	name := o.recorded(call)
	stop()
	o.whileHeard(func() {
		for id, endpoint := range map[string]string{".98.0": taken.DialThroughTrunk(), ".99.0": rung.DialThroughTrunk()} {
			require.NoError(t, o.client.Originate(asterisk.Originate{
				ID: call.String() + id, Endpoint: endpoint, Args: []string{"leg", call.String()}, Timeout: patience,
			}))
		}
		o.rings(rung)
		o.eventually(func() bool {
			list, err := o.client.Channels(t.Context())
			return err == nil && slices.ContainsFunc(list, func(c asterisk.Channel) bool {
				return c.ID == call.String()+".98.0" && c.App == "Stasis"
			})
		}, "nobody takes it")
	})
	o.start()
	require.Equal(t, asterisktest.GaveUp, rung.AwaitCalls(1)[0].EndedBy)
	require.Equal(t, asterisktest.ByServer, taken.AwaitCalls(1)[0].EndedBy)
	require.Equal(t, name, o.recorded(call), "the talk is left alone")
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	o.settled()
}

// whileHeard does something while somebody hears the application's events, and leaves it at that.
func (r *rig) whileHeard(do func()) {
	r.t.Helper()
	ctx, end := context.WithCancel(r.t.Context())
	defer end()
	connected, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- r.client.Listen(ctx, func() { close(connected) }, deaf{}) }()
	<-connected
	do()
	end()
	require.ErrorIs(r.t, <-ended, context.Canceled)
}

// MR-4.4: a recording that ends by itself is begun anew, so often that a full disk is no loop.
func TestATalkWhoseRecordingBreaksIsRecordedOn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var broken atomic.Int32
	o.deps.Hooks.Broken = func() { broken.Add(1) }
	o.start()
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, asterisktest.ExpectBye(patience))
	call := o.talking(a)
	names := map[string]bool{}
	for range 3 {
		name := o.recorded(call)
		require.False(t, names[name])
		names[name] = true
		require.NoError(t, o.client.StopRecording(name))
		o.eventually(func() bool { _, state := o.talkAt(call); return state.Recording() != name }, "nobody notices")
	}
	require.NoError(t, o.client.StopRecording(o.recorded(call)))
	o.eventually(func() bool { _, state := o.talkAt(call); return state.Recording() == "" }, "it is tried for ever")
	require.Equal(t, desk.Refused, o.orders(a, desk.Speak, desk.Args{Wording: o.worded(a).ID}))
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	o.settled()
	require.Equal(t, 4, o.count(`SELECT count(*) FROM call_recordings`))
	require.EqualValues(t, 4, broken.Load())
}
