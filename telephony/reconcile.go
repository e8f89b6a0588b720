package telephony

import (
	"strings"

	"hotline/casecore/calls"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
)

// stasis is the dialplan's application that hands channels to ours.
const stasis = "Stasis"

// reconcile compares what Asterisk has with what was committed, after a time in which nobody listened: calls whose line is gone
// are ended, those that are there go on, channels that nobody took are taken, bridges of no talk are taken down.
func (s *session) reconcile() error {
	b := s.b
	channels, err := b.PBX.Channels(s.ctx)
	if err != nil {
		return err
	}
	live, err := b.Calls.Live(s.ctx, b.PBX.Name())
	if err != nil {
		return err
	}
	there, err := s.look(channels, live)
	if err != nil {
		return err
	}
	restored, err := s.restoreAll(live, there)
	if err == nil {
		err = s.endStrayBridges(there)
	}
	for _, c := range restored { // also after an error: whoever is adopted can be stopped
		go c.run()
	}
	if err != nil {
		return err
	}
	for _, c := range channels {
		s.adoptStray(c)
	}
	return s.endRecordings()
}

// restoreAll adopts the calls that were left in some step. None of them runs yet.
func (s *session) restoreAll(live []calls.Call, there *scene) ([]*call, error) {
	var restored []*call
	for _, row := range live {
		state, err := stateOf(row)
		if err != nil {
			return restored, err
		}
		c := s.b.newCall(s.ctx, s.fence, row, state)
		if !s.b.adopt(c) {
			continue
		}
		restored = append(restored, c)
		s.restore(c, there)
	}
	return restored, nil
}

// restore gives a call that was left in some step the event that says how it stands now.
func (s *session) restore(c *call, there *scene) {
	row, state := c.row, c.state
	if leg := state.Leg(); leg != "" {
		s.b.bind(leg, c)
	}
	if a := state.Agent; a != nil && a.Third != nil {
		s.b.bind(a.Third.Channel, c)
	}
	var news []flow.Event
	switch line, ok := there.channels[row.Channel]; {
	case !ok:
		news = append(news, flow.Left{Why: flow.Lost})
	case row.Direction == calls.In && line.App != stasis:
		news = append(news, flow.Left{Why: whyDialplan})
	default:
		news = standing(c, there)
	}
	for _, e := range news {
		c.put(e)
	}
}

// standing tells a call whose line is there what became of the rest of its step.
func standing(c *call, there *scene) []flow.Event {
	switch c.state.Step {
	case flow.Calls, flow.Reach, flow.Joined:
		return standingOut(c, there)
	case flow.Record, flow.Speak:
		switch name := c.state.Name(c.row.ID.String()); {
		case there.recorded[name]:
			return nil
		case there.stored[name]:
			return []flow.Event{flow.Recorded{Name: name}}
		}
	case flow.Ring:
		if leg, ok := there.channels[c.state.Agent.Channel]; ok {
			if leg.State == up {
				return []flow.Event{flow.AgentUp{Channel: leg.ID}}
			}
			return nil // it still rings
		}
	case flow.Talk:
		return talking(c, there)
	}
	return []flow.Event{flow.Resumed{}}
}

// talking tells a call that was talked with how the talk stands, and what became of whoever was called to it.
func talking(c *call, there *scene) []flow.Event {
	a := c.state.Agent
	if _, ok := there.channels[a.Channel]; !ok {
		return []flow.Event{flow.AgentGone{Channel: a.Channel, Why: flow.Lost}}
	}
	stands := there.talk(c)
	if a.Third == nil {
		return []flow.Event{stands}
	}
	switch leg, ok := there.channels[a.Third.Channel]; {
	case !ok:
		return []flow.Event{flow.AgentGone{Channel: a.Third.Channel, Why: flow.Lost}, stands}
	case leg.State == up && !a.Third.Up:
		return []flow.Event{stands, flow.AgentUp{Channel: leg.ID}}
	}
	return []flow.Event{stands}
}

// adoptStray takes a channel that came into the application while nobody listened, and ends a leg that is of no call any more, or
// that its call has let go of. One that rings still is not in the application: that its call lives shows that it is ours.
func (s *session) adoptStray(c asterisk.Channel) {
	if s.b.onChannel(c.ID) != nil {
		return
	}
	here := c.App == stasis && len(c.Args) >= 3 && c.Args[0] == s.b.PBX.App()
	switch {
	case here && c.Args[1] == argIn:
		s.take(c.ID, c.Args[2], c.Caller)
	case here, s.named(c.ID) != nil:
		_ = s.b.PBX.Hangup(c.ID)
	}
}

// endStrayBridges takes down bridges of ours whose call is over or has another one.
func (s *session) endStrayBridges(there *scene) error {
	for bridge := range there.bridges {
		id, _, ours := strings.Cut(bridge, ".")
		if _, err := calls.ParseID(id); err != nil || !ours {
			continue
		}
		if c := s.b.find(id); c != nil && c.state.Bridge() == bridge {
			continue
		}
		if err := s.b.PBX.EndBridge(bridge); err != nil {
			return err
		}
	}
	return nil
}

// endRecordings finds out which recordings have ended while nobody listened.
func (s *session) endRecordings() error {
	b := s.b
	going, err := b.Calls.Going(s.ctx, b.PBX.Name())
	if err != nil {
		return err
	}
	for _, r := range going {
		goes, err := b.PBX.RecordingGoesOn(s.ctx, r.Name)
		if err != nil {
			return err
		}
		if goes || b.find(r.Call.String()) != nil {
			continue // its call says when it has ended
		}
		if err := b.Calls.EndRecording(s.ctx, b.PBX.Name(), r.Name, b.Now()); err != nil {
			return err
		}
	}
	return nil
}
