package casecore

import (
	"time"

	"hotline/casecore/regulation"
)

// Change is everything that one decision writes about one subject, in one transaction. A use case decides on values it
// has read under the subject's lock and returns a Change; nothing else writes.
type Change struct {
	Applicant  *Applicant
	NewReport  *Report
	Report     *Report // its new state; Version is already the next
	NewWording *Wording
	Wording    *Wording
	// SupersedeWordings ends the report's proposed wording, before a new one is written.
	SupersedeWordings ReportID
	NewCase           *Case
	Case              *Case

	Events     []Event
	Arm        []Deadline
	Stop       []DeadlineStop
	Move       []Deadline // a new due time; Version is already the next
	Fire       []TimerRef // fired: FiredAt is set with the effect
	Breaches   []Breach
	Deliveries []Delivery
	Notices    []Notice
	Messages   []Message
	Attach     []Attachment
	Assistants []Assistant
	Rating     *Rating

	Link    *Link // another applicant of a case
	Unlink  ReportID
	NotSame *Link    // a report and a case that were looked at and are two matters
	Follows ReportID // the report before NewReport, from the same conversation
	Recall  []Recall

	HandOver *HandOver

	Calls []CallTask // one that is open already stays the only one

	At time.Time // when, of a change without events
}

// DeadlineStop stops whatever deadlines of a kind a subject has live, at any level and in any cycle: the thing was done
// in time, or no longer matters. Stops are carried out before arming.
type DeadlineStop struct {
	Subject Subject
	Kind    regulation.DeadlineID
}

// Attachment gives a loose file to a subject.
type Attachment struct {
	File      FileID
	Subject   Subject
	Purpose   string
	Applicant ApplicantID // who sent it, see [File]
}

// Assistant adds an executor beside the lead (MR-5.8.1).
type Assistant struct {
	Case CaseID
	Org  OrgID
	At   time.Time
}
