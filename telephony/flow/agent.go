package flow

import (
	"strconv"
	"time"

	"hotline/casecore/desk"
)

// toAgent brings the caller to an agent, or to a message when nobody is there.
func (t *turn) toAgent(prefix ...Piece) {
	t.s.Wanted = true
	if !t.facts.Staffed {
		t.enter(Invite, append(prefix, piece("voice.nobody"))...)
		return
	}
	t.s.Told, t.s.To = 0, ""
	t.enter(Wait, prefix...)
}

func beginWait(t *turn) {
	t.do(Queue{To: t.s.To})
	t.tellPosition()
}

// tellPosition says how many wait before, and how long it may take.
func (t *turn) tellPosition() {
	t.in(t.m.set.TellEvery)
	t.s.Told++
	switch {
	case t.facts.Position <= 1:
		t.say(piece("voice.next"))
	default:
		t.say(Piece{Key: "voice.position", Args: map[string]string{
			"n": strconv.Itoa(t.facts.Position), "minutes": strconv.Itoa(minutes(t.facts.Expected)),
		}})
	}
	t.s.Prefix = nil
}

func onWait(t *turn, e Event) {
	switch e := e.(type) {
	case Said:
		t.music()
	case Offered:
		t.s.Agent = &Agent{Staff: e.Staff, Endpoint: e.Endpoint}
		t.enter(Ring)
	case Pressed:
		switch {
		case e.Key == '1' && !t.facts.Withheld:
			t.do(Unqueue{Outcome: desk.CallBack})
			t.enter(Promise)
		case e.Key == '1':
			t.do(Unqueue{Outcome: desk.Message})
			t.enter(Invite, piece("voice.withheld"))
		case e.Key == '2':
			t.do(Unqueue{Outcome: desk.Message})
			t.enter(Invite)
		}
	case Passed:
		if long := time.Duration(t.s.Told)*t.m.set.TellEvery >= t.m.set.Overflow; long && !t.s.Emergency || !t.facts.Staffed {
			why := piece("voice.overflow")
			if !t.facts.Staffed {
				why = piece("voice.nobody")
			}
			t.do(Unqueue{Outcome: desk.Message})
			t.enter(Invite, why)
			return
		}
		t.renew()
		t.tellPosition()
	}
}

func beginRing(t *turn) {
	t.in(t.m.set.RingAgent)
	t.music()
	a := t.agent()
	a.Channel = t.name()
	t.acts = append(t.acts, Dial{Channel: a.Channel, Endpoint: a.Endpoint})
}

func onRing(t *turn, e Event) {
	switch e := e.(type) {
	case AgentUp:
		if e.Channel == t.s.Agent.Channel {
			t.agent().Up = true
			t.enter(Talk)
		}
	case Passed:
		t.agentGone(AgentGone{Channel: t.s.Agent.Channel, Why: NoAnswer})
	}
}

// agentGone puts the caller back into the queue when nobody talked to them yet, and says good-bye when the talk is over.
func (t *turn) agentGone(e AgentGone) {
	a := t.s.Agent
	switch {
	case a == nil:
		return
	case a.Third != nil && e.Channel == a.Third.Channel:
		t.thirdGone(e)
		return
	case e.Channel != a.Channel:
		return
	case a.Up:
		t.release(a, Free{Staff: a.Staff, Talked: true})
		t.enter(Bye)
		return
	}
	t.release(a, Free{Staff: a.Staff, Missed: e.Why})
	t.s.Told, t.s.To = 0, "" // whom the call was passed to was rung
	t.enter(Wait)
}

// agent is this decision's own copy of the agent's leg, to be changed.
func (t *turn) agent() *Agent {
	a := *t.s.Agent
	t.s.Agent = &a
	return &a
}

func beginPromise(t *turn) {
	if t.s.Attempt == 0 { // promised once
		t.do(CallBack{})
		t.s.Left++ // they will be heard: not missed
	}
	t.in(byeMost)
	t.say(piece("voice.promise"))
}

func minutes(d time.Duration) int { return max(1, int((d+time.Minute-1)/time.Minute)) }
