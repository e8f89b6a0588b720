package callout

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// Take gives an agent the next case of a sample that is asked by agents: the one that they have in hand already, else one that nobody
// has, those whose applicant did not answer last. Cases whose applicant cannot be asked are settled on the way. False when there is
// none now.
func (b *Book) Take(ctx context.Context, sample uuid.UUID, by casecore.StaffID) (ordinal int, ok bool, err error) {
	const op = "take"
	now := b.now()
	p, err := b.rules.At(now)
	if err != nil {
		return 0, false, failed(op, err)
	}
	err = b.db.InTx(ctx, func(ctx context.Context) error {
		for {
			var why string
			err := b.db.QueryRow(ctx, `SELECT s.ordinal, CASE WHEN c.phase <> 'ended' THEN 'open_again' WHEN a.phone = '' THEN 'no_phone'
					WHEN EXISTS (SELECT FROM do_not_call d WHERE d.phone = a.phone AND d.withdrawn_at IS NULL) THEN 'do_not_call' ELSE '' END
				FROM sample_cases s JOIN samples m ON m.id = s.sample_id JOIN cases c ON c.id = s.case_id JOIN applicants a ON a.id = c.applicant_id
				WHERE s.sample_id = $1 AND NOT m.by_machine AND (s.result = '' OR s.result = 'no_answer' AND s.asked_at <= $2)
					AND (s.taken_by IS NULL OR s.taken_by = $3 OR s.taken_at <= $4)
				ORDER BY s.taken_by IS DISTINCT FROM $3, s.result, s.ordinal LIMIT 1 FOR UPDATE OF s SKIP LOCKED`,
				sample, now.Add(-p.Calling.Later.Length()), by.UUID(), now.Add(-leaseFor)).Scan(&ordinal, &why)
			if errors.Is(err, pgx.ErrNoRows) {
				return nil
			}
			if err != nil {
				return failed(op, err)
			}
			if why == "" {
				ok = true
				return b.exec(ctx, op, `UPDATE sample_cases SET taken_by = $3, taken_at = $4 WHERE sample_id = $1 AND ordinal = $2`,
					sample, ordinal, by.UUID(), now)
			}
			if err := b.exec(ctx, op, `UPDATE sample_cases SET result = $3, asked_at = $4 WHERE sample_id = $1 AND ordinal = $2`,
				sample, ordinal, why, now); err != nil {
				return err
			}
		}
	})
	return ordinal, ok, err
}

// AnswerSample is what an applicant told an agent.
type AnswerSample struct {
	casecore.Command `json:"-"`
	Sample           uuid.UUID
	Ordinal          int
	Result           string // done, undone, badly, or no_answer
	Note             string
}

// Answer writes what an applicant told an agent. What is not settled, or badly, is given to the executor again with the note as the
// reason (MR-6.4). One that is answered already is a Conflict.
func (b *Book) Answer(ctx context.Context, cmd AnswerSample) error {
	const op = "answer"
	cmd.Note = strings.TrimSpace(cmd.Note)
	switch cmd.Result {
	case ResultDone, ResultNotDone, ResultBadly, NoAnswer:
	default:
		return fail(casecore.Invalid, op, "error.form")
	}
	now := b.now()
	claim, err := cmd.Claim(cmd, cmd.Sample, "sample", now, keyLife)
	if err != nil {
		return err
	}
	return b.db.InTx(ctx, func(ctx context.Context) error {
		claimed := b.store.Claim(ctx, claim)
		var id uuid.UUID
		err := b.db.QueryRow(ctx, `SELECT case_id FROM sample_cases WHERE sample_id = $1 AND ordinal = $2`, cmd.Sample, cmd.Ordinal).Scan(&id)
		if _, repeated, claimErr := claimed.Repeat(ctx); claimErr != nil || repeated {
			return claimErr
		}
		if errors.Is(err, pgx.ErrNoRows) {
			return fail(casecore.NotFound, op, "error.case_unknown")
		}
		if err != nil {
			return failed(op, err)
		}
		s, err := b.lock(ctx, task{caseID: casecore.CaseID(id)})
		if err != nil {
			return err
		}
		tag, err := b.db.Exec(ctx, `UPDATE sample_cases SET result = $3, note = $4, staff_id = $5, asked_at = $6, taken_by = NULL
			WHERE sample_id = $1 AND ordinal = $2 AND result IN ('', 'no_answer')`,
			cmd.Sample, cmd.Ordinal, cmd.Result, cmd.Note, cmd.Actor.Staff.UUID(), now)
		if err != nil {
			return failed(op, err)
		}
		if tag.RowsAffected() == 0 {
			return fail(casecore.Conflict, op, "error.sample_answered")
		}
		if cmd.Result == NoAnswer {
			return nil
		}
		if err := b.exec(ctx, op, `UPDATE call_tasks SET state = 'needless', ended_at = $3 WHERE sample_id = $1 AND case_id = $2 AND state = 'waiting'`,
			cmd.Sample, id, now); err != nil {
			return err
		}
		again := cmd.Command
		again.Scope += ":repeat"
		return b.repeat(ctx, cmd.Sample, &s.Case, s.profile, cmd.Result, cmd.Note, again)
	})
}
