package flow

import (
	"time"

	"hotline/casecore/calls"
)

func beginInvite(t *turn) { t.say(piece("voice.message")) }

func onInvite(t *turn, e Event) {
	switch e.(type) {
	case Said, Passed, Pressed: // whoever knows the text goes on by a key
		t.enter(Record)
	}
}

func beginRecord(t *turn) {
	t.in(t.m.set.MaxMessage + t.m.set.KeyWait) // should Asterisk never tell that it ended
	t.do(BeginRecording{Name: t.name(), Kind: calls.Message})
	t.acts = append(t.acts, Take{Name: t.name()})
}

func onRecord(t *turn, e Event) {
	switch e := e.(type) {
	case Recorded:
		if e.Name != t.name() {
			return
		}
		if e.Failed {
			t.do(EndRecording{Name: t.name()})
			t.s.Left++ // whoever collects it sees what there is of it, and has them called back
			t.enter(Bye, piece("voice.trouble"))
			return
		}
		t.recorded()
	case Passed:
		t.acts = append(t.acts, StopTake{Name: t.name()})
		t.recorded()
	}
}

func (t *turn) recorded() {
	t.do(EndRecording{Name: t.name()})
	t.s.Left++
	t.enter(Thanks)
}

func beginThanks(t *turn) {
	t.in(byeMost)
	t.say(piece("voice.thanks"))
}

func beginBye(t *turn) {
	t.s.Why = "done"
	t.in(byeMost)
	t.say(piece("voice.bye"))
}

// byeMost bounds a last sentence, should its end never be told.
const byeMost = 15 * time.Second

// onBye hangs up when all is said, and understands no key.
func onBye(t *turn, e Event) {
	switch e.(type) {
	case Said, Passed:
		t.s.Why = "done"
		t.in(byeMost)
		t.acts = append(t.acts, HangUp{})
	}
}
