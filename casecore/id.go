package casecore

import (
	"fmt"

	"github.com/google/uuid"
)

// ID is a UUIDv7, told apart by what it names.
type ID[T any] uuid.UUID

// What the ids name.
type (
	caseTag      struct{}
	reportTag    struct{}
	wordingTag   struct{}
	applicantTag struct{}
	orgTag       struct{}
	staffTag     struct{}
	fileTag      struct{}
	messageTag   struct{}
	deliveryTag  struct{}
)

// The ids of the domain.
type (
	// CaseID names a case.
	CaseID = ID[caseTag]
	// ReportID names a report.
	ReportID = ID[reportTag]
	// WordingID names a wording of a report.
	WordingID = ID[wordingTag]
	// ApplicantID names an applicant as of one report.
	ApplicantID = ID[applicantTag]
	// OrgID names an organisation.
	OrgID = ID[orgTag]
	// StaffID names somebody who signs in.
	StaffID = ID[staffTag]
	// FileID names an upload.
	FileID = ID[fileTag]
	// MessageID names something said on a subject.
	MessageID = ID[messageTag]
	// DeliveryID names something to be told.
	DeliveryID = ID[deliveryTag]
)

// NewID makes an id: time-ordered, so that indexes grow at one end.
func NewID[I ~[16]byte]() I {
	return I(uuid.Must(uuid.NewV7()))
}

// ParseID reads the canonical form of an id.
func ParseID[I ~[16]byte](s string) (I, error) {
	u, err := uuid.Parse(s)
	if err != nil {
		return I{}, &Error{Code: Invalid, Key: "error.id", Err: fmt.Errorf("parse id: %w", err)}
	}
	return I(u), nil
}

// UUID returns the bare UUID.
func (id ID[T]) UUID() uuid.UUID { return uuid.UUID(id) }

// IsZero tells whether the id names nothing.
func (id ID[T]) IsZero() bool { return uuid.UUID(id) == uuid.Nil }

// String returns the canonical form.
func (id ID[T]) String() string { return uuid.UUID(id).String() }

// MarshalText writes the canonical form.
func (id ID[T]) MarshalText() ([]byte, error) { return uuid.UUID(id).MarshalText() }

// UnmarshalText reads the canonical form.
func (id *ID[T]) UnmarshalText(b []byte) error { return (*uuid.UUID)(id).UnmarshalText(b) }
