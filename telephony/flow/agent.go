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
	t.s.Told = 0
	t.enter(Wait, prefix...)
}

func beginWait(t *turn) {
	t.do(Queue{To: t.s.To})
	t.s.To = ""
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
		switch e.Key {
		case '1':
			t.do(Unqueue{Outcome: desk.CallBack})
			t.enter(Promise)
		case '2':
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
		t.hush()
		t.s.No++ // another playback, so another name
		t.commit = true
		t.tellPosition()
	}
}

func beginRing(t *turn) {
	t.in(t.m.set.RingAgent)
	t.music()
	t.s.Agent.Channel = t.name()
	t.acts = append(t.acts, Dial{Channel: t.s.Agent.Channel, Endpoint: t.s.Agent.Endpoint})
}

func onRing(t *turn, e Event) {
	switch e := e.(type) {
	case AgentUp:
		if e.Channel == t.s.Agent.Channel {
			t.s.Agent.Up = true
			t.enter(Talk)
		}
	case Passed:
		t.agentGone(AgentGone{Channel: t.s.Agent.Channel, Why: "no_answer"})
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
	t.s.Told = 0
	t.enter(Wait)
}

func beginPromise(t *turn) {
	t.do(CallBack{})
	t.s.Left++ // they will be heard: not missed
	t.in(byeMost)
	t.say(piece("voice.promise"))
}

func minutes(d time.Duration) int { return max(1, int((d+time.Minute-1)/time.Minute)) }
