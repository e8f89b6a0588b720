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
	stored   map[string]bool     // recordings on Asterisk's disk, where a call wants to know
}

// look sees what the live calls need. The disk comes last: a recording that goes on no more when it is asked for lies there.
func (s *session) look(channels []asterisk.Channel, live []calls.Call) (*scene, error) {
	there := &scene{
		channels: make(map[string]asterisk.Channel, len(channels)), bridges: map[string][]string{},
		recorded: map[string]bool{}, stored: map[string]bool{},
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
		if step := flow.Step(row.Step); step != flow.Record && step != flow.Speak {
			continue
		}
		name, err := recordedBy(row)
		if err != nil {
			return nil, err
		}
		if there.recorded[name], err = s.b.PBX.RecordingGoesOn(s.ctx, name); err != nil {
			return nil, err
		}
		ended = ended || !there.recorded[name]
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

// recordedBy is the name under which a call's present step records.
func recordedBy(row calls.Call) (string, error) {
	var state flow.State
	err := json.Unmarshal(row.State, &state)
	state.No = row.StepNo
	return state.Name(row.ID.String()), err
}

// in tells whether a channel is in that bridge.
func (s *scene) in(bridge, channel string) bool { return slices.Contains(s.bridges[bridge], channel) }
