package casecore

import (
	"time"

	"hotline/casecore/regulation"
)

// Source is the way a report came (MR-2.1).
type Source string

// The sources.
const (
	FromTelegram Source = "telegram"
	FromPhone    Source = "phone"
	FromVisit    Source = "visit"
	FromWeb      Source = "web"
	FromEmail    Source = "email"
)

// ReportStatus is where a report stands before it is a case.
type ReportStatus string

// The statuses of a report.
const (
	ReportWaiting    ReportStatus = "waiting"    // in the agents' queue
	ReportClaimed    ReportStatus = "claimed"    // one agent is on it
	ReportWorded     ReportStatus = "worded"     // the applicant is asked whether the wording is right
	ReportCallBack   ReportStatus = "call_back"  // no answer: an agent has to call (MR-4.4)
	ReportRegistered ReportStatus = "registered" // it became a case
	ReportConsulted  ReportStatus = "consulted"  // not the city's: the competent body was told (MR-4.2.1)
	ReportRefused    ReportStatus = "refused"    // obscene or insulting, forbidden sender (MR-4.4.3, MR-4.4.4)
	ReportWithdrawn  ReportStatus = "withdrawn"  // by the applicant
)

// Open tells whether somebody still has to do something about it.
func (s ReportStatus) Open() bool {
	switch s {
	case ReportWaiting, ReportClaimed, ReportWorded, ReportCallBack:
		return true
	}
	return false
}

// ReplyChannel is how the applicant hears what became of it.
type ReplyChannel string

// The channels back; NoReply is for an applicant who left no way.
const (
	NoReply         ReplyChannel = ""
	ReplyByTelegram ReplyChannel = "telegram"
	ReplyByEmail    ReplyChannel = "email"
	ReplyByPhone    ReplyChannel = "phone"
)

// Phone is a number in E.164 form, "" for none.
type Phone string

// Applicant is who asks: what a card has to hold (MR-4.4.1). Personal data: it never reaches a log, an event or the feed.
type Applicant struct {
	ID             ApplicantID
	Surname        string
	Name           string
	Patronymic     string
	Residence      string // not the place of the problem
	Phone          Phone
	Email          string
	Anonymous      bool      // MR-4.4.2
	WarnedAt       time.Time // when the warning of MR-4.4.2 was given
	ConsentAt      time.Time // to the processing of these data
	ConsentVersion string    // which text was agreed to, "" for none
	Lang           string
	ReplyChannel   ReplyChannel
	ReplyAddress   string // a chat id, a mailbox
}

// Point is a place on the map, degrees of WGS 84.
type Point struct {
	Lat, Lon float64
}

// asked returns what the sender said of the applicant, without what is made anew at each try.
func (a Applicant) asked() Applicant {
	a.ID, a.WarnedAt, a.ConsentAt = ApplicantID{}, time.Time{}, time.Time{}
	return a
}

// Report is what the citizen said, before it is worded.
type Report struct {
	ID             ReportID
	Version        int64
	Status         ReportStatus
	Source         Source
	Applicant      Applicant
	Text           string
	Salt           []byte // of the digest that the history holds
	Place          string
	District       regulation.DistrictCode
	Point          *Point
	SOS            bool // somebody's word for it; the kind is decided with the wording
	Lang           string
	Profile        regulation.ProfileName
	ProfileVersion string
	ReceivedAt     time.Time
	ReceivedBy     StaffID // zero when the citizen wrote it themselves
	ClaimedBy      StaffID
	ClaimedAt      time.Time
	WordingID      WordingID // the last one
	Wordings       int       // how many there were
	CaseID         CaseID
	OutcomeCode    string
	OutcomeNote    string
	ClosedAt       time.Time
	Chain          Chain
}

// WordingState is what became of a wording.
type WordingState string

// The states of a wording; one wording of a report is proposed at a time.
const (
	WordingProposed   WordingState = "proposed"
	WordingAgreed     WordingState = "agreed"
	WordingCorrected  WordingState = "corrected"  // the applicant asked for a change
	WordingSuperseded WordingState = "superseded" // worded again, or the report ended otherwise
	WordingUnneeded   WordingState = "unneeded"   // the profile asks for no agreement
)

// Asking is how the applicant is, or was, asked to agree.
type Asking string

// The ways of asking.
const (
	AskBot   Asking = "bot"        // buttons in the chat
	AskLink  Asking = "link"       // a one-time link
	AskAloud Asking = "read_aloud" // the agent reads it and marks the answer
	AskPhone Asking = "phone"      // the machine reads it on a call, and a key answers
	AskNone  Asking = "none"       // the profile asks for none (RO-1.4)
)

// Wording is the text that the applicant agrees to (MR-4.3, MR-4.4), with where it would go.
type Wording struct {
	ID         WordingID
	ReportID   ReportID
	Ordinal    int
	State      WordingState
	Text       string
	Salt       []byte
	Topic      regulation.TopicCode
	Kind       regulation.KindID
	District   regulation.DistrictCode
	Place      string
	LeadOrg    OrgID
	AskedVia   Asking
	WordedBy   StaffID
	WordedAt   time.Time
	SettledAt  time.Time
	SettledHow Asking
	SettledBy  string // "citizen" or the agent who heard it
	Correction string
}
