package flow

import (
	"time"

	"hotline/casecore/callout"
	"hotline/casecore/calls"
)

// The steps of a call that goes out.
const (
	Calls  Step = "calls"  // somebody's telephone rings
	Tell   Step = "tell"   // they hear what it is about, and press a key
	Word   Step = "word"   // they are asked for a word
	Speak  Step = "speak"  // the word
	Reach  Step = "reach"  // the other one's telephone rings
	Joined Step = "joined" // the two talk
	Close  Step = "close"  // a last sentence, then the line is hung up
)

// Results of calls that went out. The first five settle what the call was for.
const (
	Heard   = callout.ResultHeard   // the officer pressed the key for it, which is no acceptance (MR-4.9.1)
	Done    = callout.ResultDone    // the applicant: it is settled (MR-6.4)
	NotDone = callout.ResultNotDone // it is not
	Badly   = callout.ResultBadly   // it is, but badly
	Talked  = callout.ResultTalked  // the two were joined

	Silent      = "silent"  // it was answered and no key was pressed: somebody's voice mail
	HungUp      = "hung_up" // it was answered and hung up without a key
	Busy        = "busy"
	NoAnswer    = "no_answer"
	Unreachable = "unreachable" // there was no way to ring
	Lost        = "lost"        // we were away and do not know
	CallerAway  = "caller_away" // of two, the one who wanted to call did not answer
)

// Out is what a call of ours is about.
type Out struct {
	Purpose  string  `json:"purpose"`          // of the calls package
	Endpoint string  `json:"endpoint"`         // who is rung
	CallerID string  `json:"caller_id"`        // what they see
	About    []Piece `json:"about,omitzero"`   // what they are told
	Far      *Far    `json:"far,omitzero"`     // with whom they are joined, for [calls.ToCallBack]
	Up       bool    `json:"up,omitzero"`      // it was answered
	Channel  string  `json:"channel,omitzero"` // of whoever is rung first
	Result   string  `json:"result,omitzero"`
	Outside  bool    `json:"outside,omitzero"` // the officer's organisation is outside the program
	Staff    string  `json:"staff,omitzero"`   // who is rung first, when they sit at the desk
}

// Far is the other one's leg.
type Far struct {
	Endpoint string `json:"endpoint"`
	CallerID string `json:"caller_id"`
	Channel  string `json:"channel,omitzero"`
	Bridge   string `json:"bridge,omitzero"`
	Up       bool   `json:"up,omitzero"`
	Tape
}

// Bridge is the bridge of the call's talk, "" for none.
func (s State) Bridge() string {
	switch {
	case s.Agent != nil:
		return s.Agent.Bridge
	case s.Out != nil && s.Out.Far != nil:
		return s.Out.Far.Bridge
	}
	return ""
}

// Leg is the other channel of the call than the one that it is of, "" for none.
func (s State) Leg() string {
	switch {
	case s.Agent != nil:
		return s.Agent.Channel
	case s.Out != nil && s.Out.Far != nil:
		return s.Out.Far.Channel
	}
	return ""
}

// rings tells whether a channel is one of the call's legs.
func (s State) rings(channel string) bool {
	return channel == s.Leg() || s.Agent != nil && s.Agent.Third != nil && channel == s.Agent.Third.Channel
}

type (
	// Answered says that whoever was rung first took it.
	Answered struct{}

	// Place rings somebody. Near is the leg that the call is of.
	Place struct {
		Channel, Endpoint, CallerID string
		Near                        bool
	}
	// Announce says pieces to both sides of a talk.
	Announce struct {
		Bridge, Name string
		Pieces       []Piece
	}

	// Settle keeps what the call came to.
	Settle struct{ Result string }
)

func (Answered) event() {}
func (Place) act()      {}
func (Announce) act()   {}
func (Settle) effect()  {}

// ringSlack is how much longer than Asterisk we wait for a telephone, should Asterisk never tell.
const ringSlack = 3 * time.Second

