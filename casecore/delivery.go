package casecore

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore/regulation"
)

// Recipient tells whom a delivery is for. A role is relative to an organisation: "the parent unit's head" of the
// executor. It is resolved to people's chats and mailboxes when it is sent, not when it is caused.
type Recipient struct {
	Kind string    // "citizen", "staff", "org", a role's id, or the ids of roles that are told together, see [Together]
	ID   uuid.UUID // applicant, person or organisation; for roles, the organisation or the hall's branch or participant they are relative to
}

// Together is the recipient of one letter to several roles: who holds two of them is told once.
func Together(org OrgID, roles ...regulation.RoleID) Recipient {
	kinds := make([]string, len(roles))
	for i, role := range roles {
		kinds[i] = string(role)
	}
	return Recipient{Kind: strings.Join(kinds, ","), ID: org.UUID()}
}

// Each returns the recipients that are told together.
func (r Recipient) Each() []Recipient {
	kinds := strings.Split(r.Kind, ",")
	list := make([]Recipient, len(kinds))
	for i, kind := range kinds {
		list[i] = Recipient{Kind: kind, ID: r.ID}
	}
	return list
}

// Delivery is something to be told, recorded before it is sent: at least once outside, exactly once inside.
type Delivery struct {
	ID        DeliveryID
	Parent    DeliveryID // the role-addressed row that this one was expanded from
	Subject   Subject
	To        Recipient
	Channel   string // "" until expanded, unless one address is meant and nobody's others; telegram, email
	Address   string
	Template  string // a translation key
	Args      json.RawMessage
	Urgent    bool
	Gather    string // rows of one gathering go out as one letter (MR-6.2.2)
	Attempts  int
	NextAt    time.Time
	CreatedAt time.Time
}

// Breach is a term that was missed, once for each deadline (MR-6.2).
type Breach struct {
	Deadline DeadlineKey
	Kind     string // accept, solve, new, cap
	Org      OrgID
	Due      time.Time
	At       time.Time
}

// Notice is a committed change on its way to the live feed: absolute values and the subject's version.
type Notice struct {
	Stream   string
	Type     string
	Subject  Subject
	Version  int64
	At       time.Time
	Audience []string // who may see it now: "role:agent", "org:<id>", "staff:<id>"
	Lost     []string // who saw it before and no longer may
	Payload  json.RawMessage
	Chain    Chain
}

// CasesStream is the feed of reports and cases.
const CasesStream = "cases"

// Message is something said on a case or report. Personal data.
type Message struct {
	ID        MessageID
	Subject   Subject
	At        time.Time
	Direction string // SaidByCitizen, SaidToCitizen, SaidAmongStaff
	Author    string
	Applicant ApplicantID // whose words, or whom alone they were told; zero for the first applicant's and for what all hear
	Text      string
	Salt      []byte
}

// Directions of messages.
const (
	SaidByCitizen  = "from_citizen"
	SaidToCitizen  = "to_citizen"
	SaidAmongStaff = "internal"
)

// File is an upload: its bytes are in the blob store under Key.
type File struct {
	ID          FileID
	Subject     Subject
	Name        string
	ContentType string
	Size        int64
	SHA256      []byte
	Key         string
	Purpose     string // photo, voice, proof, act, letter, scan
	AddedBy     string
	Applicant   ApplicantID // who sent it; zero for the first applicant and for the centre
	AddedAt     time.Time
}
