package regulation

import (
	"time"

	"hotline/casecore/calendar"
)

// Profile is one version of a city's rules. It is immutable once [Parse] returned it.
type Profile struct {
	Name    ProfileName
	Version string
	Titles  Text
	// Act names the document that the profile carries out.
	Act       Text
	Effective Effective
	Zone      *time.Location
	Calendar  *calendar.Calendar
	// CalendarAssumed: the office hours are not in the act.
	CalendarAssumed bool
	Centre          Centre
	Languages       []string
	// Statutory: what is registered is a citizens' appeal under the law on appeals (RO-1.4 says no).
	Statutory bool
	// TwoStep: a case goes to an organisation, whose head then names the executor (RO-4.3).
	TwoStep  bool
	Channels []string
	Roles    []Role
	// Areas of the city's work that deputies answer for, as the city calls them; it may name none.
	Areas        []Area
	Actions      map[ActionID]Text
	Kinds        []Kind
	Statuses     []Status
	Transitions  []Transition
	Deadlines    []DeadlineRule
	Levels       []Level
	Cap          Term
	Grounds      []Ground
	Card         Card
	Confirmation Confirmation
	Gathering    Gathering
	Quiet        Quiet
	// ForbiddenEmailDomains are those from which nothing is registered (MR-4.4.4), in lower case.
	ForbiddenEmailDomains []string
	// Lines are the centre's telephone lines, the first to be called first.
	Lines []Line
	// Privacy is zero where the profile says nothing: open cases are kept then, and nothing goes by itself.
	Privacy Privacy
	// Rota is zero where the city keeps no rota in the product (MR-2.2).
	Rota Rota
	// Calling has nothing but its waits where the product calls nobody by itself.
	Calling Calling
	// Notices are texts that people are told, by key: see the Notice constants.
	Notices   map[string]Text
	Suspended []Suspension

	next map[statusAction]int
}

type statusAction struct {
	status StatusID
	action ActionID
}

// Keys of [Profile.Notices].
const (
	NoticeNotStatutory = "not_statutory"
	NoticeAnonymous    = "anonymous"
	NoticeForbidden    = "forbidden_email"
	NoticeObscene      = "obscene"
	NoticePersonalData = "personal_data"
)

// Effective is when a version is in force: From inclusive, Until exclusive, zero for no end.
type Effective struct {
	From, Until time.Time
	// Assumed: the act bears no date.
	Assumed bool
}

// Has reports whether t falls within.
func (e Effective) Has(t time.Time) bool {
	return !t.Before(e.From) && (e.Until.IsZero() || t.Before(e.Until))
}

// Role is a role as the profile calls it.
type Role struct {
	ID     RoleID `yaml:"id,required"`
	Names  Text   `yaml:"names,required"`
	Clause string `yaml:"clause"`
}

// Area is an area of the city's work that a control body answers for (MR-6.2). Organisations and roles name it by its ID.
type Area struct {
	ID     string `yaml:"id,required"`
	Names  Text   `yaml:"names,required"`
	Clause string `yaml:"clause"`
}

// Kind is a kind of case (MR-4.7).
type Kind struct {
	ID    KindID `yaml:"id,required"`
	Names Text   `yaml:"names,required"`
	About Text   `yaml:"about"`
	// Emergency marks the SOS priority: a threat to life, health or property (MR-4.7).
	Emergency bool `yaml:"emergency"`
	// Default marks the kind of a case whose topic gives none that the profile knows.
	Default bool `yaml:"default"`
	// BeyondCap: with both approvals the term may exceed the cap (MR-6.3.3).
	BeyondCap bool `yaml:"beyond_cap"`
	// Solve is the term of a topic that has none of its own.
	Solve   Term   `yaml:"solve"`
	Clause  string `yaml:"clause"`
	Assumed bool   `yaml:"assumed"`
}

// Level is a control level (MR-6.3).
type Level struct {
	N         int      `yaml:"n,required"`
	Names     Text     `yaml:"names,required"`
	Approvals []RoleID `yaml:"approvals"`
	// Informed hear that a case came to the level.
	Informed []RoleID `yaml:"informed"`
	Clause   string   `yaml:"clause"`
}

// Ground is a ground on which a case may be closed (MR-5.6).
type Ground struct {
	ID    GroundID `yaml:"id,required"`
	Names Text     `yaml:"names,required"`
	// Works are the works or questions for which the ground is meant.
	Works Text `yaml:"works,required"`
	// Evidence lists what has to be attached: "act", "letter", "photo_or_video", "call", "justification".
	Evidence []string `yaml:"evidence,required"`
	// NeedsApplicant: the ground cannot serve an anonymous case (MR-4.4.2).
	NeedsApplicant bool   `yaml:"needs_applicant"`
	Clause         string `yaml:"clause"`
}

// Card says what the card of a case has to hold (MR-4.4.1) and what becomes of one without a name.
type Card struct {
	Fields    []Field   `yaml:"fields,required"`
	Anonymous Anonymous `yaml:"anonymous,required"`
	Clause    string    `yaml:"clause"`
}

// Field is one field of the card.
type Field struct {
	ID       string `yaml:"id,required"`
	Names    Text   `yaml:"names,required"`
	Required bool   `yaml:"required"`
	// Personal fields are left out of an anonymous card.
	Personal bool   `yaml:"personal"`
	Clause   string `yaml:"clause"`
	Assumed  bool   `yaml:"assumed"`
}

// Anonymous says whether a case may do without the applicant's data (MR-4.4.2).
type Anonymous struct {
	Allowed bool `yaml:"allowed"`
	// Warn: the applicant first hears the notice [NoticeAnonymous].
	Warn bool `yaml:"warn"`
	// NotConsidered: the executor may end such a case without considering it.
	NotConsidered bool   `yaml:"not_considered"`
	Clause        string `yaml:"clause"`
	Assumed       bool   `yaml:"assumed"`
}

// Confirmation says whether and when the applicant has to agree to the wording (MR-4.4).
type Confirmation struct {
	Required bool `yaml:"required"`
	// RegisterFirst lists the kinds that are registered at once and confirmed after; such a
	// registration is recorded as a departure from Clause.
	RegisterFirst []KindID `yaml:"register_first"`
	// Means are the ways to agree: "bot", "link", "aloud".
	Means   []string `yaml:"means"`
	Clause  string   `yaml:"clause"`
	Assumed bool     `yaml:"assumed"`
}

// Gathering says when letters that gather are sent: always at an opening of the office.
type Gathering struct {
	Weekday    time.Weekday
	DayOfMonth int
	Clause     string
	Assumed    bool
}

// Suspension takes force from a clause for a time (MR-9.2).
type Suspension struct {
	// Clause and the clauses below it ("MR-6.3" covers "MR-6.3.3") have no force meanwhile.
	Clause string
	From   time.Time
	Until  time.Time // exclusive; zero: until a new version
	Reason Text
}
