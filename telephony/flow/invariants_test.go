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
			if stands, ok := e.(flow.Stands); ok && before.Step == flow.Talk {
				requireMended(t, l, before, stands)
			}
			if before.Agent == nil && l.s.Agent != nil {
				agents++
			}
			require.Contains(t, []int{0, 1}, agents)
			require.Equal(t, l.s.Agent != nil, agents == 1, "an agent is given back exactly once")
			require.Equal(t, l.s.Agent != nil, l.s.Step == flow.Ring || l.s.Step == flow.Talk)
			taped(t, l.s, recording)
		}
		l.on(flow.Left{Why: "hangup"})
		require.Equal(t, flow.Ended, l.s.Step)
		orders.carriedOut(t, l.last.Effects)
		orders.done(t)
		for _, e := range l.last.Effects {
			if end, ok := e.(flow.EndRecording); ok {
				require.Equal(t, 1, recording[end.Name])
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

// taped tells whether a call has one recording at most that goes on, which is its talk's where it talks and may be none when it broke
// too often.
func taped(t *rapid.T, s flow.State, recording map[string]int) {
	var going []string
	for name, n := range recording {
		if n == 1 {
			going = append(going, name)
		}
	}
	switch {
	case s.Step == flow.Record:
		require.Equal(t, []string{s.Name(id)}, going)
	case s.Step == flow.Talk && s.Agent.Recording != "":
		require.Equal(t, []string{s.Agent.Recording}, going)
	default:
		require.Empty(t, going)
		require.True(t, s.Step != flow.Talk || s.Agent.Broken > 0)
	}
}

// requireMended requires of the answer to how a talk stands that everybody is where they are written to be, and what is said there is
// recorded or is not for a pause; and that nothing is done where that was so.
func requireMended(t *rapid.T, l *line, before flow.State, e flow.Stands) {
	a := l.s.Agent
	if !e.Far {
		require.NotEqual(t, before.Agent.Bridge, a.Bridge, "nobody talked: it is begun anew")
		return
	}
	require.Equal(t, before.Agent.Bridge, a.Bridge)
	near, third, recorded, paused := e.Near, e.Third, e.Recorded, e.Paused
	for _, act := range l.last.Acts {
		switch act := act.(type) {
		case flow.Together:
			near = true
		case flow.Apart:
			near = false
		case flow.Join:
			third = act.Channel == a.Third.Channel
		case flow.TakeBoth:
			recorded, paused = act.Name == a.Recording, false
		case flow.PauseTake:
			paused = true
		case flow.ResumeTake:
			paused = false
		case flow.Connect, flow.Part, flow.Drop, flow.HangUp:
			require.Fail(t, "the talk was touched")
		}
	}
	require.Equal(t, !a.Held, near)
	require.True(t, a.Third == nil || !a.Third.Up || third)
	require.True(t, recorded)
	require.Equal(t, a.Paused, paused)
	as := e.Near != a.Held && e.Recorded && e.Paused == a.Paused && (a.Third == nil || e.Third || !a.Third.Up) && (e.Playing || !before.Playing)
	require.True(t, !as || a.Held || len(l.last.Acts) == 0 && !l.last.Commit, "it stood as it should")
}

// stands is some way in which a talk stands.
func stands(t *rapid.T) flow.Stands {
	some := func(what string) bool { return rapid.Bool().Draw(t, what) }
	e := flow.Stands{Near: some("near"), Far: some("far"), Third: some("third"), Playing: some("playing"), Recorded: some("recorded")}
	if e.Recorded {
		e.Paused = some("paused")
	} else {
		e.Stored = some("stored")
	}
	return e
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
		stands(t), stands(t),
		flow.Recorded{Name: s.Recording()},
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
