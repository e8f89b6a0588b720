package flow_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/casecore/desk"
	"hotline/telephony/flow"
)

// Whatever happens in whatever order: a decision that changes the step is committed, names are never used twice, what begins
// ends once, and a call whose line is gone stays ended.
func TestAnyOrderOfEventsKeepsTheInvariants(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := ring(t, rapid.Bool().Draw(t, "staffed"))
		l.withheld = rapid.Bool().Draw(t, "withheld")
		names, recording, agents := map[string]bool{}, map[string]int{}, 0
		orders := ledger{}
		for i := range rapid.IntRange(1, 60).Draw(t, "events") {
			before := l.s
			l.staffed = rapid.Bool().Draw(t, "staffed")
			l.now = l.now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "seconds")) * time.Second)
			e := event(t, l.s, i)
			orders.place(l.s, e)
			l.on(e)
			orders.carriedOut(t, l.last.Effects)
			require.True(t, l.last.Commit || before.Step == l.s.Step && before.No == l.s.No && len(l.last.Effects) == 0)
			for _, a := range l.last.Acts {
				name := said(a)
				require.False(t, names[name], "said under a name that was used")
				names[name] = name != ""
			}
			for _, e := range l.last.Effects {
				switch e := e.(type) {
				case flow.BeginRecording:
					require.Zero(t, recording[e.Name])
					recording[e.Name] = 1
				case flow.EndRecording:
					require.Equal(t, 1, recording[e.Name], "ended once, after it began")
					recording[e.Name] = 2
				case flow.LoseRecording:
					require.Equal(t, 1, recording[e.Name], "lost once, after it was announced")
					recording[e.Name] = 2
				case flow.Free:
					agents--
				}
			}
			if before.Agent == nil && l.s.Agent != nil {
				agents++
			}
			require.Contains(t, []int{0, 1}, agents)
			require.Equal(t, l.s.Agent != nil, agents == 1, "an agent is given back exactly once")
			require.Equal(t, l.s.Agent != nil, l.s.Step == flow.Ring || l.s.Step == flow.Talk)
		}
		l.on(flow.Left{Why: "hangup"})
		require.Equal(t, flow.Ended, l.s.Step)
		orders.carriedOut(t, l.last.Effects)
		orders.done(t)
		for _, e := range l.last.Effects {
			if end, ok := e.(flow.EndRecording); ok {
				recording[end.Name]++
			}
		}
		for name, n := range recording {
			require.Equal(t, 2, n, "%s never ended", name)
		}
		l.on(flow.Pressed{Key: '1'})
		require.Equal(t, flow.Ended, l.s.Step)
		require.Empty(t, l.last.Acts)
	})
}

// said is the name under which an act says something, "" when it does not.
func said(a flow.Act) string {
	switch a := a.(type) {
	case flow.Say:
		return a.Name
	case flow.Announce:
		return a.Name
	case flow.Ask:
		return a.Name
	}
	return ""
}

// ledger counts what was ordered and not carried out, by the orders' ids.
type ledger map[string]int

func (o ledger) place(s flow.State, e flow.Event) {
	if order, ok := e.(flow.Ordered); ok && s.Step != flow.Ended {
		o[order.ID]++
	}
}

func (o ledger) carriedOut(t require.TestingT, effects []flow.Effect) {
	for _, e := range effects {
		if e, ok := e.(flow.Obeyed); ok {
			o[e.ID]--
			require.Zero(t, o[e.ID], "an order is carried out once")
		}
	}
}

func (o ledger) done(t require.TestingT) {
	for id, n := range o {
		require.Zero(t, n, "nothing came of order %s", id)
	}
}

func event(t *rapid.T, s flow.State, no int) flow.Event {
	name := s.Name(id)
	channel, third := "other", "third"
	if s.Agent != nil {
		channel = s.Agent.Channel
		if s.Agent.Third != nil {
			third = s.Agent.Third.Channel
		}
	}
	order := flow.Ordered{ID: strconv.Itoa(no), Staff: "a", Endpoint: "PJSIP/b", Kind: rapid.SampledFrom([]desk.OrderKind{
		desk.Hold, desk.Unhold, desk.Transfer, desk.Conference, desk.Drop, desk.Pause, desk.Resume, desk.Speak, desk.Number, desk.HangUp,
	}).Draw(t, "order")}
	switch order.Kind {
	case desk.Speak:
		order.Wording = "w"
	case desk.Number:
		order.Text = "2026-000001"
	}
	return rapid.SampledFrom([]flow.Event{
		flow.Said{Name: name},
		flow.Said{Name: "old"},
		flow.Said{Name: name, Failed: true},
		flow.Pressed{Key: '0'},
		flow.Pressed{Key: '1'},
		flow.Pressed{Key: '2'},
		flow.Pressed{Key: '3'},
		flow.Pressed{Key: '4'},
		flow.Pressed{Key: '9'},
		flow.Pressed{Key: '#'},
		flow.Pressed{Key: '*'},
		flow.Recorded{Name: name},
		flow.Recorded{Name: name, Failed: true},
		flow.Recorded{Name: "old"},
		flow.Passed{},
		flow.Resumed{},
		flow.Found{Piece: flow.Piece{Key: "voice.status_unknown"}},
		flow.Offered{Staff: "a", Endpoint: "PJSIP/a"},
		flow.AgentUp{Channel: channel},
		order, order, order,
		flow.Replied{Result: desk.Agreed, Number: "2026-000001"},
		flow.AgentUp{Channel: third},
		flow.AgentGone{Channel: third, Why: "busy"},
		flow.AgentGone{Channel: channel, Why: "busy"},
		flow.Left{Why: "hangup"},
	}).Draw(t, "event")
}
