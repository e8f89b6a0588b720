package desk

import (
	"time"

	"hotline/casecore"
	"hotline/casecore/calls"
)

// State is what somebody at the desk does.
type State string

// The states of a seat. A person without a row is Off.
const (
	Off     State = "off"
	Ready   State = "ready"
	Ringing State = "ringing"
	Talking State = "talking"
	WrapUp  State = "wrapup" // writes up the call before; ends by itself
	Break   State = "break"
)

// Everybodys is the language that everybody at the desk speaks.
const Everybodys = "uk"

// Busy tells whether a call is held.
func (s State) Busy() bool { return s == Ringing || s == Talking }

// Why tells why a seat is on a break.
type Why string

// The reasons of a break. The line may give others, such as "cause_21".
const (
	ByChoice    Why = ""
	NoAnswer    Why = "no_answer"
	LineBusy    Why = "busy"        // their telephone was, or they declined
	Unreachable Why = "unreachable" // their telephone is not registered
	Gone        Why = "gone"        // their console was not heard any more
	OffShift    Why = "off_shift"   // their shift ended (MR-2.2)
)

// Seat is somebody's place at the desk.
type Seat struct {
	Staff       casecore.StaffID
	State       State
	Since       time.Time
	Why         Why
	DeskPhone   bool // instead of the browser
	Langs       []string
	Emergency   bool // emergencies go to them first
	Call        calls.CallID
	WrapUpUntil time.Time
	Freed       time.Time // idle since
	Heard       time.Time // of their console
}

// Phone is the name under which the seat's telephone registers. The bridge admits it, the password is made from the name.
func (s *Seat) Phone() string { return PhoneName(s.Staff, s.DeskPhone) }

// PhoneName is the name of a person's telephone, in the browser or on the desk.
func PhoneName(id casecore.StaffID, deskPhone bool) string {
	if deskPhone {
		return deskPrefix + id.String()
	}
	return browserPrefix + id.String()
}

// What the names of telephones begin with.
const (
	deskPrefix    = "desk-"
	browserPrefix = "agent-"
)

// TakeSeat says that somebody is ready for calls, from wherever they were before. A wrap-up ends with it.
type TakeSeat struct {
	casecore.Command `json:"-"`
	DeskPhone        bool
}

// ChangeSeat is a wish about one's own seat that says nothing more.
type ChangeSeat struct {
	casecore.Command `json:"-"`
}

// SetSkills says what somebody at the desk can do: the languages they speak, beside Ukrainian, and whether emergencies go to
// them first.
type SetSkills struct {
	casecore.Command `json:"-"`
	Staff            casecore.StaffID
	Langs            []string
	Emergency        bool
}