func outSteps(all map[Step]behaviour) {
	all[Calls] = behaviour{beginCalls, onCalls}
	all[Tell] = behaviour{beginTell, onTell}
	all[Word] = behaviour{beginWord, onWord}
	all[Speak] = behaviour{beginSpeak, onSpeak}
	all[Reach] = behaviour{beginReach, onReach}
	all[Joined] = behaviour{beginJoined, onJoined}
	all[Close] = behaviour{beginClose, onBye}
}

// out changes what the call is about; states before it keep theirs.
func (t *turn) out(change func(o *Out)) {
	o := *t.s.Out
	if o.Far != nil {
		far := *o.Far
		o.Far = &far
	}
	change(&o)
	t.s.Out = &o
}

// settle keeps the first result.
func (t *turn) settle(result string) {
	if t.s.Out.Result == "" {
		t.out(func(o *Out) { o.Result = result })
		t.do(Settle{result})
	}
}

func beginCalls(t *turn) {
	t.in(t.m.set.RingOut + ringSlack)
	t.out(func(o *Out) { o.Channel = t.name() })
	t.acts = append(t.acts, Place{Channel: t.name(), Endpoint: t.s.Out.Endpoint, CallerID: t.s.Out.CallerID, Near: true})
}

func onCalls(t *turn, e Event) {
	switch e.(type) {
	case Answered:
		t.out(func(o *Out) { o.Up = true })
		if staff := t.s.Out.Staff; staff != "" {
			t.do(Meet{Staff: staff})
		}
		if t.s.Out.Far != nil {
			t.enter(Reach)
			return
		}
		t.enter(Tell)
	case Passed:
		t.acts = append(t.acts, Drop{Channel: t.s.Out.Channel})
		t.outLeft(Left{Why: NoAnswer})
	}
}

func beginTell(t *turn) { t.say(t.s.Out.About...) }

func onTell(t *turn, e Event) {
	switch e := e.(type) {
	case Said:
		t.in(t.m.set.KeyWait)
	case Passed:
		t.tellAgain()
	case Pressed:
		if t.s.Out.Purpose == calls.ToCheck {
			t.checked(e.Key)
			return
		}
		switch e.Key {
		case '1':
			t.settle(Heard)
			thanks := "voice.officer.heard"
			if t.s.Out.Outside {
				thanks = "voice.officer.thanks"
			}
			t.enter(Close, piece(thanks))
		case '2':
			t.enter(Tell)
		default:
			t.tellAgain(piece("voice.wrong_key"))
		}
	}
}

// checked is the applicant's answer (MR-6.4).
func (t *turn) checked(key byte) {
	switch key {
	case '1':
		t.settle(Done)
		t.enter(Close, piece("voice.sample.thanks"))
	case '2', '3':
		result := NotDone
		if key == '3' {
			result = Badly
		}
		t.settle(result)
		t.enter(Word)
	default:
		t.tellAgain(piece("voice.wrong_key"))
	}
}

// tellAgain says it once more, and gives up somebody who presses nothing: a machine that answers is nobody.
func (t *turn) tellAgain(why ...Piece) {
	t.s.Again++
	if t.s.Again >= t.m.set.Tries {
		t.settle(Silent)
		t.enter(Close)
		return
	}
	t.enter(Tell, why...)
}

func beginWord(t *turn) { t.say(piece("voice.sample.word")) }

func onWord(t *turn, e Event) {
	switch e.(type) {
	case Said, Passed, Pressed:
		t.enter(Speak)
	}
}

func beginSpeak(t *turn) {
	t.in(t.m.set.MaxMessage + t.m.set.KeyWait)
	t.do(BeginRecording{Name: t.name(), Kind: calls.Answer})
	t.acts = append(t.acts, Take{Name: t.name()})
}

func onSpeak(t *turn, e Event) {
	switch e := e.(type) {
	case Recorded:
		if e.Name != t.name() {
			return
		}
		t.do(EndRecording{Name: t.name()})
		t.enter(Close, piece("voice.sample.thanks"))
	case Passed:
		t.acts = append(t.acts, StopTake{Name: t.name()})
		t.do(EndRecording{Name: t.name()})
		t.enter(Close, piece("voice.sample.thanks"))
	}
}

