package telephony

import (
	"log/slog"
	"time"

	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/internal/pg"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
)

// Config is a bridge's.
type Config struct {
	Holder   string        // this process, for the lease
	LeaseTTL time.Duration // 4 s when zero
	Lines    []Line
	// Settings are the lengths of waits, asked for when a call begins or is taken up again.
	Settings func() flow.Settings
	// Missed says of whom a report is made who left without having been heard.
	Missed Missed
	// CallerID is the number that those see whom we call, Dial how a number is rung: through the trunk when nil.
	CallerID string
	Dial     func(number string) (endpoint string)
	// Retry is the pause before a connection is tried again, growing eightfold at most; 250 ms when zero.
	Retry time.Duration
	// PhoneSecret is what the passwords of agents' telephones are made from.
	PhoneSecret string
	// AgentEndpoint is how an agent's telephone of that name is dialled; as one that is registered when nil.
	AgentEndpoint func(name string) (endpoint string)
}

// Line is a number of the city's.
type Line struct {
	Number   string            // as the dialplan names it
	Lang     string            // of its greeting
	District string            // that its reports are of, "" for none
	Greeting map[string]string // by language, in the place of the usual one
}

// Missed says what becomes of callers who hang up unheard.
type Missed string

// The ways to treat them.
const (
	MissedWanted Missed = "wanted" // a report to call back, when they had asked for an agent
	MissedAll    Missed = "all"
	MissedNone   Missed = "none" // they are counted
)

// Deps are what a bridge works with.
type Deps struct {
	PBX    *asterisk.Client
	DB     *pg.DB
	Calls  *calls.Book
	Intake Intake
	Cases  Cases
	Speech Speech
	Files  Files
	Texts  Texts
	Out    Out        // nil: nobody is called
	Desk   *desk.Desk // nil: nobody takes calls, every caller leaves a message
	// Wordings are asked about on calls; nil only where there is no desk.
	Wordings Wordings
	Hooks    Hooks
	Now      func() time.Time
	Log      *slog.Logger
}

// Hooks hear what happens, for the metrics; they may be nil and must not block.
type Hooks struct {
	Skipped func(kind string)         // an event that is not known
	Prompt  func(since time.Duration) // a call's first prompt began, so long after it came
	Bridged func()                    // a caller and an agent hear each other
	Broken  func()                    // the recording of a talk ended before it
	Ended   func(step, why string)    // a call
	State   func(connected bool)      // of the event socket
}
