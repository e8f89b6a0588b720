package casecore

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"hotline/casecore/regulation"
)

// Command is what every use case is called with: who, and the key under which a repeat is recognised. Scope keeps
// the keys of different edges apart: "telegram:<bot>", "web:<staff>", "call:<asterisk>".
type Command struct {
	Scope string
	Key   string
	Actor Actor
}

// ReceiveReport takes in what a citizen said (MR-2.1, MR-4.5).
type ReceiveReport struct {
	Command   `json:"-"`
	Source    Source
	Applicant Applicant // ID is given by the use case
	Text      string
	Place     string
	District  regulation.DistrictCode
	Point     *Point
	SOS       bool
	Files     []FileID // loose files to attach
	Follows   ReportID `json:",omitzero"` // the report before it from the same conversation
}

// ClaimReport takes a waiting report, or one to call back about, for one agent.
type ClaimReport struct {
	Command `json:"-"`
	Report  ReportID
}

// ReleaseReport gives a claimed report back to the queue.
type ReleaseReport struct {
	Command `json:"-"`
	Report  ReportID
}

// WordReport proposes the text of the case (MR-4.3). Via says how the applicant is asked. AskAloud registers it at once:
// the agent has read it and heard "yes" (MR-4.4).
type WordReport struct {
	Command   `json:"-"`
	Report    ReportID
	Text      string
	Topic     regulation.TopicCode
	Kind      regulation.KindID // "" takes the topic's
	District  regulation.DistrictCode
	Place     string
	LeadOrg   OrgID // zero takes the classifier's
	Via       Asking
	Applicant *Applicant // what the agent completed on the card, nil for no change
}

// AgreeWording is the applicant's yes (MR-4.4).
type AgreeWording struct {
	Command `json:"-"`
	Wording WordingID
	How     Asking
}

// CorrectWording is the applicant's no, with what should be different.
type CorrectWording struct {
	Command `json:"-"`
	Wording WordingID
	How     Asking
	Text    string
}

// Consult ends a report that is not the city's: the applicant was told who is competent (MR-4.2.1).
type Consult struct {
	Command `json:"-"`
	Report  ReportID
	Body    string // code of the competent body
	Note    string
}

// RefuseReport ends an obscene or insulting report, or one from a forbidden sender (MR-4.4.3, MR-4.4.4).
type RefuseReport struct {
	Command `json:"-"`
	Report  ReportID
	Reason  string // obscene, insult, forbidden_sender
	Note    string
}

// WithdrawReport ends a report at the applicant's wish.
type WithdrawReport struct {
	Command `json:"-"`
	Report  ReportID
}

// ActOnCase does one action of the profile's transition table.
type ActOnCase struct {
	Command  `json:"-"`
	Case     CaseID
	Version  int64 // expected; 0 takes whatever is there (a tap on a phone)
	Action   regulation.ActionID
	Text     string // reason, question, answer, progress: what the action says
	Ground   regulation.GroundID
	Files    []FileID
	Org      OrgID                // readdress, add_assistant
	Executor StaffID              // assign
	Topic    regulation.TopicCode // readdress, "" keeps it
	Until    time.Time            // extend: the agreed date (MR-6.3.1)
	ByPhone  bool                 // ask_citizen: it was asked on a call, which is logged (MR-5.1)

	of ApplicantID // who says it, when it is one of the applicants
}

// Claim is the command's identity: what it holds, which the payload says, makes or changes result, and its key is remembered
// for life from at on. It fails with Invalid when the command has no key.
func (c Command) Claim(payload any, result uuid.UUID, t SubjectType, at time.Time, life time.Duration) (Claim, error) {
	if c.Scope == "" || c.Key == "" {
		return Claim{}, fail(Invalid, "command", "error.key_missing")
	}
	b, err := json.Marshal(payload)
	if err != nil {
		return Claim{}, err
	}
	sum := sha256.Sum256(b)
	return Claim{
		Scope: c.Scope, Key: c.Key, Actor: c.Actor.String(), Hash: sum[:], Result: result, Type: t, At: at, Expires: at.Add(life),
	}, nil
}
