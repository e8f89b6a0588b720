package flow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/telephony/flow"
)

func TestAPromiseThatIsSaidAgainAfterAStopIsWrittenOnce(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	l.press("01")
	require.Contains(t, l.last.Effects, flow.CallBack{})
	l.on(flow.Resumed{})
	require.NotContains(t, l.last.Effects, flow.CallBack{})
	require.Equal(t, []string{"voice.promise"}, l.said())
}

func TestNobodyIsPromisedACallWhoseNumberIsWithheld(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	l.press("0")
	d := l.m.On(id, l.s, flow.Pressed{Key: '1'}, flow.Facts{Now: l.now, Staffed: true, Withheld: true})
	require.Equal(t, flow.Invite, d.State.Step)
	require.Equal(t, []flow.Effect{flow.Unqueue{Outcome: desk.Message}}, d.Effects)
}

// MR-4.5: whoever calls from the desk is held by the call from its beginning to its end, however that is.
func TestACallFromTheDeskGivesItsAgentBack(t *testing.T) {
	t.Parallel()
	call := func() *line {
		l := &line{t: t, m: flow.New(settings()), now: start, s: flow.State{Out: &flow.Out{
			Purpose: calls.ToCallBack, Endpoint: "PJSIP/agent", Staff: "a", Far: &flow.Far{Endpoint: "PJSIP/citizen"},
		}}}
		l.on(flow.Entered{})
		return l
	}
	l := call()
	l.on(flow.Left{Why: flow.NoAnswer})
	require.Contains(t, l.last.Effects, flow.Free{Staff: "a", Missed: flow.NoAnswer})

	l = call()
	l.on(flow.Left{Why: flow.Lost})
	require.Contains(t, l.last.Effects, flow.Free{Staff: "a"}, "after a kill nobody knows whether they were at their telephone")

	l = call()
	l.on(flow.Answered{})
	require.Contains(t, l.last.Effects, flow.Meet{Staff: "a"})
	l.on(flow.AgentGone{Channel: l.s.Out.Far.Channel, Why: flow.Busy})
	l.on(flow.Left{Why: "hangup"})
	require.Contains(t, l.last.Effects, flow.Free{Staff: "a"})

	l = call()
	l.on(flow.Answered{})
	l.on(flow.AgentUp{Channel: l.s.Out.Far.Channel})
	require.Equal(t, flow.Joined, l.s.Step)
	l.on(flow.Ordered{ID: "1", Staff: "a", Kind: desk.HangUp})
	require.Equal(t, []flow.Effect{flow.Obeyed{ID: "1", Result: desk.Done}}, l.last.Effects)
	require.Contains(t, l.last.Acts, flow.HangUp{})
	l.on(flow.Left{Why: "hangup"})
	require.Contains(t, l.last.Effects, flow.Free{Staff: "a", Talked: true})
}
