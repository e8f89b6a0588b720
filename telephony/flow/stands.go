package flow

import "time"

// Stands is how a talk stands on the line, after a time in which nobody heard of it. The machine answers with what differs from
// what was committed: a kill, or a line that was cut, leaves what was decided undone.
type Stands struct {
	Near, Far, Third bool // who is in the bridge: the call's own line, the other one of the two, whoever was called to them
	Playing          bool // what was being said
	Recorded, Paused bool // the present recording goes on, in a pause
	Stored           bool // it does not, and lies on the disk
}

func (Stands) event() {}

// talkStands mends an agent's talk in place. Only where the agent is not in the bridge, so that nobody talks, it is begun anew.
func (t *turn) talkStands(e Stands) {
	a := t.agent()
	if !e.Far {
		if !e.Recorded {
			t.settleTape(&a.Tape, e.Stored)
		}
		t.resume()
		return
	}
	switch {
	case a.Held:
		if e.Near {
			t.acts = append(t.acts, Apart{Bridge: a.Bridge})
		}
		t.acts = append(t.acts, StartMusic{}) // whether it plays is not to be seen
	case !e.Near:
		t.acts = append(t.acts, Together{Bridge: a.Bridge})
	}
	if a.Third != nil && a.Third.Up && !e.Third {
		t.acts = append(t.acts, Join{Bridge: a.Bridge, Channel: a.Third.Channel})
	}
	t.mendTape(&a.Tape, a.Bridge, a.Paused, e)
	if t.s.Playing && !e.Playing {
		t.unsaid(a)
	}
}

// unsaid says again what nobody knows to have been heard: what was not read to its end cannot be agreed to (MR-4.4).
func (t *turn) unsaid(a *Agent) {
	t.s.Playing, t.s.Due = false, time.Time{}
	t.commit = true
	if a.Task != nil {
		t.perform()
	}
}

// joinedStands mends the talk of two whom we called.
func (t *turn) joinedStands(e Stands) {
	anew := !e.Near || !e.Far
	t.out(func(o *Out) {
		switch {
		case !anew:
			t.mendTape(&o.Far.Tape, o.Far.Bridge, false, e)
		case !e.Recorded:
			t.settleTape(&o.Far.Tape, e.Stored)
		}
	})
	if anew {
		t.resume()
	}
}
