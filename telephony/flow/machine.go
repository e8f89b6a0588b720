package flow

import (
	"time"

	"hotline/casecore/desk"
)

// Machine decides. It has no state of its own and is safe for concurrent use.
type Machine struct{ set Settings }

// New returns a Machine.
func New(set Settings) *Machine { return &Machine{set} }

// On decides what an event means to the call of that id, which stands at s.
func (m *Machine) On(call string, s State, e Event, f Facts) Decision {
	t := &turn{m: m, call: call, s: s, facts: f}
	if s.Step == Ended {
		return Decision{State: s}
	}
	switch e := e.(type) {
	case Entered:
		if s.Out != nil {
			t.enter(Calls)
			break
		}
		t.acts = append(t.acts, Answer{})
		t.enter(Menu)
	case Left:
		if s.Out != nil {
			t.outLeft(e)
			break
		}
		t.left(e)
	case Resumed:
		t.resume()
	case AgentGone:
		if s.Out != nil {
			t.farGone(e)
			break
		}
		t.agentGone(e)
	case AgentUp:
		if !s.rings(e.Channel) { // it was to be let go of, and that was not done
			t.acts = append(t.acts, Drop(e))
			break
		}
		steps[s.Step].on(t, e)
	case Ordered:
		t.ordered(e)
	case Said:
		if e.Name == s.Name(call) && s.Playing {
			t.s.Playing = false
			steps[s.Step].on(t, e)
		}
	default:
		steps[s.Step].on(t, e)
	}
	return Decision{State: t.s, Commit: t.commit, Effects: t.effects, Acts: t.acts, Find: t.find, Reply: t.reply}
}

// turn is one decision in the making.
type turn struct {
	m       *Machine
	call    string
	s       State
	facts   Facts
	acts    []Act
	effects []Effect
	find    *Find
	reply   *Reply
	commit  bool
}

// behaviour is what a step does when it begins and about an event.
type behaviour struct {
	begin func(t *turn)
	on    func(t *turn, e Event)
}

var steps map[Step]behaviour

func init() { //nolint:gochecknoinits // the steps refer to one another through this table
	steps = map[Step]behaviour{
		Menu:    {beginMenu, onMenu},
		Info:    {beginInfo, onInfo},
		Number:  {beginNumber, onNumber},
		Status:  {beginStatus, onInfo},
		Wait:    {beginWait, onWait},
		Ring:    {beginRing, onRing},
		Talk:    {beginTalk, onTalk},
		Promise: {beginPromise, onBye},
		Invite:  {beginInvite, onInvite},
		Record:  {beginRecord, onRecord},
		Thanks:  {beginThanks, onBye},
		Bye:     {beginBye, onBye},
		Ended:   {func(*turn) {}, func(*turn, Event) {}},
	}
	outSteps(steps)
}

// enter begins a step, with something to be said before it.
func (t *turn) enter(step Step, prefix ...Piece) {
	t.hush()
	t.s.Step, t.s.No, t.s.Attempt, t.s.Due, t.s.Prefix, t.s.Digits = step, t.s.No+1, 0, time.Time{}, prefix, ""
	t.commit = true
	steps[step].begin(t)
}

// resume begins the step anew, under another name. Whatever was heard before may still be heard: it is stopped by its name.
func (t *turn) resume() {
	if t.s.Playing {
		t.hush()
	}
	if t.s.Out == nil { // it may have been decided and not done
		t.acts = append(t.acts, Answer{})
	}
	switch t.s.Step {
	case Record, Speak:
		t.do(LoseRecording{Name: t.name()})
	case Joined:
		t.acts = append(t.acts, Part{Bridge: t.s.Out.Far.Bridge})
		t.out(func(o *Out) { t.endTape(&o.Far.Tape) })
	case Talk:
		a := t.agent()
		t.acts = append(t.acts, Part{Bridge: a.Bridge})
		t.endTape(&a.Tape)
	}
	t.s.Attempt++
	t.s.Digits, t.s.Due = "", time.Time{}
	t.commit = true
	steps[t.s.Step].begin(t)
}

