package dashboard

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/privacy"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/casecore/stats"
	"hotline/casecore/suggest"
)

// Intake takes in reports and deals them out.
type Intake interface {
	Receive(ctx context.Context, cmd casecore.ReceiveReport) (casecore.Report, error)
	Claim(ctx context.Context, cmd casecore.ClaimReport) (casecore.Report, error)
	Release(ctx context.Context, cmd casecore.ReleaseReport) (casecore.Report, error)
}

// Endings ends reports that become no case.
type Endings interface {
	Consult(ctx context.Context, cmd casecore.Consult) (casecore.Report, error)
	Refuse(ctx context.Context, cmd casecore.RefuseReport) (casecore.Report, error)
	Withdraw(ctx context.Context, cmd casecore.WithdrawReport) (casecore.Report, error)
}

// Wordings words reports and settles the wordings with their applicants (MR-4.3, MR-4.4).
type Wordings interface {
	Preview(ctx context.Context, topic regulation.TopicCode, kind regulation.KindID, district regulation.DistrictCode,
		at time.Time) (casecore.Preview, error)
	Word(ctx context.Context, cmd casecore.WordReport) (casecore.Worded, error)
	Agree(ctx context.Context, cmd casecore.AgreeWording) (casecore.Case, error)
	Correct(ctx context.Context, cmd casecore.CorrectWording) (casecore.Report, error)
}

// Suggester proposes topics for what a citizen said; it assigns none.
type Suggester interface {
	Suggest(text string, n int) []suggest.Suggestion
}

// Cases does the actions of the regulation's transition table.
type Cases interface {
	Act(ctx context.Context, cmd casecore.ActOnCase) (casecore.Case, error)
	Actions(actor casecore.Actor, c *casecore.Case) []regulation.Transition
}

// Citizens takes what applicants do about their own reports and cases.
type Citizens interface {
	AddToReport(ctx context.Context, cmd casecore.AddToReport) (casecore.Report, error)
	AddToCase(ctx context.Context, cmd casecore.AddToCase) (casecore.Case, error)
	NotFixed(ctx context.Context, cmd casecore.NotFixed) (casecore.Case, error)
	Rate(ctx context.Context, cmd casecore.RateCase) (casecore.Case, error)
	MayAdd(ctx context.Context, c *casecore.Case) (bool, error)
	MayDispute(c *casecore.Case) (until time.Time, ok bool)
	MayRate(ctx context.Context, c *casecore.Case, st casecore.Standing) (bool, error)
}

// Subjects reads reports, wordings and cases.
type Subjects interface {
	Report(ctx context.Context, id casecore.ReportID) (casecore.Report, error)
	Wording(ctx context.Context, id casecore.WordingID) (casecore.Wording, error)
	Case(ctx context.Context, id casecore.CaseID) (casecore.Case, error)
	CaseByNumber(ctx context.Context, n casecore.Number) (casecore.Case, error)
}

// History reads what belongs to a subject.
type History interface {
	Deadlines(ctx context.Context, s casecore.Subject) ([]casecore.Deadline, error)
	Events(ctx context.Context, s casecore.Subject) ([]casecore.Event, error)
	Messages(ctx context.Context, s casecore.Subject) ([]casecore.Message, error)
	Files(ctx context.Context, s casecore.Subject) ([]casecore.File, error)
}

// Lists reads what consoles list.
type Lists interface {
	OpenReports(ctx context.Context, agent casecore.StaffID, limit int) ([]casecore.ReportRow, error)
	Cases(ctx context.Context, f stats.CaseFilter) ([]casecore.CaseRow, string, error)
	CountCases(ctx context.Context, f stats.CaseFilter) (stats.Counted, error)
	Wordings(ctx context.Context, report casecore.ReportID) ([]casecore.Wording, error)
	Ratings(ctx context.Context, id casecore.CaseID) ([]stats.Rating, error)
}

// FeedRows reads the rows of the live feed.
type FeedRows interface {
	Position(ctx context.Context) (epoch string, position int64, err error)
	FeedRows(ctx context.Context, tags []string, cursor string, limit int) ([]stats.FeedRow, string, error)
}

