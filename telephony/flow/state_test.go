package flow_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore/calls"
	"hotline/telephony/flow"
)

// What consoles show of a talk is read from what a call remembers.
func TestHowATalkStandsIsReadFromWhatTheCallRemembers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		agent *flow.Agent
		want  calls.Talking
	}{
		"nobody":        {},
		"it rings":      {&flow.Agent{Staff: "a", Channel: "b"}, calls.Talking{}},
		"a plain talk":  {&flow.Agent{Staff: "a", Channel: "b", Up: true, Tape: flow.Tape{Recording: "r"}}, calls.Talking{}},
		"unrecorded":    {&flow.Agent{Staff: "a", Channel: "b", Up: true}, calls.Talking{Broken: true}},
		"on hold":       {&flow.Agent{Staff: "a", Held: true}, calls.Talking{Held: true}},
		"in a pause":    {&flow.Agent{Staff: "a", Paused: true}, calls.Talking{Paused: true}},
		"a third rings": {&flow.Agent{Staff: "a", Third: &flow.Third{Channel: "c"}}, calls.Talking{}},
		"a third":       {&flow.Agent{Staff: "a", Third: &flow.Third{Channel: "c", Up: true}}, calls.Talking{Joined: true}},
	} {
		state, err := json.Marshal(flow.State{Agent: c.agent})
		require.NoError(t, err)
		call := calls.Call{State: state}
		require.Equal(t, c.want, call.Talking(), name)
	}
	state, err := json.Marshal(flow.State{Out: &flow.Out{Far: &flow.Far{Channel: "b", Up: true}}})
	require.NoError(t, err)
	call := calls.Call{State: state}
	require.Equal(t, calls.Talking{Broken: true}, call.Talking(), "of two whom we called")
}
