package callout

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// Cases writes what calls came to.
type Cases interface {
	NoteCall(ctx context.Context, made casecore.CallMade) error
	Act(ctx context.Context, cmd casecore.ActOnCase) (casecore.Case, error)
}

// Store reads what is called about.
type Store interface {
	LockCase(ctx context.Context, id casecore.CaseID) (casecore.Case, error)
	LockReport(ctx context.Context, id casecore.ReportID) (casecore.Report, error)
	Applicant(ctx context.Context, id casecore.ApplicantID) (casecore.Applicant, error)
	Claim(ctx context.Context, cmd casecore.Claim) casecore.Claimed
}

// Rules gives the regulation.
type Rules interface {
	At(t time.Time) (*regulation.Profile, error)
	Version(name regulation.ProfileName, version string) (*regulation.Profile, error)
}

// Texts puts sentences into a language.
type Texts interface {
	T(lang, key string, args map[string]any) string
}

// Book keeps what is to be called about.
type Book struct {
	db        *pg.DB
	cases     Cases
	store     Store
	catalogue casecore.Catalogue
	rules     Rules
	texts     Texts
	now       func() time.Time
}

// New returns a Book. now is the one clock.
func New(db *pg.DB, cases Cases, store Store, catalogue casecore.Catalogue, rules Rules, texts Texts, now func() time.Time) *Book {
	return &Book{db: db, cases: cases, store: store, catalogue: catalogue, rules: rules, texts: texts, now: now}
}

// State is how far a task is.
type State string

// The states of a task.
const (
	Waiting  State = "waiting"
	Calling  State = "calling"
	Done     State = "done"
	Failed   State = "failed"   // everybody was tried
	Needless State = "needless" // it was dealt with before anybody was reached
)

// task is a row.
type task struct {
	id       casecore.CallTaskID
	kind     casecore.CallKind
	caseID   casecore.CaseID
	report   casecore.ReportID
	sample   uuid.UUID
	wait     calls.CallID // whose turn it is, of a call that the desk asks for
	org      casecore.OrgID
	staff    casecore.StaffID
	via      string
	state    State
	step     int
	attempts int
	tries    int
	lease    time.Time
	call     calls.CallID
	created  time.Time
}

const taskColumns = `id, kind, case_id, report_id, sample_id, wait_id, org_id, staff_id, via, state, step, attempts, tries, lease_until, call_id, created_at`

func scanTask(row pgx.CollectableRow) (task, error) {
	var (
		t                                             task
		id                                            uuid.UUID
		caseID, report, sample, wait, org, staff, ref *uuid.UUID
		lease                                         *time.Time
	)
	err := row.Scan(&id, &t.kind, &caseID, &report, &sample, &wait, &org, &staff, &t.via, &t.state, &t.step, &t.attempts,
		&t.tries, &lease, &ref, &t.created)
	t.id, t.caseID, t.report = casecore.CallTaskID(id), pg.ID[casecore.CaseID](caseID), pg.ID[casecore.ReportID](report)
	t.sample, t.org, t.staff = pg.ID[uuid.UUID](sample), pg.ID[casecore.OrgID](org), pg.ID[casecore.StaffID](staff)
	t.wait, t.call, t.lease = pg.ID[calls.CallID](wait), pg.ID[calls.CallID](ref), pg.Time(lease)
	return t, err
}

// tasks reads rows.
func (b *Book) tasks(ctx context.Context, where string, args ...any) ([]task, error) {
	list, err := pg.Collect(ctx, b.db, scanTask, `SELECT `+taskColumns+` FROM call_tasks `+where, args...)
	return list, failed("tasks", err)
}

func (b *Book) exec(ctx context.Context, op, sql string, args ...any) error {
	_, err := b.db.Exec(ctx, sql, args...)
	return failed(op, err)
}

func failed(op string, err error) error { return casecore.Coded("call out: "+op, err) }

func fail(code casecore.Code, op, key string) error {
	return &casecore.Error{Code: code, Op: "call out: " + op, Key: key}
}
