package casecore

import (
	"context"
	"encoding/json"
	"time"

	"hotline/casecore/regulation"
)

// DeadlineKey identifies a deadline: there is one for each subject, kind, level and cycle, and a missed one is one
// breach, for ever.
type DeadlineKey struct {
	Subject Subject
	Kind    regulation.DeadlineID
	Level   int
	Cycle   int
}

// Deadline is a moment at which something happens unless it is stopped before.
type Deadline struct {
	DeadlineKey
	Version   int // moves when Due moves; a timer armed for another version does nothing
	Due       time.Time
	ArmedAt   time.Time
	Why       json.RawMessage // regulation.Why: the clause and the computation, shown to people
	FiredAt   time.Time
	StoppedAt time.Time
	Attempts  int
	LastError string
	DeadAt    time.Time
}

// Live tells whether it can still fire.
func (d *Deadline) Live() bool {
	return d.FiredAt.IsZero() && d.StoppedAt.IsZero() && d.DeadAt.IsZero()
}

// TimerRef is what the index of near deadlines holds: a deadline as it was when it was armed.
type TimerRef struct {
	DeadlineKey
	Version int
	Due     time.Time
}

// DeadlineHandler fires the deadlines of one kind. It is called inside a transaction with a batch: it locks the
// subjects in the order of their ids, skipping those that somebody holds, rereads the deadlines, and applies the effect
// of those that still hold (version unchanged, live, due at or before now). It returns the refs whose subjects were
// held: they are tried again soon. An error rolls the whole batch back; the caller then looks for the culprit.
type DeadlineHandler interface {
	FireDeadlines(ctx context.Context, now time.Time, due []TimerRef) (held []TimerRef, err error)
}
