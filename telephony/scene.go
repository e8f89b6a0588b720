package telephony

import (
	"encoding/json"
	"slices"

	"hotline/casecore/calls"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
)

// up is the state of a channel that was answered.
const up = "Up"

// scene is what Asterisk had when it was looked at, each list once.
type scene struct {
	channels map[string]asterisk.Channel
	bridges  map[string][]string // who is in them
	recorded map[string]bool     // of the live calls' recordings, those that go on
	paused   map[string]bool     // of these, those in a pause
	playing  map[string]bool     // of what is said in talks, what has not ended
	stored   map[string]bool     // recordings on Asterisk's disk, where a call wants to know
}

// look sees what the live calls need. The disk comes last: a recording that goes on no more when it is asked for lies there.
func (s *session) look(channels []asterisk.Channel, live []calls.Call) (*scene, error) {
	there := &scene{
		channels: make(map[string]asterisk.Channel, len(channels)), bridges: map[string][]string{},
		recorded: map[string]bool{}, paused: map[string]bool{}, playing: map[string]bool{}, stored: map[string]bool{},
	}
	for _, c := range channels {
		there.channels[c.ID] = c
	}
	bridges, err := s.b.PBX.Bridges(s.ctx)
	if err != nil {
		return nil, err
	}
	for _, b := range bridges {
		there.bridges[b.ID] = b.Channels
	}
	ended := false
	for _, row := range live {
		goes, err := s.lookAt(row, there)
		if err != nil {
			return nil, err
		}
		ended = ended || !goes
	}
	if !ended {
		return there, nil
	}
	names, err := s.b.PBX.Stored(s.ctx)
	for _, name := range names {
		there.stored[name] = true
	}
	return there, err
}

// lookAt sees how a call's recording stands, and whether what is said in its talk has ended. It returns false when the call should
// be recorded and is not.
func (s *session) lookAt(row calls.Call, there *scene) (goes bool, err error) {
	state, err := stateOf(row)
	if err != nil {
		return false, err
	}
	name := state.Name(row.ID.String())
	switch state.Step {
	case flow.Talk, flow.Joined:
		if state.Playing {
			if there.playing[name], err = s.b.PBX.PlaybackGoesOn(s.ctx, name); err != nil {
				return false, err
			}
		}
		name = state.Recording()
	case flow.Record, flow.Speak:
	default:
		return true, nil
	}
	if name == "" {
		return false, nil
	}
	how, err := s.b.PBX.RecordingState(s.ctx, name)
	there.recorded[name], there.paused[name] = how != "", how == asterisk.RecordingPaused
	return how != "", err
}

// stateOf is where a call was left.
func stateOf(row calls.Call) (flow.State, error) {
	var state flow.State
	err := json.Unmarshal(row.State, &state)
	state.Step, state.No = flow.Step(row.Step), row.StepNo
	return state, err
}

// talk is how a talk stands, whose two lines are there.
func (s *scene) talk(c *call) flow.Stands {
	bridge, tape := c.state.Bridge(), c.state.Recording()
	stands := flow.Stands{
		Near: s.in(bridge, c.row.Channel), Far: s.in(bridge, c.state.Leg()), Playing: s.playing[c.state.Name(c.row.ID.String())],
		Recorded: s.recorded[tape], Paused: s.paused[tape], Stored: s.stored[tape],
	}
	if a := c.state.Agent; a != nil && a.Third != nil {
		stands.Third = s.in(bridge, a.Third.Channel)
	}
	return stands
}

// in tells whether a channel is in that bridge.
func (s *scene) in(bridge, channel string) bool { return slices.Contains(s.bridges[bridge], channel) }