// Names reads what things and people are called.
type Names interface {
	Catalogue(ctx context.Context, lang string) (stats.Catalogue, error)
	CatalogueVersion(ctx context.Context) (int64, error)
	Names(ctx context.Context, ids []casecore.StaffID) (map[casecore.StaffID]string, error)
	Executors(ctx context.Context, org casecore.OrgID, text string, zone *time.Location) ([]stats.ExecutorOf, error)
}

// Told reads deliveries.
type Told interface {
	Deliveries(ctx context.Context, s casecore.Subject) ([]stats.Delivery, error)
	DeadDeliveries(ctx context.Context, limit int) ([]stats.Delivery, error)
}

// Deliverer tries again to tell what it gave up; a Conflict when it has not given it up.
type Deliverer interface {
	Replay(ctx context.Context, id casecore.DeliveryID) error
}

// Timers tells which deadlines were given up, and tries them again.
type Timers interface {
	Dead(ctx context.Context, limit int) ([]casecore.Deadline, error)
	Replay(ctx context.Context, keys ...casecore.DeadlineKey) (int, error)
}

// PublicCatalogue is the classifier as public pages show it.
type PublicCatalogue interface {
	casecore.Catalogue
	Classifier() regulation.Classifier
}

// Privacy serves people who ask about their data.
type Privacy interface {
	Find(ctx context.Context, by privacy.Contact) ([]privacy.Found, error)
	FindBookings(ctx context.Context, by privacy.Contact) ([]privacy.Booking, error)
	Ask(ctx context.Context, ask privacy.Ask) (privacy.Request, error)
	Erase(ctx context.Context, id uuid.UUID, by casecore.Actor) (privacy.Request, error)
	Refuse(ctx context.Context, id uuid.UUID, reason string, by casecore.Actor) (privacy.Request, error)
	Request(ctx context.Context, id uuid.UUID) (privacy.Request, error)
	Requests(ctx context.Context, limit int) ([]privacy.Request, error)
	Package(ctx context.Context, id uuid.UUID, by casecore.Actor, w io.Writer) (privacy.Request, error)
}

// Holds keeps cases' data whatever anybody asks.
type Holds interface {
	Hold(ctx context.Context, n casecore.Number, reason string, by casecore.Actor) error
	Release(ctx context.Context, n casecore.Number, reason string, by casecore.Actor) error
	Holds(ctx context.Context, limit int) ([]privacy.Held, error)
	Released(ctx context.Context, limit int) ([]privacy.Released, error)
}

// Door lets people in.
type Door interface {
	SignIn(ctx context.Context, login, password string) (staff.Account, error)
}

// People tells who somebody is and what they hold now, from memory or nearly.
type People interface {
	Lookup(ctx context.Context, id casecore.StaffID) (staff.Member, error)
	// Forget makes the next Lookup read anew.
	Forget(id casecore.StaffID)
}

// Linker makes codes that link a messenger's chat.
type Linker interface {
	Make(ctx context.Context, actor casecore.Actor, org casecore.OrgID) (code string, expires time.Time, err error)
}

// Blobs keeps the bytes of files; it refuses what is too large or of no permitted type.
type Blobs interface {
	Save(ctx context.Context, name, declared string, r io.Reader, addedBy, purpose string) (casecore.File, error)
	Read(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// FileRows finds files, and remembers which upload a key stood for.
type FileRows interface {
	casecore.Transactor
	Claim(ctx context.Context, cmd casecore.Claim) casecore.Claimed
	File(ctx context.Context, id casecore.FileID) (casecore.File, error)
}

// Secrets makes and opens what lets a citizen in without an account.
type Secrets interface {
	Token(purpose string, id uuid.UUID) string
	Open(purpose, token string) (uuid.UUID, bool)
	Code(purpose string, id uuid.UUID) string
	CheckCode(purpose string, id uuid.UUID, typed string) bool
}

// Texts puts sentences into a reader's language.
type Texts interface {
	T(lang, key string, args map[string]any) string
	Explain(lang string, err error) string
	Match(preferences ...string) string
	FormatTime(lang string, zone *time.Location, t time.Time) string
}
