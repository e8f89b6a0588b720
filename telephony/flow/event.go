package flow

import "hotline/casecore/desk"

// Event is something that happened on a call.
type Event interface{ event() }

type (
	// Entered is the call's beginning.
	Entered struct{}
	// Resumed says that the bridge was away and the call is still there.
	Resumed struct{}
	// Said says that a playback ended, or could not be played.
	Said struct {
		Name   string
		Failed bool
	}
	// Pressed is a key.
	Pressed struct{ Key byte }
	// Recorded says that a recording ended.
	Recorded struct {
		Name   string
		Failed bool
	}
	// Passed says that the step's moment has come.
	Passed struct{}
	// Left says that the other party's line is gone.
	Left struct{ Why string }
	// Found answers a [Find].
	Found struct{ Piece Piece }
	// Offered gives the call an agent.
	Offered struct{ Staff, Endpoint string }
	// AgentUp says that the agent's telephone was taken off.
	AgentUp struct{ Channel string }
	// AgentGone says that the agent's line ended, or could not be had.
	AgentGone struct{ Channel, Why string }
	// Ordered is what the agent wants done with the call.
	Ordered struct {
		ID    string
		Staff string
		Kind  desk.OrderKind
		To    string // transfer: somebody at the desk, "" for the queue
		// Endpoint is who is called to a conference, CallerID the number that they see.
		Endpoint, CallerID string
		Wording, Text      string
	}
	// Replied answers a [Reply]: Number is that of the case that it made.
	Replied struct {
		Result desk.Result
		Number string
	}
)

func (Entered) event()   {}
func (Resumed) event()   {}
func (Said) event()      {}
func (Pressed) event()   {}
func (Recorded) event()  {}
func (Passed) event()    {}
func (Left) event()      {}
func (Found) event()     {}
func (Offered) event()   {}
func (AgentUp) event()   {}
func (AgentGone) event() {}
func (Ordered) event()   {}
func (Replied) event()   {}

// Act is something to be done on the line, once the decision is committed.
type Act interface{ act() }

type (
	// Answer takes the call.
	Answer struct{}
	// Say plays pieces one after the other, under a name.
	Say struct {
		Name   string
		Pieces []Piece
	}
	// Hush ends a playback.
	Hush struct{ Name string }
	// StartMusic plays music on hold, and StopMusic ends it.
	StartMusic struct{}
	// StopMusic ends the music on hold.
	StopMusic struct{}
	// Take records the caller.
	Take struct{ Name string }
	// StopTake ends a recording.
	StopTake struct{ Name string }
	// Dial rings an agent.
	Dial struct{ Channel, Endpoint string }
	// Drop ends an agent's line.
	Drop struct{ Channel string }
	// Connect bridges caller and agent, and records both.
	Connect struct{ Bridge, Channel, Recording string }
	// TakeBoth records both of a talk that goes on.
	TakeBoth struct{ Bridge, Name string }
	// Part takes the bridge of a talk down.
	Part struct{ Bridge string }
	// Apart lets the caller hear the talk no more, and Together lets them again.
	Apart struct{ Bridge string }
	// Together lets the caller hear the talk, and music no more.
	Together struct{ Bridge string }
	// Join brings somebody else into the talk.
	Join struct{ Bridge, Channel string }
	// Ask reads a wording to everybody in the talk, under a name.
	Ask struct{ Name, Bridge, Wording string }
	// PauseTake leaves a part of a recording out, and ResumeTake ends that part.
	PauseTake struct{ Name string }
	// ResumeTake goes on recording.
	ResumeTake struct{ Name string }
	// HangUp ends the call.
	HangUp struct{}
)

func (Answer) act()     {}
func (Say) act()        {}
func (Hush) act()       {}
func (StartMusic) act() {}
func (StopMusic) act()  {}
func (Take) act()       {}
func (StopTake) act()   {}
func (Dial) act()       {}
func (Drop) act()       {}
func (Connect) act()    {}
func (TakeBoth) act()   {}
func (Part) act()       {}
func (Apart) act()      {}
func (Together) act()   {}
func (Join) act()       {}
func (Ask) act()        {}
func (PauseTake) act()  {}
func (ResumeTake) act() {}
func (HangUp) act()     {}

// Effect is something to be written together with the decision.
type Effect interface{ effect() }

type (
	// BeginRecording announces a recording, before it is made. Kind is that of the calls package.
	BeginRecording struct{ Name, Kind string }
	// EndRecording says that it is complete.
	EndRecording struct{ Name string }
	// LoseRecording says that it was never made.
	LoseRecording struct{ Name string }
	// PauseRecording says that nothing is recorded from now on, and ResumeRecording that it is again.
	PauseRecording struct{ Name string }
	// ResumeRecording says that it is recorded again.
	ResumeRecording struct{ Name string }
	// Queue puts the call among those that wait for an agent, or for the one whom it was passed to.
	Queue struct{ To string }
	// Unqueue takes it out, for another reason than an agent.
	Unqueue struct{ Outcome desk.Outcome }
	// Meet says that the agent has answered.
	Meet struct{ Staff string }
	// Free gives the agent back: they talked, or could not be had, and why not.
	Free struct {
		Staff  string
		Talked bool
		Missed string
	}
	// Obeyed says what came of an order.
	Obeyed struct {
		ID     string
		Result desk.Result
	}
	// CallBack makes a report of the wish to be called.
	CallBack struct{}
	// Miss notes that somebody is gone unheard; they may have wanted an agent.
	Miss struct{ Wanted bool }
)

func (BeginRecording) effect()  {}
func (EndRecording) effect()    {}
func (LoseRecording) effect()   {}
func (PauseRecording) effect()  {}
func (ResumeRecording) effect() {}
func (Queue) effect()           {}
func (Unqueue) effect()         {}
func (Meet) effect()            {}
func (Free) effect()            {}
func (Obeyed) effect()          {}
func (CallBack) effect()        {}
func (Miss) effect()            {}

// Find asks the bridge what became of the case of that number; the answer is a [Found].
type Find struct{ Digits string }

// Reply asks the bridge to write the caller's answer to a wording; what comes of it is a [Replied].
type Reply struct {
	Order, Wording, Recording string
	Key                       byte // '1' agrees, '2' wants a correction
}

// Decision is what an event leads to.
type Decision struct {
	State   State
	Commit  bool // the step has changed, or there are effects: write it before acting
	Effects []Effect
	Acts    []Act
	Find    *Find  // to be answered at once, before anything is committed
	Reply   *Reply // likewise
}
