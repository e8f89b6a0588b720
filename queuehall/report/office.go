package report

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
	"hotline/queuehall"
	"hotline/queuehall/profile"
)

// Core is what is needed of the case core, in the transaction of the context: keys of commands, history, letters, deadlines and files.
type Core interface {
	Claim(ctx context.Context, c casecore.Claim) casecore.Claimed
	Apply(ctx context.Context, changes ...casecore.Change) error
	Due(ctx context.Context, now time.Time, refs []casecore.TimerRef) ([]casecore.TimerRef, error)
	AddFile(ctx context.Context, f casecore.File) error
}

// Scopes tells which halls somebody has to do with.
type Scopes interface {
	Scope(ctx context.Context, a casecore.Actor) (queuehall.Scope, error)
}

// Files keeps the bytes of what was told and handed out.
type Files interface {
	Keep(ctx context.Context, folder, contentType string, write func(w io.Writer) error) (key string, size int64, err error)
	Read(ctx context.Context, key string) (io.ReadSeekCloser, error)
	Delete(ctx context.Context, key string) error
}

// Office shows results to those who may see them, and keeps the register of instructions and requests.
type Office struct {
	*Reader

	core   Core
	scopes Scopes
	files  Files
	writer *Writer
	zone   *time.Location
	now    func() time.Time
}

// NewOffice returns the office of the halls of a database. zone is the halls', now the one clock.
func NewOffice(db *pg.DB, core Core, scopes Scopes, files Files, texts Texts, zone *time.Location, now func() time.Time) *Office {
	return &Office{NewReader(db), core, scopes, files, NewWriter(texts), zone, now}
}

// Writer makes files of what the office finds.
func (o *Office) Writer() *Writer { return o.writer }

// today is the date in the halls.
func (o *Office) today() calendar.Date { return calendar.DateOf(o.now().In(o.zone)) }

// ofAll are the roles to which the whole centre's results are told.
var ofAll = []regulation.RoleID{regulation.RoleHallHead, regulation.RoleDirector, regulation.RoleMayor}

// seesAll tells whether the whole centre is the actor's to see.
func seesAll(a casecore.Actor) bool {
	return slices.ContainsFunc(ofAll, a.Has)
}

// Results adds up what the actor may see: heads of branches their own, heads of participants their own people's (VN-4.7), the centre's
// head and the leadership all. By operator it is Refused without an instruction that covers it (VN-4.3).
func (o *Office) Results(ctx context.Context, a casecore.Actor, q Query) (Table, error) {
	if err := q.check(); err != nil {
		return Table{}, err
	}
	within, err := o.reach(ctx, a)
	if err != nil {
		return Table{}, err
	}
	if !q.Branch.IsZero() && !within.touches(q.Branch) {
		return Table{}, fail(casecore.Forbidden, "results", "error.hall_not_seen")
	}
	if q.By == ByOperator {
		if err := o.instructed(ctx, q.Branch, within); err != nil {
			return Table{}, err
		}
	}
	return o.read(ctx, q, within)
}

// reach is what the actor sees.
func (o *Office) reach(ctx context.Context, a casecore.Actor) (reach, error) {
	s, err := o.scopes.Scope(ctx, a)
	if err != nil {
		return reach{}, err
	}
	r := reach{branches: make([]uuid.UUID, len(s.Branches)), participants: s.Participants}
	for i, b := range s.Branches {
		r.branches[i] = b.UUID()
	}
	if len(r.branches)+len(r.participants) == 0 {
		return r, fail(casecore.Forbidden, "reach", "error.hall_not_seen")
	}
	return r, nil
}

// touches tells whether anything of a branch is seen: a participant's people may serve in any.
func (r *reach) touches(b queuehall.BranchID) bool {
	return slices.Contains(r.branches, b.UUID()) || len(r.participants) > 0
}

// Choice is something that results may be asked of.
type Choice struct {
	ID    uuid.UUID
	Names profile.Text
}

// Choices are the branches and participants whose results the actor may ask for.
func (o *Office) Choices(ctx context.Context, a casecore.Actor) (branches, participants []Choice, err error) {
	within, err := o.reach(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	scan := pgx.RowToStructByPos[Choice]
	theirs := len(within.branches) == 0 // a participant's people may serve anywhere
	branches, err = pg.Collect(ctx, o.db, scan, `SELECT id, name FROM hall_branches WHERE $1 OR id = ANY ($2) ORDER BY place, code`, theirs, within.branches)
	if err == nil {
		participants, err = pg.Collect(ctx, o.db, scan, `SELECT id, name FROM hall_participants WHERE NOT $1 OR id = ANY ($2) ORDER BY code`, theirs,
			within.participants)
	}
	return branches, participants, failed("choices", err)
}
