package callout

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/regulation"
)

// The results that settle a task; any other has somebody called again.
const (
	ResultHeard   = "heard"
	ResultTalked  = "talked"
	ResultDone    = "done"
	ResultNotDone = "undone"
	ResultBadly   = "badly"
)

// NoAnswer has somebody called again, by the machine or by an agent.
const NoAnswer = "no_answer"

// Settle writes what a call came to, in the transaction of ctx: into the history of the case or report, and what follows. A call
// whose task was given to another one meanwhile changes nothing.
func (b *Book) Settle(ctx context.Context, call calls.CallID, result string, now time.Time) error {
	list, err := b.tasks(ctx, `WHERE call_id = $1 AND state = 'calling'`, call.UUID())
	if err != nil || len(list) == 0 {
		return err
	}
	about, err := b.lock(ctx, list[0])
	if err != nil {
		return err
	}
	if list, err = b.tasks(ctx, `WHERE call_id = $1 AND state = 'calling' FOR UPDATE`, call.UUID()); err != nil || len(list) == 0 {
		return err
	}
	t := list[0]
	if err := b.exec(ctx, "settle", `UPDATE call_attempts SET result = $2, ended_at = $3 WHERE call_id = $1`, call.UUID(), result, now); err != nil {
		return err
	}
	by := casecore.System
	if !t.staff.IsZero() {
		by = casecore.Actor{Staff: t.staff}
	}
	err = b.cases.NoteCall(ctx, casecore.CallMade{
		Task: t.id, Kind: t.kind, Case: t.caseID, Report: t.report, Org: t.org, Call: call.UUID(), By: by, Attempt: t.tries, Result: result,
	})
	if err != nil {
		return err
	}
	switch t.kind {
	case casecore.CallOfficer:
		return b.settleOfficer(ctx, t, &about.profile.Calling, result, now)
	case casecore.CallSample:
		return b.answered(ctx, t, &about, call, result, now)
	}
	state := Failed
	if result == ResultTalked {
		state = Done
	}
	return b.end(ctx, t, state, result, now)
}

// settleOfficer rings again, or the next one on duty, until somebody has heard.
func (b *Book) settleOfficer(ctx context.Context, t task, rules *regulation.Calling, result string, now time.Time) error {
	if result == ResultHeard {
		return b.end(ctx, t, Done, result, now)
	}
	step, attempts, next := t.step, t.attempts, now.Add(rules.Again.Length())
	if attempts >= rules.Attempts {
		step, attempts, next = step+1, 0, now
	}
	return b.exec(ctx, "again", `UPDATE call_tasks SET state = 'waiting', result = $2, step = $3, attempts = $4, next_at = $5, lease_until = NULL
		WHERE id = $1`, t.id.UUID(), result, step, attempts, next)
}
