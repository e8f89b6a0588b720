package flow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/telephony/flow"
)

// asWritten is a talk that stands as it was left.
func asWritten() flow.Stands { return flow.Stands{Near: true, Far: true, Recorded: true} }

func TestATalkThatStandsAsItWasLeftIsNotTouched(t *testing.T) {
	t.Parallel()
	l := talk(t)
	before := l.s
	l.on(asWritten())
	require.Empty(t, l.last.Acts)
	require.False(t, l.last.Commit)
	require.Equal(t, before, l.s)
}

// MR-4.4: where and when somebody agreed is in the recording, so that a talk is not left without one.
func TestATalkWhoseRecordingWasNeverMadeIsRecordedFromNowOn(t *testing.T) {
	t.Parallel()
	l := talk(t)
	bridge := l.s.Agent.Bridge
	l.on(flow.Stands{Near: true, Far: true})
	require.Equal(t, []flow.Effect{
		flow.LoseRecording{Name: bridge}, flow.BeginRecording{Name: bridge + ".1", Kind: calls.Talk},
	}, l.last.Effects)
	require.Equal(t, []flow.Act{flow.TakeBoth{Bridge: bridge, Name: bridge + ".1"}}, l.last.Acts)

	l.on(flow.Stands{Near: true, Far: true, Stored: true})
	require.Equal(t, []flow.Effect{
		flow.EndRecording{Name: bridge + ".1"}, flow.BeginRecording{Name: bridge + ".2", Kind: calls.Talk},
	}, l.last.Effects, "what there is of it is collected")
	require.Equal(t, bridge, l.s.Agent.Bridge, "nobody is cut off")
}

// MR-4.4.1
func TestARecordingThatBeginsAnewInAPauseIsPaused(t *testing.T) {
	t.Parallel()
	l := talk(t)
	l.on(flow.Ordered{ID: "1", Staff: "a", Kind: desk.Pause})
	l.on(flow.Stands{Near: true, Far: true, Stored: true})
	name := l.s.Agent.Recording
	require.Contains(t, l.last.Effects, flow.PauseRecording{Name: name})
	require.Equal(t, []flow.Act{flow.TakeBoth{Bridge: l.s.Agent.Bridge, Name: name}, flow.PauseTake{Name: name}}, l.last.Acts)
}

// MR-4.4.1
func TestAPauseIsBegunOrEndedThatWasWrittenAndNotDone(t *testing.T) {
	t.Parallel()
	l := talk(t)
	name := l.s.Agent.Recording
	l.on(flow.Ordered{ID: "1", Staff: "a", Kind: desk.Pause})
	l.on(asWritten())
	require.Equal(t, []flow.Act{flow.PauseTake{Name: name}}, l.last.Acts)
	l.on(flow.Ordered{ID: "2", Staff: "a", Kind: desk.Resume})
	l.on(flow.Stands{Near: true, Far: true, Recorded: true, Paused: true})
	require.Equal(t, []flow.Act{flow.ResumeTake{Name: name}}, l.last.Acts)
	require.Empty(t, l.last.Effects, "it is written")
}

func TestAHoldIsBegunOrEndedThatWasWrittenAndNotDone(t *testing.T) {
	t.Parallel()
	l := talk(t)
	bridge := l.s.Agent.Bridge
	l.on(flow.Ordered{ID: "1", Staff: "a", Kind: desk.Hold})
	l.on(asWritten())
	require.Equal(t, []flow.Act{flow.Apart{Bridge: bridge}, flow.StartMusic{}}, l.last.Acts)
	l.on(flow.Stands{Far: true, Recorded: true})
	require.Equal(t, []flow.Act{flow.StartMusic{}}, l.last.Acts, "whether it plays is not to be seen")
	l.on(flow.Ordered{ID: "2", Staff: "a", Kind: desk.Unhold})
	l.on(flow.Stands{Far: true, Recorded: true})
	require.Equal(t, []flow.Act{flow.Together{Bridge: bridge}}, l.last.Acts)
}

func TestWhoeverWasCalledToATalkJoinsItThoughThatWasNotDone(t *testing.T) {
	t.Parallel()
	l := talk(t)
	l.on(flow.Ordered{ID: "1", Staff: "a", Kind: desk.Conference, Endpoint: "PJSIP/b"})
	third := l.s.Agent.Third.Channel
	l.on(asWritten())
	require.Empty(t, l.last.Acts, "they have not answered yet")
	l.on(flow.AgentUp{Channel: third})
	l.on(asWritten())
	require.Equal(t, []flow.Act{flow.Join{Bridge: l.s.Agent.Bridge, Channel: third}}, l.last.Acts)
}

