package flow

import (
	"time"

	"hotline/casecore/desk"
)

// askTries is how often a wording is read before no answer counts as none.
const askTries = 2

func beginTalk(t *turn) {
	t.silence()
	a := t.agent()
	if t.s.Attempt == 0 {
		t.s.Talked++
		t.do(Meet{Staff: a.Staff})
	}
	a.Bridge, a.Tape = t.name(), t.newTape(t.name())
	t.acts = append(t.acts, Connect{Bridge: a.Bridge, Channel: a.Channel, Recording: a.Recording})
	if a.Paused {
		t.leaveOut(&a.Tape)
	}
	if a.Third != nil && a.Third.Up {
		t.acts = append(t.acts, Join{Bridge: a.Bridge, Channel: a.Third.Channel})
	}
	if a.Held {
		t.acts = append(t.acts, Apart{Bridge: a.Bridge})
		t.music()
	}
	if a.calling() {
		t.in(t.m.set.RingOut + ringSlack)
	}
	if a.Task != nil {
		t.perform()
	}
}

func onTalk(t *turn, e Event) {
	switch e := e.(type) {
	case AgentUp:
		t.thirdUp(e)
	case Said:
		t.s.Due = time.Time{}
		switch task := t.s.Agent.Task; {
		case task == nil:
			t.commit = true
		case e.Failed && task.Wording != "": // what was not read cannot be agreed to
			t.replied(Replied{Result: desk.Stale})
		default:
			t.performed()
		}
	case Passed:
		t.waited()
	case Pressed:
		t.answered(e.Key)
	case Replied:
		t.replied(e)
	case Stands:
		t.talkStands(e)
	case Recorded:
		a := t.agent()
		t.tapeEnded(e, &a.Tape, a.Bridge, a.Paused)
		if a.Task != nil && a.Task.Wording != "" && a.Recording == "" {
			t.replied(Replied{Result: desk.Refused})
		}
	}
}

// ordered does what the agent wants, or says that it makes no sense now. An order for what is so already is carried out.
func (t *turn) ordered(e Ordered) {
	if o := t.s.Out; o != nil && o.Staff == e.Staff && e.Kind == desk.HangUp {
		t.do(Obeyed{ID: e.ID, Result: desk.Done})
		t.acts = append(t.acts, HangUp{})
		return
	}
	if t.s.Step != Talk || t.s.Agent.Staff != e.Staff || t.s.Agent.refuses(e.Kind) {
		t.do(Obeyed{ID: e.ID, Result: desk.Refused})
		return
	}
	switch a := t.agent(); e.Kind {
	case desk.Hold, desk.Unhold:
		t.hold(a, e.Kind == desk.Hold)
		t.do(Obeyed{ID: e.ID, Result: desk.Done})
	case desk.Pause, desk.Resume:
		t.pause(a, e.Kind == desk.Pause)
		t.do(Obeyed{ID: e.ID, Result: desk.Done})
	case desk.Transfer:
		t.do(Obeyed{ID: e.ID, Result: desk.Done})
		t.release(a, Free{Staff: a.Staff, Talked: true})
		t.s.Told, t.s.To = 0, e.To
		t.enter(Wait, piece("voice.transfer"))
	case desk.HangUp:
		t.do(Obeyed{ID: e.ID, Result: desk.Done})
		t.release(a, Free{Staff: a.Staff, Talked: true})
		t.enter(Bye)
	case desk.Conference:
		t.callThird(a, e)
	case desk.Drop:
		if a.Third != nil {
			t.endThird(a, desk.Over)
		}
		t.do(Obeyed{ID: e.ID, Result: desk.Done})
	case desk.Speak, desk.Number:
		a.Task = &Task{Order: e.ID, Wording: e.Wording, Text: e.Text}
		t.perform()
	}
}

