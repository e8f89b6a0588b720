package queuehall

import "hotline/casecore"

type (
	branchTag    struct{}
	directionTag struct{}
	counterTag   struct{}
	ticketTag    struct{}
	visitTag     struct{}
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
)
