package casecore

// Change is everything that one decision writes about one subject, in one transaction. A use case decides on values it
// has read under the subject's lock and returns a Change; nothing else writes.
type Change struct {
	NewApplicant *Applicant
	NewReport    *Report
	Report       *Report // its new state; Version is already the next
	NewWording   *Wording
	Wording      *Wording
	NewCase      *Case
	Case         *Case

	Events     []Event
	Arm        []Deadline
	Stop       []DeadlineKey // stopped: the thing was done in time, or no longer matters
	Move       []Deadline    // a new due time; Version is already the next
	Fire       []TimerRef    // fired: FiredAt is set with the effect
	Breaches   []Breach
	Deliveries []Delivery
	Notices    []Notice
	Messages   []Message
	Attach     []Attachment
	Assistants []Assistant
}

// Attachment gives a loose file to a subject.
type Attachment struct {
	File    FileID
	Subject Subject
	Purpose string
}

// Assistant adds an executor beside the lead (MR-5.8.1).
type Assistant struct {
	Case CaseID
	Org  OrgID
}