func beginReach(t *turn) {
	t.in(t.m.set.RingOut + ringSlack)
	t.music()
	t.out(func(o *Out) { o.Far.Channel = t.name() })
	far := t.s.Out.Far
	t.acts = append(t.acts, Place{Channel: far.Channel, Endpoint: far.Endpoint, CallerID: far.CallerID})
}

func onReach(t *turn, e Event) {
	switch e := e.(type) {
	case AgentUp:
		if e.Channel == t.s.Out.Far.Channel {
			t.out(func(o *Out) { o.Far.Up = true })
			t.enter(Joined)
		}
	case Passed:
		t.farGone(AgentGone{Channel: t.s.Out.Far.Channel, Why: NoAnswer})
	}
}

func beginJoined(t *turn) {
	t.silence()
	t.settle(Talked)
	t.out(func(o *Out) { o.Far.Bridge, o.Far.Tape = t.name(), t.newTape(t.name()) })
	far := t.s.Out.Far
	t.acts = append(t.acts, Connect{Bridge: far.Bridge, Channel: far.Channel, Recording: far.Recording},
		Announce{Bridge: far.Bridge, Name: t.name(), Pieces: []Piece{piece("voice.recorded")}})
}

func onJoined(t *turn, e Event) {
	switch e := e.(type) {
	case Stands:
		t.joinedStands(e)
	case Recorded:
		t.out(func(o *Out) { t.tapeEnded(e, &o.Far.Tape, o.Far.Bridge, false) })
	}
}

// farGone ends a call whose other one is gone, or was not to be had.
func (t *turn) farGone(e AgentGone) {
	far := t.s.Out.Far
	if far == nil || far.Channel != e.Channel {
		return
	}
	t.dropFar()
	if far.Up {
		t.enter(Close)
		return
	}
	result := unanswered(e.Why)
	t.settle(result)
	t.enter(Close, piece("voice.far."+result))
}

// dropFar lets go of the other one's leg.
func (t *turn) dropFar() {
	far := *t.s.Out.Far
	if far.Channel == "" {
		return
	}
	t.acts = append(t.acts, Drop{Channel: far.Channel})
	if far.Bridge != "" {
		t.acts = append(t.acts, Part{Bridge: far.Bridge})
	}
	t.endTape(&far.Tape)
	t.out(func(o *Out) { o.Far.Channel, o.Far.Bridge, o.Far.Tape = "", "", Tape{} })
	t.commit = true
}

func beginClose(t *turn) {
	t.s.Why = "done"
	t.in(byeMost)
	if len(t.s.Prefix) == 0 {
		t.acts = append(t.acts, HangUp{})
		return
	}
	t.say()
}

// outLeft ends a call of ours.
func (t *turn) outLeft(e Left) {
	if t.s.Step == Speak {
		t.do(EndRecording{Name: t.name()})
	}
	if t.s.Out.Far != nil {
		t.dropFar()
	}
	o := t.s.Out
	switch {
	case o.Far != nil && !o.Up:
		t.settle(CallerAway)
	case o.Far != nil:
		t.settle(HungUp)
	case !o.Up:
		t.settle(unanswered(e.Why))
	case e.Why == Lost:
		t.settle(Lost)
	default:
		t.settle(HungUp)
	}
	t.freeCaller(e.Why)
	why := e.Why
	if t.s.Why != "" {
		why = t.s.Why
	}
	t.end(why)
}

// freeCaller gives back whoever was at the desk for the call.
func (t *turn) freeCaller(why string) {
	o := t.s.Out
	if o.Staff == "" {
		return
	}
	free := Free{Staff: o.Staff, Talked: o.Result == Talked}
	if !o.Up && why != Lost {
		free.Missed = unanswered(why)
	}
	t.do(free)
}

// unanswered is the result of a telephone that nobody took.
func unanswered(why string) string {
	switch why {
	case Busy, Unreachable, Lost:
		return why
	}
	return NoAnswer
}
