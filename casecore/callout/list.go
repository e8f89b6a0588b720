package callout

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/internal/pg"
)

// Task is a call that goes out, as it is shown.
type Task struct {
	ID       casecore.CallTaskID
	Kind     casecore.CallKind
	State    State
	Result   string // of the last attempt, or why it ended
	Case     casecore.CaseID
	Number   casecore.Number // the case's; zero for a report's
	Report   casecore.ReportID
	Sample   uuid.UUID
	Org      casecore.OrgID   // whose officer is called
	By       casecore.StaffID // who wants to speak, or drew the sample
	Reason   string           // the clause that asks for it
	NextAt   time.Time
	Created  time.Time
	Ended    time.Time // zero while it goes on
	Attempts []Attempt // in their order
}

// Attempt is one call of a task.
type Attempt struct {
	No     int
	Call   calls.CallID
	Whom   string // the officer's name; "" for an applicant
	Result string // "" while it goes on
	At     time.Time
	Ended  time.Time
}

// TaskFilter narrows the list down; zero fields let everything pass.
type TaskFilter struct {
	Open   bool // waiting or being called; else those that ended
	Kind   casecore.CallKind
	Before casecore.CallTaskID // older than this one: the next page
	Limit  int
}

// Tasks lists calls that go out, the newest first.
func (b *Book) Tasks(ctx context.Context, f TaskFilter) ([]Task, error) {
	list, err := pg.Collect(ctx, b.db, scanListed, `SELECT t.id, t.kind, t.state, t.result, t.case_id, coalesce(c.year, 0), coalesce(c.seq, 0), t.report_id,
			t.sample_id, t.org_id, t.staff_id, t.reason, t.next_at, t.created_at, t.ended_at
		FROM call_tasks t LEFT JOIN cases c ON c.id = t.case_id
		WHERE (t.state IN ('waiting', 'calling')) = $1 AND ($2 = '' OR t.kind = $2) AND ($3::uuid IS NULL OR t.id < $3)
		ORDER BY t.id DESC LIMIT $4`, f.Open, string(f.Kind), pg.NullID(f.Before), f.Limit)
	if err != nil {
		return nil, failed("list", err)
	}
	return list, b.readAttempts(ctx, list)
}

func scanListed(row pgx.CollectableRow) (Task, error) {
	var (
		t                                      Task
		caseID, report, sample, org, staff, id *uuid.UUID
		ended                                  *time.Time
	)
	err := row.Scan(&id, &t.Kind, &t.State, &t.Result, &caseID, &t.Number.Year, &t.Number.Seq, &report, &sample, &org, &staff, &t.Reason,
		&t.NextAt, &t.Created, &ended)
	t.ID, t.Case, t.Report = pg.ID[casecore.CallTaskID](id), pg.ID[casecore.CaseID](caseID), pg.ID[casecore.ReportID](report)
	t.Sample, t.Org, t.By = pg.ID[uuid.UUID](sample), pg.ID[casecore.OrgID](org), pg.ID[casecore.StaffID](staff)
	t.Ended = pg.Time(ended)
	return t, err
}

func (b *Book) readAttempts(ctx context.Context, list []Task) error {
	ids, at := make([]uuid.UUID, len(list)), make(map[uuid.UUID]int, len(list))
	for i := range list {
		ids[i] = list[i].ID.UUID()
		at[ids[i]] = i
	}
	rows, err := b.db.Query(ctx, `SELECT task_id, no, call_id, whom, result, at, ended_at FROM call_attempts WHERE task_id = ANY($1) ORDER BY no`, ids)
	if err != nil {
		return failed("attempts", err)
	}
	var (
		task  uuid.UUID
		a     Attempt
		ended *time.Time
	)
	_, err = pgx.ForEachRow(rows, []any{&task, &a.No, (*uuid.UUID)(&a.Call), &a.Whom, &a.Result, &a.At, &ended}, func() error {
		a.Ended = pg.Time(ended)
		t := &list[at[task]]
		t.Attempts = append(t.Attempts, a)
		return nil
	})
	return failed("attempts", err)
}

// Cancel is somebody's wish that a call is not made.
type Cancel struct {
	casecore.Command `json:"-"`
	Task             casecore.CallTaskID
}

// cancelled is the result of a call that somebody called off.
const cancelled = "cancelled"

// Cancel calls a waiting call off and writes it into the history of what it is about. One that rings already, or has ended, is a
// Conflict.
func (b *Book) Cancel(ctx context.Context, cmd Cancel) error {
	const op = "cancel"
	now := b.now()
	claim, err := cmd.Claim(cmd, cmd.Task.UUID(), taskSubject, now, keyLife)
	if err != nil {
		return err
	}
	return b.db.InTx(ctx, func(ctx context.Context) error {
		claimed := b.store.Claim(ctx, claim)
		seen, err := b.tasks(ctx, `WHERE id = $1`, cmd.Task.UUID())
		if _, repeated, claimErr := claimed.Repeat(ctx); claimErr != nil || repeated {
			return claimErr
		}
		switch {
		case err != nil:
			return err
		case len(seen) == 0:
			return fail(casecore.NotFound, op, "error.call_unknown")
		}
		if _, err := b.lock(ctx, seen[0]); err != nil {
			return err
		}
		list, err := b.tasks(ctx, `WHERE id = $1 AND state = 'waiting' FOR UPDATE`, cmd.Task.UUID())
		switch {
		case err != nil:
			return err
		case len(list) == 0:
			return fail(casecore.Conflict, op, "error.call_goes")
		}
		t := list[0]
		if t.kind == casecore.CallSample {
			err = b.settleSample(ctx, t, Needless, cancelled, now)
		} else {
			err = b.end(ctx, t, Needless, cancelled, now)
		}
		if err != nil {
			return err
		}
		return b.cases.NoteCall(ctx, casecore.CallMade{
			Task: t.id, Kind: t.kind, Case: t.caseID, Report: t.report, By: cmd.Actor, Attempt: t.tries, Result: cancelled,
		})
	})
}
