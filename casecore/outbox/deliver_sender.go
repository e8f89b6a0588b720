package outbox

import (
	"context"
	"fmt"
	"time"

	"hotline/casecore"
)

// Outgoing is one message on its way to one address. The sender renders it from Template and Args in Lang.
type Outgoing struct {
	// Delivery is what is told; its ID names the message outside, so that a repeat after a kill is recognised.
	Delivery casecore.Delivery
	// Lang is the reader's language.
	Lang string
	// More are the other rows of a gathering, oldest first, all with the template of Delivery (MR-6.2.2).
	More []casecore.Delivery
}

// All returns every delivery that the message carries, oldest first.
func (o Outgoing) All() []casecore.Delivery {
	return append([]casecore.Delivery{o.Delivery}, o.More...)
}

// Result is what the outside says of a message that it took.
type Result struct {
	ExternalID string // a chat's message id, a mail server's queue id
}

// Sender sends by one channel. It is called from several goroutines, for one address from one at a time. It returns nil
// only when the outside has taken the message; an error of type [RetryAfter], [Later] or [Unreachable] says what to do, any other
// is tried again later. It should give up when ctx ends.
type Sender interface {
	Send(ctx context.Context, o Outgoing) (Result, error)
}

// RetryAfter is a sender's error: the channel as a whole has to be left alone for a while.
type RetryAfter struct {
	After time.Duration
	Err   error // for the log, without personal data; may be nil
}

// Error writes the error for a log.
func (e RetryAfter) Error() string { return fmt.Sprintf("retry after %s: %v", e.After, e.Err) }

// Unwrap returns the cause.
func (e RetryAfter) Unwrap() error { return e.Err }

// Later is a sender's error: the reader wants to be told later. It counts as no attempt and holds up nobody else.
type Later struct {
	At time.Time
}

// Error writes the error for a log.
func (e Later) Error() string { return "not before " + e.At.UTC().Format(time.RFC3339) }

// Unreachable is a sender's error: this address takes nothing any more. A blocked bot, a mailbox that does not exist.
type Unreachable struct {
	Err error // may be nil
}

// Error writes the error for a log.
func (e Unreachable) Error() string { return fmt.Sprintf("unreachable: %v", e.Err) }

// Unwrap returns the cause.
func (e Unreachable) Unwrap() error { return e.Err }
