package casecore

import (
	"context"
	"time"

	"github.com/google/uuid"

	"hotline/casecore/regulation"
)

// Transactor runs a function in one transaction, joining the one that the context carries. Reads inside it see the
// database; writes become visible to others together, after fn has returned nil.
type Transactor interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// AfterCommit runs f once the transaction of ctx is durable.
	AfterCommit(ctx context.Context, f func())
}

// Store keeps the domain. Every method that locks must be called inside a transaction; lock order everywhere is subjects
// by id, and a subject's deadlines are written only under its lock.
type Store interface {
	Transactor

	// Claim takes a command's key. The answer is known after the next read, so that it costs no round trip of its own.
	Claim(ctx context.Context, cmd Claim) Claimed

	LockReport(ctx context.Context, id ReportID) (Report, error)
	LockCase(ctx context.Context, id CaseID) (Case, error)
	// LockWording locks the wording's report and returns both. When year is not zero a number of that year comes with it.
	LockWording(ctx context.Context, id WordingID, year int) (Report, Wording, Number, error)
	NextNumber(ctx context.Context, year int) (Number, error)

	// LockDueCases and LockDueReports lock the subjects of refs in id order, skipping held ones, and return each locked
	// subject with those of the refs that still hold at now.
	LockDueCases(ctx context.Context, now time.Time, refs []TimerRef) ([]DueCase, error)
	LockDueReports(ctx context.Context, now time.Time, refs []TimerRef) ([]DueReport, error)

	// Apply writes changes, set by set, whatever their number.
	Apply(ctx context.Context, changes ...Change) error

	// HasRole tells whether a person holds the role for the organisation on that day.
	HasRole(ctx context.Context, id StaffID, role regulation.RoleID, org OrgID, day time.Time) (bool, error)
	Report(ctx context.Context, id ReportID) (Report, error)
	Wording(ctx context.Context, id WordingID) (Wording, error)
	Case(ctx context.Context, id CaseID) (Case, error)
	CaseByNumber(ctx context.Context, n Number) (Case, error)
	Applicant(ctx context.Context, id ApplicantID) (Applicant, error)
	// Rating returns the rating of a case's cycle, false when there is none.
	Rating(ctx context.Context, id CaseID, cycle int) (Rating, bool, error)
	Deadlines(ctx context.Context, s Subject) ([]Deadline, error)
	Events(ctx context.Context, s Subject) ([]Event, error)
	Messages(ctx context.Context, s Subject) ([]Message, error)
	Files(ctx context.Context, s Subject) ([]File, error)
	AddFile(ctx context.Context, f File) error
	File(ctx context.Context, id FileID) (File, error)
}

// DueCase is a locked case with the deadlines that fire on it.
type DueCase struct {
	Case Case
	Due  []TimerRef
}

// DueReport is a locked report with the deadlines that fire on it.
type DueReport struct {
	Report Report
	Due    []TimerRef
}

// Claim is a command's identity: its key in a scope, who sent it, and a hash of what it held.
type Claim struct {
	Scope   string
	Key     string
	Actor   string
	Hash    []byte
	Result  uuid.UUID // the id of what it makes or changes, known before
	Type    SubjectType
	At      time.Time
	Expires time.Time
}

// Claimed is the answer to a Claim.
type Claimed interface {
	// Repeat tells whether the key was used before, and with what result. Valid after a read in the same transaction. A key
	// that comes again with another payload is an Invalid error.
	Repeat(ctx context.Context) (result uuid.UUID, repeated bool, err error)
}

// Catalogue is the classifier and the organisations, kept in memory and reloaded when they change.
type Catalogue interface {
	Topic(code regulation.TopicCode) (*regulation.Topic, bool)
	// ExecutorOf returns who leads a topic's cases in a district (MR-4.6).
	ExecutorOf(topic regulation.TopicCode, district regulation.DistrictCode) (OrgID, bool)
	Org(id OrgID) (Org, bool)
	Body(code string) (regulation.CompetentBody, bool)
}

// Rules gives the city's regulation: the version in force at a time, and the version that a case was taken under.
type Rules interface {
	At(t time.Time) (*regulation.Profile, error)
	Version(name regulation.ProfileName, version string) (*regulation.Profile, error)
}

// Org is an executor, a unit of the council, or a body outside the program.
type Org struct {
	ID          OrgID
	Code        regulation.OrgCode
	Parent      OrgID
	Kind        string // unit, enterprise, external, centre
	CouncilUnit bool   // MR-5.8.2
	PhoneOnly   bool   // outside the program: only its telephone reaches it (MR-7.8)
	Area        string // of the control body that answers for it
	Names       regulation.Text
	Phone       string
	Email       string
}
