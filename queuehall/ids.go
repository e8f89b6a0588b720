package queuehall

import (
	"github.com/google/uuid"

	"hotline/casecore"
)

type (
	branchTag    struct{}
	directionTag struct{}
	counterTag   struct{}
	ticketTag    struct{}
	visitTag     struct{}
	deviceTag    struct{}
	pressTag     struct{}
	bookingTag   struct{}
	incidentTag  struct{}
	flagTag      struct{}
)

// The ids of the hall.
type (
	// BranchID names a branch.
	BranchID = casecore.ID[branchTag]
	// DirectionID names a service direction of a branch.
	DirectionID = casecore.ID[directionTag]
	// CounterID names a counter.
	CounterID = casecore.ID[counterTag]
	// TicketID names a ticket.
	TicketID = casecore.ID[ticketTag]
	// VisitID names one operator's part of a visit.
	VisitID = casecore.ID[visitTag]
	// DeviceID names a kiosk, a display or a pad.
	DeviceID = casecore.ID[deviceTag]
	// PressID names a press of a button; the pad makes it.
	PressID = casecore.ID[pressTag]
	// BookingID names a visit that was booked for a time.
	BookingID = casecore.ID[bookingTag]
	// IncidentID names a counter's time without a pad.
	IncidentID = casecore.ID[incidentTag]
	// FlagID names a sign of abuse. The pad makes that of a report of pressure.
	FlagID = casecore.ID[flagTag]
)

// uuids are ids for a column.
func uuids[T any](ids []casecore.ID[T]) []uuid.UUID {
	list := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		list[i] = id.UUID()
	}
	return list
}
