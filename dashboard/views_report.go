package dashboard

import (
	"encoding/json"
	"time"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// Queue is the open reports and the feed's position they were read at: the feed goes on from there.
type Queue struct {
	Epoch   string               `json:"epoch"`
	Offset  int64                `json:"offset"`
	Reports []casecore.ReportRow `json:"reports" nullable:"false"`
}

// ReportView is a report with all that is known about it.
type ReportView struct {
	Report        casecore.ReportRow `json:"report"`
	Text          string             `json:"text"`
	Point         *PointView         `json:"point,omitempty"`
	Applicant     ApplicantView      `json:"applicant"`
	ClaimedByName string             `json:"claimed_by_name,omitempty"`
	Mine          bool               `json:"mine" doc:"The person who asks has claimed it"`
	Wordings      []WordingView      `json:"wordings" nullable:"false" doc:"Oldest first"`
	Deadlines     []DeadlineView     `json:"deadlines" nullable:"false"`
	Events        []EventView        `json:"events" nullable:"false"`
	Messages      []MessageView      `json:"messages" nullable:"false"`
	Files         []FileView         `json:"files" nullable:"false"`
	OutcomeCode   string             `json:"outcome_code,omitempty"`
	OutcomeNote   string             `json:"outcome_note,omitempty"`
	CaseNumber    string             `json:"case_number,omitempty"`
	HandOvers     []HandOverView     `json:"hand_overs" nullable:"false" doc:"Who passed it on, oldest first (MR-2.2)"`
	Draft         *DraftView         `json:"draft,omitempty" doc:"What was written for it and not sent yet, by whoever held it last"`
}

// PointView is a place on the map.
type PointView struct {
	Lat float64 `json:"lat" minimum:"-90" maximum:"90"`
	Lon float64 `json:"lon" minimum:"-180" maximum:"180"`
}

// ApplicantView is who asks (MR-4.4.1), as far as the person who looks may know.
type ApplicantView struct {
	Surname      string                `json:"surname,omitempty"`
	Name         string                `json:"name,omitempty"`
	Patronymic   string                `json:"patronymic,omitempty"`
	Residence    string                `json:"residence,omitempty"`
	Phone        string                `json:"phone,omitempty"`
	Email        string                `json:"email,omitempty"`
	Anonymous    bool                  `json:"anonymous"`
	Warned       bool                  `json:"warned" doc:"The warning of MR-4.4.2 was given"`
	Lang         string                `json:"lang,omitempty"`
	ReplyChannel casecore.ReplyChannel `json:"reply_channel" enum:",telegram,email,phone"`
}

// WordingView is a text that the applicant was, or is, asked to agree to.
type WordingView struct {
	ID           casecore.WordingID      `json:"id"`
	Ordinal      int                     `json:"ordinal"`
	State        casecore.WordingState   `json:"state" enum:"proposed,agreed,corrected,superseded,unneeded"`
	Text         string                  `json:"text"`
	Topic        regulation.TopicCode    `json:"topic"`
	Kind         regulation.KindID       `json:"kind"`
	District     regulation.DistrictCode `json:"district,omitempty"`
	Place        string                  `json:"place,omitempty"`
	LeadOrg      casecore.OrgID          `json:"lead_org"`
	AskedVia     casecore.Asking         `json:"asked_via" enum:"bot,link,read_aloud,phone,none"`
	WordedBy     string                  `json:"worded_by_name"`
	WordedAt     time.Time               `json:"worded_at"`
	SettledAt    *time.Time              `json:"settled_at,omitempty"`
	SettledHow   casecore.Asking         `json:"settled_how,omitempty"`
	SettledBy    string                  `json:"settled_by_name,omitempty"`
	Correction   string                  `json:"correction,omitempty"`
	Confirmation string                  `json:"confirmation_url,omitempty" doc:"The one-time link, while it is proposed"`
}

// DeadlineView is a clock with the reason it gives.
type DeadlineView struct {
	Kind      regulation.DeadlineID `json:"kind"`
	Level     int                   `json:"level"`
	Cycle     int                   `json:"cycle"`
	Due       time.Time             `json:"due"`
	Why       json.RawMessage       `json:"why" doc:"regulation.Why: clause, term, steps"`
	FiredAt   *time.Time            `json:"fired_at,omitempty"`
	StoppedAt *time.Time            `json:"stopped_at,omitempty"`
}

// EventView is one line of a history.
type EventView struct {
	Seq       int             `json:"seq"`
	At        time.Time       `json:"at"`
	Type      string          `json:"type"`
	ActorName string          `json:"actor_name" doc:"A person's name, \"citizen\" or \"system\""`
	Role      string          `json:"role"`
	Data      json.RawMessage `json:"data"`
}

// MessageView is something said on a case or report.
type MessageView struct {
	ID         casecore.MessageID `json:"id"`
	At         time.Time          `json:"at"`
	Direction  string             `json:"direction" enum:"from_citizen,to_citizen,internal"`
	AuthorName string             `json:"author_name" doc:"A person's name, \"citizen\" or \"system\""`
	Text       string             `json:"text"`
}

// FileView is an upload; its bytes are at /api/files/{id}.
type FileView struct {
	ID          casecore.FileID `json:"id"`
	Name        string          `json:"name"`
	ContentType string          `json:"content_type"`
	Size        int64           `json:"size" doc:"Bytes"`
	Purpose     string          `json:"purpose,omitempty"`
	AddedBy     string          `json:"added_by_name"`
	AddedAt     time.Time       `json:"added_at"`
}

// PreviewView is where a wording would go, by when, and why (MR-4.6).
type PreviewView struct {
	LeadOrg     casecore.OrgID    `json:"lead_org"`
	LeadOrgName string            `json:"lead_org_name"`
	Kind        regulation.KindID `json:"kind"`
	SOS         bool              `json:"sos"`
	Deadlines   []regulation.Due  `json:"deadlines" nullable:"false"`
}

// Worded is what came of wording a report.
type Worded struct {
	Report  casecore.ReportRow `json:"report"`
	Wording WordingView        `json:"wording"`
	Case    *casecore.CaseRow  `json:"case,omitempty" doc:"When it was registered at once"`
}