func (t *turn) name() string { return t.s.Name(t.call) }

// sayMost bounds whatever is said, should its end never be told: package speech says nothing that is longer than five minutes.
const sayMost = 5*time.Minute + 15*time.Second

// say plays what was to be said before the step, and the step's own. A step that has no moment of its own gets one, so that it
// goes on without the end of the prompt, and at once where there is nothing to be said.
func (t *turn) say(pieces ...Piece) {
	all := append(append([]Piece{}, t.s.Prefix...), pieces...)
	if len(all) == 0 {
		t.in(0)
		return
	}
	if t.s.Due.IsZero() {
		t.in(sayMost)
	}
	t.silence()
	t.acts = append(t.acts, Say{Name: t.name(), Pieces: all})
	t.s.Playing = true
}

// hush ends what is being said.
func (t *turn) hush() {
	if t.s.Playing {
		t.acts = append(t.acts, Hush{Name: t.name()})
		t.s.Playing = false
	}
}

func (t *turn) music() {
	if !t.s.Music {
		t.acts = append(t.acts, StartMusic{})
		t.s.Music = true
	}
}

func (t *turn) silence() {
	if t.s.Music {
		t.acts = append(t.acts, StopMusic{})
		t.s.Music = false
	}
}

func (t *turn) in(d time.Duration) { t.s.Due = t.facts.Now.Add(d) }

func (t *turn) do(e Effect) {
	t.effects = append(t.effects, e)
	t.commit = true
}

// end is the last step.
func (t *turn) end(why string) {
	t.s.Step, t.s.No, t.s.Attempt, t.s.Due, t.s.Why = Ended, t.s.No+1, 0, time.Time{}, why
	t.s.Playing, t.s.Music, t.s.Agent = false, false, nil
	t.commit = true
}

// left ends the call: what was recorded is kept, whoever is at the other end is freed.
func (t *turn) left(e Left) {
	switch t.s.Step {
	case Record:
		t.do(EndRecording{Name: t.name()})
		t.s.Left++
	case Wait, Ring:
		t.do(Unqueue{Outcome: desk.Abandoned})
	}
	if a := t.s.Agent; a != nil {
		t.release(a, Free{Staff: a.Staff, Talked: a.Up})
	}
	if t.s.Left == 0 && t.s.Talked == 0 {
		t.do(Miss{Wanted: t.s.Wanted})
	}
	why := e.Why
	if t.s.Why != "" { // it was we who ended it
		why = t.s.Why
	}
	t.end(why)
}

// release lets go of the agent's leg, talking or ringing.
func (t *turn) release(a *Agent, free Free) {
	t.acts = append(t.acts, Drop{Channel: a.Channel})
	if a.Bridge != "" {
		t.acts = append(t.acts, Part{Bridge: a.Bridge})
	}
	tape := a.Tape
	t.endTape(&tape)
	if a.Third != nil {
		t.dropThird(a, desk.Over)
	}
	if a.Task != nil {
		t.do(Obeyed{ID: a.Task.Order, Result: desk.Over})
	}
	t.do(free)
	t.s.Agent = nil
}

// Often is what most callers hear, in the pieces in which it is said.
func Often() [][]Piece {
	return [][]Piece{
		{piece("voice.greeting"), piece("voice.recorded"), piece("voice.menu")},
		{piece("voice.nobody"), piece("voice.message")},
		{piece("voice.emergency"), piece("voice.nobody"), piece("voice.message")},
		{piece("voice.thanks")},
		{piece("voice.next")},
		{piece("voice.number")},
		{piece("voice.status_unknown")},
		{piece("voice.info")},
		{piece("voice.menu")},
		{piece("voice.bye")},
	}
}

func piece(key string) Piece { return Piece{Key: key} }
