package bot

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/streets"
)

// Intake takes in what citizens say.
type Intake interface {
	Receive(ctx context.Context, cmd casecore.ReceiveReport) (casecore.Report, error)
	Withdraw(ctx context.Context, cmd casecore.WithdrawReport) (casecore.Report, error)
}

// Wordings settles the text of a case with its applicant (MR-4.4).
type Wordings interface {
	Agree(ctx context.Context, cmd casecore.AgreeWording) (casecore.Case, error)
	Correct(ctx context.Context, cmd casecore.CorrectWording) (casecore.Report, error)
}

// Cases does the actions of the regulation's transition table.
type Cases interface {
	Act(ctx context.Context, cmd casecore.ActOnCase) (casecore.Case, error)
}

// Additions takes what applicants add to what they reported.
type Additions interface {
	AddToCase(ctx context.Context, cmd casecore.AddToCase) (casecore.Case, error)
	AddToReport(ctx context.Context, cmd casecore.AddToReport) (casecore.Report, error)
}

// Endings hears what applicants say of cases that have ended.
type Endings interface {
	NotFixed(ctx context.Context, cmd casecore.NotFixed) (casecore.Case, error)
	Rate(ctx context.Context, cmd casecore.RateCase) (casecore.Case, error)
	MayDispute(c *casecore.Case) (until time.Time, ok bool)
	MayRate(ctx context.Context, c *casecore.Case, st casecore.Standing) (bool, error)
}

// Lookups finds cases, and what a chat's people have reported.
type Lookups interface {
	Case(ctx context.Context, id casecore.CaseID) (casecore.Case, error)
	Report(ctx context.Context, id casecore.ReportID) (casecore.Report, error)
	// CasesOfReply returns the cases whose applicant is answered at address, newest first.
	CasesOfReply(ctx context.Context, channel casecore.ReplyChannel, address string) ([]casecore.Case, error)
	// OpenReports returns the reports that are not settled yet and whose applicant is answered at address.
	OpenReports(ctx context.Context, channel casecore.ReplyChannel, address string) ([]casecore.Report, error)
}

// People tells what a member of staff may do now.
type People interface {
	Actor(ctx context.Context, id casecore.StaffID) (casecore.Actor, error)
}

// Directory is the classifier as people are shown it.
type Directory interface {
	Org(id casecore.OrgID) (casecore.Org, bool)
	Classifier() regulation.Classifier
}

// Streets is the city's register of streets.
type Streets interface {
	// Search finds the streets that the query most likely means, best first.
	Search(ctx context.Context, q streets.Query, limit int) ([]streets.Match, error)
}

// Files keeps what people send. An Invalid error is for what is never kept: too long, or of a type that is not taken.
type Files interface {
	Save(ctx context.Context, name, contentType string, body io.Reader, addedBy, purpose string) (casecore.File, error)
}

// Texts puts sentences into a reader's language.
type Texts interface {
	T(lang, key string, args map[string]any) string
	Match(preferences ...string) string
	Explain(lang string, err error) string
	FormatTime(lang string, zone *time.Location, t time.Time) string
}

// Links makes what opens a public page: the secret part of its address, and a code to be spelled.
type Links interface {
	Token(purpose string, id uuid.UUID) string
	Code(purpose string, id uuid.UUID) string
}
