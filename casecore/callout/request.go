package callout

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// RequestCall has an applicant called through the centre's number: first the telephone of whoever asks, then the applicant's.
type RequestCall struct {
	casecore.Command `json:"-"`
	Case             casecore.CaseID   // or
	Report           casecore.ReportID // whose applicant is called
	Via              string            // at which telephone they are rung themselves
}

const (
	keyLife                          = 24 * time.Hour
	taskSubject casecore.SubjectType = "call_task"
	oneTalk                          = "call_tasks_one_talk" // the index that lets each person have one call under way
)

// Request has an agent (MR-4.5) or the case's executor (MR-5.1) speak with the applicant. It fails with NotFound for a case that the
// actor does not see, and with Refused when there is no number, when the number is not to be called, and outside the hours of calls; an
// emergency waits for nothing. It fails with Conflict while a call of theirs is under way,
// or while they talk at the desk.
func (b *Book) Request(ctx context.Context, cmd RequestCall) (casecore.CallTaskID, error) {
	const op = "request"
	if !Callable(cmd.Via) {
		return casecore.CallTaskID{}, fail(casecore.Invalid, op, "error.phone")
	}
	id, now := casecore.NewID[casecore.CallTaskID](), b.now()
	claim, err := cmd.Claim(cmd, id.UUID(), taskSubject, now, keyLife)
	if err != nil {
		return id, err
	}
	err = b.db.InTx(ctx, func(ctx context.Context) error {
		claimed := b.store.Claim(ctx, claim)
		s, err := b.lock(ctx, task{caseID: cmd.Case, report: cmd.Report})
		if earlier, repeated, claimErr := claimed.Repeat(ctx); claimErr != nil || repeated {
			id = casecore.CallTaskID(earlier)
			return claimErr
		}
		if err != nil {
			return err
		}
		kind, err := b.mayCall(ctx, op, cmd.Actor, &s, now)
		if err != nil {
			return err
		}
		busy, err := b.inCall(ctx, task{staff: cmd.Actor.Staff})
		switch {
		case err != nil:
			return err
		case busy:
			return fail(casecore.Conflict, op, "error.desk_busy")
		}
		return b.add(ctx, op, id, kind, cmd, now)
	})
	return id, err
}

// mayCall tells in which right the actor calls the applicant now.
func (b *Book) mayCall(ctx context.Context, op string, actor casecore.Actor, s *subject, now time.Time) (casecore.CallKind, error) {
	kind, urgent := casecore.CallBack, s.Report.SOS || s.Case.SOS
	switch {
	case s.Case.ID.IsZero():
		if !actor.Sees(casecore.ReportAudience()) {
			return "", fail(casecore.NotFound, op, "error.report_unknown")
		}
	case !b.sees(actor, &s.Case):
		return "", fail(casecore.NotFound, op, "error.case_unknown")
	case !actor.Sees(casecore.ReportAudience()) && !actor.Has(regulation.RoleControlOfficer):
		kind = casecore.CallExecutor
	}
	a, err := b.store.Applicant(ctx, s.applicant)
	if err != nil {
		return "", err
	}
	refused, err := b.Refused(ctx, a.Phone)
	switch {
	case err != nil:
		return "", err
	case a.Phone == "":
		return "", fail(casecore.Refused, op, "error.no_phone")
	case refused && !urgent:
		return "", fail(casecore.Refused, op, "error.do_not_call")
	case !urgent && s.profile.CallableAt(now).After(now):
		return "", fail(casecore.Refused, op, "error.call_hours")
	}
	return kind, nil
}

// sees tells whether the case is the actor's: their organisation's, or the centre's.
func (b *Book) sees(actor casecore.Actor, c *casecore.Case) bool {
	return actor.Sees(casecore.CaseAudience(c, b.catalogue))
}

func (b *Book) add(ctx context.Context, op string, id casecore.CallTaskID, kind casecore.CallKind, cmd RequestCall, now time.Time) error {
	_, err := b.db.Exec(ctx, `INSERT INTO call_tasks (id, kind, case_id, report_id, staff_id, via, state, next_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $7)`,
		id.UUID(), string(kind), pg.NullID(cmd.Case), pg.NullID(cmd.Report), cmd.Actor.Staff.UUID(), cmd.Via, now)
	var broken *pgconn.PgError
	if errors.As(err, &broken) && broken.ConstraintName == oneTalk {
		return fail(casecore.Conflict, op, "error.call_under_way")
	}
	return failed(op, err)
}

// Progress is how far a requested call is.
type Progress struct {
	State  State
	Result string
}

// Progress tells whoever asked for a call how far it is.
func (b *Book) Progress(ctx context.Context, id casecore.CallTaskID, by casecore.StaffID) (Progress, error) {
	var p Progress
	err := b.db.QueryRow(ctx, `SELECT state, result FROM call_tasks WHERE id = $1 AND staff_id = $2`, id.UUID(), by.UUID()).Scan(&p.State, &p.Result)
	if errors.Is(err, pgx.ErrNoRows) {
		err = fail(casecore.NotFound, "progress", "error.call_unknown")
	}
	return p, failed("progress", err)
}
