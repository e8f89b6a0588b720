package telephony

import (
	"context"
	"io"
	"time"

	"hotline/casecore"
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

// Wordings asks callers whether what was written is right (MR-4.4).
type Wordings interface {
	Wording(ctx context.Context, id casecore.WordingID) (casecore.Wording, error)
	Agree(ctx context.Context, cmd casecore.AgreeWording) (casecore.Case, error)
	Correct(ctx context.Context, cmd casecore.CorrectWording) (casecore.Report, error)
}
