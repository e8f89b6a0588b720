package telephony

import (
	"context"
	"io"
	"time"

	"hotline/casecore"
	"hotline/casecore/calls"
)

// Intake takes in what citizens say.
type Intake interface {
	Receive(ctx context.Context, cmd casecore.ReceiveReport) (casecore.Report, error)
}

// Cases tells callers what became of theirs.
type Cases interface {
	// StatusFor returns what may be told about the case of that number to whoever calls from that telephone; false when there
	// is none, or it is not theirs.
	StatusFor(ctx context.Context, digits string, caller casecore.Phone, lang string, now time.Time) (Told, bool, error)
}

// Told is what a caller is told of a case: a text of the catalogue and what it names.
type Told struct {
	Key  string
	Args map[string]string
}

// Speech makes sounds of texts.
type Speech interface {
	// Say returns what Asterisk plays ("sound:http://…") for a text.
	Say(ctx context.Context, lang, text string) (media string, err error)
}

// Files keeps what was recorded.
type Files interface {
	Save(ctx context.Context, name, contentType string, body io.Reader, addedBy, purpose string) (casecore.File, error)
}

// Texts puts sentences into a listener's language.
type Texts interface {
	T(lang, key string, args map[string]any) string
}

// Desk gives calls to agents.
type Desk interface {
	// Staffed tells whether anybody is there to take calls.
	Staffed(ctx context.Context) (bool, error)
	// Place is the position of a waiting call, from 1, and how long it is expected to wait.
	Place(ctx context.Context, id calls.CallID) (position int, expected time.Duration, err error)
	// Queue puts a call among those that wait, and Unqueue takes it out.
	Queue(ctx context.Context, c calls.Call) error
	Unqueue(ctx context.Context, id calls.CallID) error
	// Free gives an agent back after a call, or after one that they missed.
	Free(ctx context.Context, staff string, talked, missed bool, at time.Time) error
}
