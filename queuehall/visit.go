package queuehall

import (
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Step is where a visit stands.
type Step string

// The steps of a visit. The first two are live.
const (
	StepCalled  Step = "called"
	StepServing Step = "serving"
	StepServed  Step = "served"
	StepAbsent  Step = "absent"
	StepParked  Step = "parked"
	StepPassed  Step = "passed" // on, to another direction or counter
	StepUndone  Step = "undone" // the call was a mis-click
)

// Live tells whether the visit goes on.
func (s Step) Live() bool { return s == StepCalled || s == StepServing }

// ticket is what the step makes of the ticket.
func (s Step) ticket() State {
	switch s {
	case StepCalled:
		return Called
	case StepServing:
		return Serving
	case StepServed:
		return Served
	case StepAbsent:
		return Absent
	case StepParked:
		return Parked
	case StepPassed, StepUndone:
	}
	return Waiting
}

// Visit is one operator's part of a client's visit, from the call to its end.
type Visit struct {
	ID        VisitID
	Ticket    TicketID
	Branch    BranchID
	Counter   CounterID
	Staff     casecore.StaffID
	Direction DirectionID
	Step      Step
	Before    Step // the last step can be taken back to; "" where there is none
	Stepped   time.Time
	Nonce     uuid.UUID // of the pad: what is pressed under another one is not of this visit
	Called    time.Time
	Recalls   int
	Started   time.Time
	Ended     time.Time
	Version   int64
}

const visitColumns = `v.id, v.ticket_id, v.branch_id, v.counter_id, v.staff_id, v.direction_id, v.step, v.before, v.stepped_at, v.nonce,
	v.called_at, v.recalls, v.started_at, v.ended_at, v.version`

func scanVisit(row pgx.CollectableRow) (v Visit, err error) {
	var started, ended *time.Time
	err = row.Scan((*uuid.UUID)(&v.ID), (*uuid.UUID)(&v.Ticket), (*uuid.UUID)(&v.Branch), (*uuid.UUID)(&v.Counter), (*uuid.UUID)(&v.Staff),
		(*uuid.UUID)(&v.Direction), &v.Step, &v.Before, &v.Stepped, &v.Nonce, &v.Called, &v.Recalls, &started, &ended, &v.Version)
	v.Started, v.Ended = pg.Time(started), pg.Time(ended)
	return v, err
}
