package flow

import (
	"time"

	"hotline/casecore/desk"
)

// calling tells whether somebody who was called to the talk has not answered yet.
func (a *Agent) calling() bool { return a.Third != nil && !a.Third.Up }

// callThird rings somebody, for as long as whoever we call is rung.
func (t *turn) callThird(a *Agent, e Ordered) {
	t.renew()
	t.in(t.m.set.RingOut + ringSlack)
	a.Third = &Third{Channel: t.name(), Order: e.ID}
	t.acts = append(t.acts, Place{Channel: a.Third.Channel, Endpoint: e.Endpoint, CallerID: e.CallerID})
}

// thirdUp lets them join the talk.
func (t *turn) thirdUp(e AgentUp) {
	a := t.agent()
	if a.Third == nil || a.Third.Channel != e.Channel || a.Third.Up {
		return
	}
	third := *a.Third
	third.Up = true
	a.Third = &third
	t.s.Due = time.Time{}
	t.do(Obeyed{ID: third.Order, Result: desk.Done})
	t.acts = append(t.acts, Join{Bridge: a.Bridge, Channel: third.Channel})
}

// thirdGone is the end of their line.
func (t *turn) thirdGone(e AgentGone) {
	a := t.agent()
	if a.calling() {
		t.s.Due = time.Time{}
		t.do(Obeyed{ID: a.Third.Order, Result: desk.Result(e.Why)})
	}
	a.Third = nil
	t.commit = true
}

// endThird is the end of a third one's part in the talk, which goes on.
func (t *turn) endThird(a *Agent, result desk.Result) {
	if a.calling() {
		t.s.Due = time.Time{}
	}
	t.dropThird(a, result)
	a.Third = nil
}

// dropThird ends the line of whoever was called to the talk.
func (t *turn) dropThird(a *Agent, result desk.Result) {
	t.acts = append(t.acts, Drop{Channel: a.Third.Channel})
	if a.calling() {
		t.do(Obeyed{ID: a.Third.Order, Result: result})
	}
}
