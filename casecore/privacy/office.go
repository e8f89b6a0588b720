package privacy

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Store is what the package needs of the domain's store.
type Store interface {
	casecore.Transactor
	LockReport(ctx context.Context, id casecore.ReportID) (casecore.Report, error)
	LockCase(ctx context.Context, id casecore.CaseID) (casecore.Case, error)
	Report(ctx context.Context, id casecore.ReportID) (casecore.Report, error)
	Case(ctx context.Context, id casecore.CaseID) (casecore.Case, error)
	Apply(ctx context.Context, changes ...casecore.Change) error
}

// Bytes are the files' contents.
type Bytes interface {
	Read(ctx context.Context, key string) (io.ReadSeekCloser, error)
	Delete(ctx context.Context, key string) error
}

// Office serves people who ask about their data.
type Office struct {
	db        *pg.DB
	store     Store
	catalogue casecore.Catalogue
	bytes     Bytes
	rules     casecore.Rules
	now       func() time.Time
	log       *slog.Logger
	bookings  Bookings // nil in a city without halls
}

// NewOffice returns an Office on its ports. now is the one clock.
func NewOffice(db *pg.DB, store Store, catalogue casecore.Catalogue, bytes Bytes, rules casecore.Rules, now func() time.Time,
	log *slog.Logger,
) *Office {
	return &Office{db: db, store: store, catalogue: catalogue, bytes: bytes, rules: rules, now: now, log: log}
}

// Kind is what a person asks for.
type Kind string

// The kinds of request.
const (
	Export  Kind = "export"
	Erasure Kind = "erasure"
)

// State is how far a request is.
type State string

// The states of a request.
const (
	Asked   State = "asked"
	Done    State = "done"
	Refused State = "refused"
)

// Why something was not erased.
const (
	KeptOpen = "open" // the case is not ended
	KeptHeld = "held" // a legal hold
)

// Request is what was asked for and what came of it. It names nobody: it is the receipt.
type Request struct {
	ID      uuid.UUID
	Kind    Kind
	State   State
	Reports []casecore.ReportID
	// Bookings of visits to halls.
	Bookings []uuid.UUID
	Proof    string
	AskedAt  time.Time
	AskedBy  string
	DoneAt   time.Time
	DoneBy   string
	Reason   string
	Removed  Counts
	Kept     []Kept
}

// Counts is how many of what were removed: "applicants", "texts", "messages", "letters", "files", ….
type Counts map[string]int64

func (c Counts) add(other Counts) {
	for what, n := range other {
		c[what] += n
	}
}

// Kinds lists what was removed, in alphabetical order.
func (c Counts) Kinds() []string {
	var kinds []string
	for what, n := range c {
		if n > 0 {
			kinds = append(kinds, what)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// Total is how many in all.
func (c Counts) Total() (n int64) {
	for _, v := range c {
		n += v
	}
	return n
}

// Kept is a report that was not erased, by the number of its case when it has one.
type Kept struct {
	Report casecore.ReportID `json:"report"`
	Number string            `json:"number,omitempty"`
	Why    string            `json:"why"`
}

func fail(code casecore.Code, op, key string) error {
	return &casecore.Error{Code: code, Op: "privacy: " + op, Key: key}
}
