package queuehall

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/internal/pg"
)

// State is where a ticket stands.
type State string

// The states of a ticket.
const (
	Drawn   State = "drawn" // not yet in the client's hand
	Waiting State = "waiting"
	Called  State = "called"
	Serving State = "serving"
	Parked  State = "parked" // sent for something, and comes back to the same counter
	Served  State = "served"
	Absent  State = "absent" // did not come when called
	Left    State = "left"   // gave it up, or never took it
)

// Over tells whether nobody waits by the ticket any more.
func (s State) Over() bool { return s == Served || s == Absent || s == Left }

// Source is where a ticket comes from.
type Source string

// The sources.
const (
	FromKiosk Source = "kiosk"
	FromDesk  Source = "desk"
	FromWeb   Source = "web"
	FromBot   Source = "bot"
)

// Lane says before whom somebody is served.
type Lane int16

// The lanes.
const (
	OutOfTurn Lane = 0 // by law
	InTurn    Lane = 1
)

// Ticket is a client's place in the queue.
type Ticket struct {
	ID        TicketID
	Branch    BranchID
	Direction DirectionID
	Letter    string
	Number    int
	State     State
	Source    Source
	Lang      string
	Priority  string // the code of the profile, "" for none
	Lane      Lane
	Turn      time.Time // who came before is before
	Booked    time.Time // zero: walked in
	Counter   CounterID // it waits, or is parked, for that one alone; zero for any
	Issued    time.Time
	Called    time.Time // for the first time
	Over      time.Time
	Wait      Wait // that was foretold
	Version   int64
}

// Code is what displays show: «А-017».
func (t *Ticket) Code() string { return fmt.Sprintf("%s-%03d", t.Letter, t.Number) }

const ticketColumns = `t.id, t.branch_id, t.direction_id, t.letter, t.number, t.state, t.source, t.lang, t.priority, t.lane, t.turn_at,
	t.booked_at, t.counter_id, t.issued_at, t.called_at, t.over_at, t.least_wait, t.most_wait, t.version`

func scanTicket(row pgx.CollectableRow) (Ticket, error) { return scanTicketAnd(row) }

// scanTicketAnd reads a ticket and the columns after it.
func scanTicketAnd(row pgx.CollectableRow, more ...any) (t Ticket, err error) {
	var (
		booked, called, over *time.Time
		counter              *uuid.UUID
		least, most          *int
	)
	err = row.Scan(append([]any{
		(*uuid.UUID)(&t.ID), (*uuid.UUID)(&t.Branch), (*uuid.UUID)(&t.Direction), &t.Letter, &t.Number, &t.State, &t.Source,
		&t.Lang, &t.Priority, &t.Lane, &t.Turn, &booked, &counter, &t.Issued, &called, &over, &least, &most, &t.Version,
	}, more...)...)
	t.Booked, t.Called, t.Over, t.Counter = pg.Time(booked), pg.Time(called), pg.Time(over), pg.ID[CounterID](counter)
	if least != nil && most != nil {
		t.Wait = Wait{time.Duration(*least) * time.Second, time.Duration(*most) * time.Second}
	}
	return t, err
}
