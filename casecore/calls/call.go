package calls

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
)

type callTag struct{}

// CallID names a call.
type CallID = casecore.ID[callTag]

// Grade tells who is at the other end, as far as a number tells (MR-4.4.1: a number is no name).
type Grade string

// The grades of a caller.
const (
	Known    Grade = "known"    // of somebody whose number was confirmed by a talk
	Maybe    Grade = "maybe"    // somebody once gave this number
	New      Grade = "new"      // never heard of
	Foreign  Grade = "foreign"  // of another country
	Withheld Grade = "withheld" // no number was sent
)

// Directions and purposes of calls.
const (
	In  = "in"
	Out = "out"

	ToReport   = "report"   // a citizen called
	ToLeave    = "message"  // a message that the dialplan took alone
	ToCallBack = "callback" // we called a citizen
	ToOfficer  = "officer"  // we called an executor's officer on duty (MR-4.9.1)
	ToCheck    = "sample"   // we asked whether it is settled (MR-6.4)
)

// Call is one call, from the moment it is known until its line is free.
type Call struct {
	ID        CallID
	PBX       string // which Asterisk
	Channel   string // the other party's leg there
	Direction string
	Purpose   string
	Line      string         // the city's number that was called
	Caller    casecore.Phone // "" when withheld; personal data
	Grade     Grade
	Lang      string
	Emergency bool
	Step      string
	StepNo    int
	State     json.RawMessage // what else the step knows
	Due       time.Time       // when it goes on by itself, zero for never
	Agent     casecore.StaffID
	Started   time.Time
	Queued    time.Time
	Answered  time.Time
	Ended     time.Time
	EndedWhy  string
}

// RecordingState is how far a recording has come.
type RecordingState string

// The states of a recording.
const (
	Recording RecordingState = "recording" // Asterisk writes it
	Stored    RecordingState = "stored"    // it lies on Asterisk's disk
	Kept      RecordingState = "kept"      // it is a file of ours
	Empty     RecordingState = "empty"     // nothing was said
	Lost      RecordingState = "lost"      // Asterisk has none of that name
)

// The kinds of recordings.
const (
	Message  = "message"  // left for the centre
	Talk     = "talk"     // both sides of a talk with an agent
	Fallback = "fallback" // a message that the dialplan took alone
	Answer   = "answer"   // what an applicant said when they were asked (MR-6.4)
)

// Recorded is a recording.
type Recorded struct {
	ID      uuid.UUID
	Call    CallID // zero for the dialplan's own until its call is written
	PBX     string
	Name    string
	Kind    string
	State   RecordingState
	File    casecore.FileID
	Length  time.Duration
	Tries   int
	Started time.Time
	Ended   time.Time
	Pauses  []Pause
}