// refuses tells whether an order makes no sense now. While the machine says something nobody is called, which would hush it, and
// no hold takes the caller away from it; a wording is read where the answer is recorded (MR-4.4).
func (a *Agent) refuses(kind desk.OrderKind) bool {
	switch kind {
	case desk.Hold, desk.Unhold:
		return a.Task != nil
	case desk.Conference:
		return a.Task != nil || a.Third != nil
	case desk.Speak:
		return a.Task != nil || a.Held || a.calling() || a.Paused || a.Recording == ""
	case desk.Number:
		return a.Task != nil || a.Held || a.calling()
	case desk.Pause:
		return a.Task != nil && a.Task.Wording != ""
	case desk.Resume, desk.Transfer, desk.Drop, desk.HangUp:
		return false
	}
	return true
}

// hold lets the caller hear music instead of the talk, or the talk again.
func (t *turn) hold(a *Agent, held bool) {
	switch {
	case held && !a.Held:
		t.acts = append(t.acts, Apart{Bridge: a.Bridge})
		t.music()
	case !held && a.Held:
		t.acts = append(t.acts, Together{Bridge: a.Bridge})
		t.s.Music = false
	}
	a.Held = held
}

func (t *turn) pause(a *Agent, paused bool) {
	switch {
	case paused && !a.Paused:
		t.leaveOut(&a.Tape)
	case !paused && a.Paused:
		t.goOn(&a.Tape)
	}
	a.Paused = paused
}

// renew gives the next thing that is played or dialled a name of its own.
func (t *turn) renew() {
	t.hush()
	t.s.No++
	t.commit = true
}

// perform says what the task is, to everybody in the talk.
func (t *turn) perform() {
	a := t.s.Agent
	if a.Task.Wording == "" {
		t.sayInto(Piece{Key: "voice.case_number", Args: map[string]string{Spelled: a.Task.Text}})
		return
	}
	t.renew()
	t.acts = append(t.acts, Ask{Name: t.name(), Bridge: a.Bridge, Wording: a.Task.Wording})
	t.s.Playing = true
	t.in(sayMost)
}

// Spelled is the argument of a piece that is said digit by digit.
const Spelled = "spelled"

func (t *turn) sayInto(p Piece) {
	t.renew()
	t.acts = append(t.acts, Announce{Name: t.name(), Bridge: t.s.Agent.Bridge, Pieces: []Piece{p}})
	t.s.Playing = true
	t.in(sayMost)
}

// performed goes on when all was said: a wording waits for a key.
func (t *turn) performed() {
	a := t.agent()
	if a.Task.Wording != "" {
		t.in(2 * t.m.set.KeyWait)
		t.commit = true
		return
	}
	t.do(Obeyed{ID: a.Task.Order, Result: desk.Done})
	a.Task = nil
}

// waited is the end of the time for an answer. Agreement is never assumed: no key is none.
func (t *turn) waited() {
	a := t.agent()
	if a.calling() {
		t.endThird(a, NoAnswer)
		return
	}
	t.s.Due = time.Time{}
	t.hush()
	t.commit = true
	if a.Task == nil {
		return
	}
	task := *a.Task
	task.Tries++
	if a.Task = &task; task.Wording != "" && task.Tries < askTries {
		t.perform()
		return
	}
	result := desk.Done
	if task.Wording != "" {
		result = desk.Silent
	}
	t.do(Obeyed{ID: task.Order, Result: result})
	a.Task = nil
	if result == desk.Silent {
		t.sayInto(piece("voice.no_reply"))
	}
}

// answered is a key: a yes counts once all was read, a no at any time.
func (t *turn) answered(key byte) {
	task := t.s.Agent.Task
	if task == nil || task.Wording == "" {
		return
	}
	if key == '2' || key == '1' && !t.s.Playing {
		t.reply = &Reply{Order: task.Order, Wording: task.Wording, Recording: t.s.Agent.Recording, Key: key}
	}
}

func (t *turn) replied(e Replied) {
	if t.s.Agent.Task == nil {
		return
	}
	a := t.agent()
	t.s.Due = time.Time{}
	t.hush()
	t.do(Obeyed{ID: a.Task.Order, Result: e.Result})
	a.Task = nil
	switch e.Result {
	case desk.Agreed:
		t.sayInto(Piece{Key: "voice.agreed", Args: map[string]string{Spelled: e.Number}})
	case desk.Corrected:
		t.sayInto(piece("voice.corrected"))
	}
}
