package casecore

import "github.com/google/uuid"

// SubjectType tells what an event, a deadline or a delivery is about.
type SubjectType string

// The subject types of this package; other parts of the product add their own.
const (
	CaseSubject   SubjectType = "case"
	ReportSubject SubjectType = "report"
)

// Subject names a thing with a history.
type Subject struct {
	Type SubjectType
	ID   uuid.UUID
}

// Subject returns the case as a subject.
func (c *Case) Subject() Subject { return Subject{CaseSubject, c.ID.UUID()} }

// Subject returns the report as a subject.
func (r *Report) Subject() Subject { return Subject{ReportSubject, r.ID.UUID()} }
