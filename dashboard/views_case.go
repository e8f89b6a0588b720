package dashboard

import (
	"time"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/stats"
)

// CaseList is a page of cases, newest first.
type CaseList struct {
	Cases []casecore.CaseRow `json:"cases" nullable:"false"`
	Next  string             `json:"next,omitempty" doc:"Cursor of the next page, absent on the last"`
}

// CaseView is the card of a case with its history.
type CaseView struct {
	Case          casecore.CaseRow    `json:"case"`
	Text          string              `json:"text"`
	Point         *PointView          `json:"point,omitempty"`
	Ground        regulation.GroundID `json:"ground,omitempty"`
	ExecutorName  string              `json:"executor_name,omitempty"`
	Applicant     *ApplicantView      `json:"applicant,omitempty" doc:"For the centre; an executor sees name and phone"`
	Report        *casecore.ReportRow `json:"report,omitempty" doc:"For whoever reads reports"`
	ReportText    string              `json:"report_text,omitempty" doc:"The citizen's own words, for whoever reads reports"`
	Wording       *WordingView        `json:"wording,omitempty"`
	Deadlines     []DeadlineView      `json:"deadlines" nullable:"false"`
	Events        []EventView         `json:"events" nullable:"false"`
	Messages      []MessageView       `json:"messages" nullable:"false"`
	Ratings       []stats.Rating      `json:"ratings" nullable:"false" doc:"The applicant's, one for each cycle"`
	Files         []FileView          `json:"files" nullable:"false"`
	Deliveries    []DeliveryView      `json:"deliveries" nullable:"false"`
	Actions       []ActionView        `json:"actions" nullable:"false" doc:"What the person who asks may do now"`
	Executors     []PersonView        `json:"executors" nullable:"false" doc:"Whom an action that needs an executor may name"`
	StatusPageURL string              `json:"status_url,omitempty" doc:"The applicant's status page, for the intake"`
	StatusCode    string              `json:"status_code,omitempty" doc:"The spoken code of the status page, for the intake"`
}

// ActionView is an action of the profile's transition table that is possible now.
type ActionView struct {
	Action regulation.ActionID `json:"action"`
	Name   string              `json:"name"`
	Needs  []regulation.Need   `json:"needs" nullable:"false" enum:"ground,proof,reason,executor,org,file,date" doc:"executor: one of executors; date: until"`
	To     regulation.StatusID `json:"to" doc:"The status after it"`
	Clause string              `json:"clause,omitempty"`
}

// PersonView is a person by name.
type PersonView struct {
	ID   casecore.StaffID `json:"id"`
	Name string           `json:"name"`
}

// DeliveryView is something told to somebody, or on its way. It never shows the address.
type DeliveryView struct {
	ID          casecore.DeliveryID  `json:"id"`
	SubjectType casecore.SubjectType `json:"subject_type"`
	SubjectID   string               `json:"subject_id"`
	Recipient   string               `json:"recipient" doc:"citizen, staff, org, or roles joined by commas"`
	Channel     string               `json:"channel,omitempty"`
	Template    string               `json:"template"`
	State       string               `json:"state" enum:"queued,sent,expanded,dead,unreachable"`
	Attempts    int                  `json:"attempts"`
	LastError   string               `json:"last_error,omitempty"`
	CreatedAt   time.Time            `json:"created_at"`
	NextAt      *time.Time           `json:"next_at,omitempty"`
	SettledAt   *time.Time           `json:"settled_at,omitempty"`
}

// DeadDeadline is a deadline whose effect failed until it was given up.
type DeadDeadline struct {
	SubjectType casecore.SubjectType  `json:"subject_type"`
	SubjectID   string                `json:"subject_id"`
	Kind        regulation.DeadlineID `json:"kind"`
	Level       int                   `json:"level"`
	Cycle       int                   `json:"cycle"`
	Due         time.Time             `json:"due"`
	Attempts    int                   `json:"attempts"`
	LastError   string                `json:"last_error"`
	DeadAt      time.Time             `json:"dead_at"`
}
