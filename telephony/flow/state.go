package flow

import (
	"fmt"
	"time"

	"hotline/casecore/regulation"
)

// Step is where a call stands.
type Step string

// The steps of a call that came in.
const (
	Menu    Step = "menu"    // the greeting and the keys
	Info    Step = "info"    // where and when the city can be reached
	Number  Step = "number"  // the number of a case is keyed in
	Status  Step = "status"  // what became of a case is told
	Wait    Step = "wait"    // for an agent
	Ring    Step = "ring"    // an agent's telephone rings
	Talk    Step = "talk"    // with an agent
	Promise Step = "promise" // a call back was asked for
	Invite  Step = "invite"  // to leave a message
	Record  Step = "record"  // the message
	Thanks  Step = "thanks"  // for it
	Bye     Step = "bye"
	Ended   Step = "ended"
)

// State is all that a call remembers between events.
type State struct {
	Step    Step `json:"-"` // kept in columns of their own
	No      int  `json:"-"`
	Attempt int  `json:"attempt,omitzero"`

	Lang      string    `json:"-"`
	Emergency bool      `json:"-"`
	Due       time.Time `json:"-"` // when the step goes on by itself

	Greeted bool    `json:"greeted,omitzero"`
	Wanted  bool    `json:"wanted,omitzero"` // asked for an agent or to report
	Again   int     `json:"again,omitzero"`  // how often in a row no sensible key was pressed
	Prefix  []Piece `json:"prefix,omitzero"` // said before what the step says by itself
	Digits  string  `json:"digits,omitzero"`
	Playing bool    `json:"playing,omitzero"`
	Music   bool    `json:"music,omitzero"`
	Left    int     `json:"left,omitzero"`   // messages left
	Told    int     `json:"told,omitzero"`   // how often the position was told
	Agent   *Agent  `json:"agent,omitzero"`  // who is rung or talks
	Talked  int     `json:"talked,omitzero"` // talks begun
	To      string  `json:"to,omitzero"`     // whom the call was passed to
	Why     string  `json:"why,omitzero"`    // it ended
	Out     *Out    `json:"out,omitzero"`    // what it is about, of a call that goes out
}

// Agent is an agent's leg of a call.
type Agent struct {
	Staff    string `json:"staff"`
	Endpoint string `json:"endpoint"`
	Channel  string `json:"channel"`
	Bridge   string `json:"bridge,omitzero"`
	Up       bool   `json:"up,omitzero"`
	Held     bool   `json:"held,omitzero"`
	Paused   bool   `json:"paused,omitzero"` // the recording
	Third    *Third `json:"third,omitzero"`
	Task     *Task  `json:"task,omitzero"`
	Tape
}

// Third is somebody who was called to the talk.
type Third struct {
	Channel string `json:"channel"`
	Order   string `json:"order"`
	Up      bool   `json:"up,omitzero"`
}

// Task is what the machine says in a talk, by order of the agent.
type Task struct {
	Order   string `json:"order"`
	Wording string `json:"wording,omitzero"` // that is asked about
	Text    string `json:"text,omitzero"`    // a number to be said
	Tries   int    `json:"tries,omitzero"`
}

// Piece is something to be said: a key of the catalogue and what it names.
type Piece struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitzero"`
}

// Name is what the present step plays, records or dials under, for a call of that id.
func (s State) Name(call string) string { return fmt.Sprintf("%s.%d.%d", call, s.No, s.Attempt) }

// Settings are the lengths of a call's waits. They come from the city's profile.
type Settings struct {
	KeyWait    time.Duration // for a key after the menu
	DigitWait  time.Duration // for the next digit
	Tries      int           // how often the menu is repeated before an agent is called
	MaxMessage time.Duration
	MaxSilence time.Duration // that ends a message
	RingAgent  time.Duration
	RingOut    time.Duration // whoever we call
	TellEvery  time.Duration // the position in the queue
	Overflow   time.Duration // of waiting, before a message is offered instead
}

// Usual are the waits of a city that has no wishes of its own.
func Usual() Settings { return SettingsOf(regulation.UsualWaits()) }

// SettingsOf are the waits of a profile.
func SettingsOf(w regulation.Waits) Settings {
	return Settings{
		KeyWait: w.Key.Length(), DigitWait: w.Digit.Length(), Tries: int(w.Tries), MaxMessage: w.Message.Length(),
		MaxSilence: w.Silence.Length(), RingAgent: w.RingAgent.Length(), RingOut: w.RingOut.Length(), TellEvery: w.TellEvery.Length(),
		Overflow: w.Overflow.Length(),
	}
}

// Facts are what the machine is told of the world with an event.
type Facts struct {
	Now      time.Time
	Staffed  bool // somebody is there to take calls
	Position int  // in the queue, from 1; 0 when unknown
	Expected time.Duration
	Withheld bool // the caller's number: nobody can call them back
}