// MR-4.4
func TestAWordingThatNobodyKnowsToHaveBeenReadIsReadAgain(t *testing.T) {
	t.Parallel()
	l := talk(t)
	l.on(flow.Ordered{ID: "1", Staff: "a", Kind: desk.Speak, Wording: "w"})
	before := l.s.Name(id)
	on := asWritten()
	on.Playing = true
	l.on(on)
	require.Empty(t, l.last.Acts, "it is still being read")
	l.on(asWritten())
	require.Equal(t, []flow.Act{flow.Ask{Name: l.s.Name(id), Bridge: l.s.Agent.Bridge, Wording: "w"}}, l.last.Acts)
	require.NotEqual(t, before, l.s.Name(id))
	l.press("1")
	require.Nil(t, l.last.Reply, "it is not assumed to have been heard")
}

func TestATalkWhoseAgentWasNeverLetInBeginsAnewAndItsRecordingIsNotMissed(t *testing.T) {
	t.Parallel()
	l := talk(t)
	before := *l.s.Agent
	l.on(flow.Stands{Near: true})
	require.Contains(t, l.last.Acts, flow.Part{Bridge: before.Bridge})
	require.Contains(t, l.last.Effects, flow.LoseRecording{Name: before.Recording})
	require.NotContains(t, l.last.Effects, flow.EndRecording{Name: before.Recording})
	a := l.s.Agent
	require.Contains(t, l.last.Acts, flow.Connect{Bridge: a.Bridge, Channel: a.Channel, Recording: a.Recording})
}

// A full disk is no loop.
func TestARecordingThatBreaksIsBegunAnewAFewTimesAndAfterEveryAbsence(t *testing.T) {
	t.Parallel()
	l := talk(t)
	l.on(flow.Ordered{ID: "0", Staff: "a", Kind: desk.Speak, Wording: "w"})
	for range 3 {
		name := l.s.Agent.Recording
		l.on(flow.Recorded{Name: name})
		require.Contains(t, l.last.Effects, flow.EndRecording{Name: name})
		require.Contains(t, l.last.Acts, flow.TakeBoth{Bridge: l.s.Agent.Bridge, Name: l.s.Agent.Recording})
	}
	l.on(flow.Recorded{Name: l.s.Agent.Recording, Failed: true})
	require.Empty(t, l.s.Agent.Recording)
	require.Contains(t, l.last.Effects, flow.Obeyed{ID: "0", Result: desk.Refused}, "the answer would not be recorded")
	for _, a := range l.last.Acts {
		require.IsType(t, flow.Hush{}, a)
	}
	l.on(flow.Ordered{ID: "1", Staff: "a", Kind: desk.Speak, Wording: "w"})
	require.Contains(t, l.last.Effects, flow.Obeyed{ID: "1", Result: desk.Refused})
	l.on(flow.Ordered{ID: "2", Staff: "a", Kind: desk.Pause})
	require.Equal(t, []flow.Effect{flow.Obeyed{ID: "2", Result: desk.Done}}, l.last.Effects)
	l.on(flow.Stands{Near: true, Far: true})
	require.Contains(t, l.last.Acts, flow.PauseTake{Name: l.s.Agent.Recording}, "it is tried again")
}

func TestALegThatWasToBeLetGoOfIsWhenItAnswers(t *testing.T) {
	t.Parallel()
	l := talk(t)
	l.on(flow.Ordered{ID: "1", Staff: "a", Kind: desk.Conference, Endpoint: "PJSIP/b"})
	third := l.s.Agent.Third.Channel
	l.on(flow.Ordered{ID: "2", Staff: "a", Kind: desk.Drop})
	l.on(flow.AgentUp{Channel: third})
	require.Equal(t, []flow.Act{flow.Drop{Channel: third}}, l.last.Acts)
}

func TestATalkOfTwoWhomWeCalledIsRecordedOnInItsBridge(t *testing.T) {
	t.Parallel()
	l := place(t, flow.Out{Purpose: calls.ToCallBack, Endpoint: "PJSIP/a", Far: &flow.Far{Endpoint: "PJSIP/b"}})
	l.on(flow.Answered{})
	l.on(flow.AgentUp{Channel: l.s.Out.Far.Channel})
	bridge := l.s.Out.Far.Bridge
	l.on(asWritten())
	require.Empty(t, l.last.Acts)
	l.on(flow.Stands{Near: true, Far: true})
	require.Equal(t, []flow.Act{flow.TakeBoth{Bridge: bridge, Name: bridge + ".1"}}, l.last.Acts)
	require.Contains(t, l.last.Effects, flow.LoseRecording{Name: bridge})
	l.on(flow.Recorded{Name: bridge + ".1"})
	require.Equal(t, []flow.Act{flow.TakeBoth{Bridge: bridge, Name: bridge + ".2"}}, l.last.Acts)
	l.on(flow.Stands{Near: true, Stored: true})
	require.Contains(t, l.last.Acts, flow.Part{Bridge: bridge})
	require.NotEqual(t, bridge, l.s.Out.Far.Bridge)
}
