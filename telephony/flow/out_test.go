package flow_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/casecore/calls"
	"hotline/telephony/flow"
)

// place begins a call of ours.
func place(t require.TestingT, out flow.Out) *line {
	l := &line{t: t, m: flow.New(settings()), now: start, s: flow.State{Out: &out}}
	l.on(flow.Entered{})
	return l
}

func officer() flow.Out {
	return flow.Out{Purpose: calls.ToOfficer, Endpoint: "PJSIP/officer", About: []flow.Piece{{Key: "voice.officer"}}}
}

// A line that could not be hung up is hung up again.
func TestALineThatIsNotHungUpIsTriedAgain(t *testing.T) {
	t.Parallel()
	l := place(t, officer())
	l.on(flow.Answered{})
	for l.s.Step == flow.Tell {
		l.hear()
		l.now = l.s.Due
		l.on(flow.Passed{})
	}
	require.Equal(t, flow.Close, l.s.Step, "a machine that answers is nobody")
	for range 3 {
		require.Contains(t, l.last.Acts, flow.HangUp{})
		l.now = l.s.Due
		l.on(flow.Passed{})
	}
}

// Whatever happens in whatever order on a call of ours: it comes to one result, which stays, what was recorded ends once, and the
// other one's line is let go of.
func TestAnyOrderOfEventsGivesACallOfOursOneResult(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		out := officer()
		switch rapid.SampledFrom([]string{calls.ToOfficer, calls.ToCheck, calls.ToCallBack}).Draw(t, "purpose") {
		case calls.ToCheck:
			out.Purpose = calls.ToCheck
		case calls.ToCallBack:
			out = flow.Out{Purpose: calls.ToCallBack, Endpoint: "PJSIP/a", Far: &flow.Far{Endpoint: "PJSIP/b"}}
		}
		l := place(t, out)
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			before := l.s
			l.now = l.now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "seconds")) * time.Second)
			l.on(happening(t, l.s))
			require.True(t, l.last.Commit || before.Step == l.s.Step && before.No == l.s.No && len(l.last.Effects) == 0)
		}
		l.on(flow.Left{Why: "hangup"})
		require.Equal(t, flow.Ended, l.s.Step)
		settled, recording, begun := 0, map[string]int{}, map[string]int{}
		for _, e := range l.effects {
			switch e := e.(type) {
			case flow.Settle:
				settled++
				require.Equal(t, l.s.Out.Result, e.Result)
			case flow.BeginRecording:
				require.Zero(t, begun[e.Name], "named twice")
				begun[e.Name]++
				recording[e.Name]++
			case flow.EndRecording:
				recording[e.Name]--
			case flow.LoseRecording:
				recording[e.Name]--
			}
		}
		require.Equal(t, 1, settled)
		for name, n := range recording {
			require.Zero(t, n, "%s never ended, or twice", name)
		}
		if far := l.s.Out.Far; far != nil {
			require.Empty(t, far.Channel)
		}
	})
}

func happening(t *rapid.T, s flow.State) flow.Event {
	name, far := s.Name(id), "other"
	if s.Out.Far != nil && s.Out.Far.Channel != "" {
		far = s.Out.Far.Channel
	}
	return rapid.SampledFrom([]flow.Event{
		stands(t),
		flow.Recorded{Name: s.Recording()},
		flow.Answered{},
		flow.Said{Name: name},
		flow.Said{Name: name, Failed: true},
		flow.Said{Name: "old"},
		flow.Pressed{Key: '1'},
		flow.Pressed{Key: '2'},
		flow.Pressed{Key: '3'},
		flow.Pressed{Key: '9'},
		flow.Recorded{Name: name},
		flow.Recorded{Name: name, Failed: true},
		flow.Recorded{Name: "old"},
		flow.Passed{},
		flow.Resumed{},
		flow.AgentUp{Channel: far},
		flow.AgentGone{Channel: far, Why: "busy"},
		flow.Left{Why: "hangup"},
		flow.Left{Why: flow.Lost},
	}).Draw(t, "event")
}
