package report

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calendar"
	"hotline/internal/pg"
	"hotline/queuehall"
)

// Instruct records an instruction of the city's leadership to show results in slices (VN-4.3).
type Instruct struct {
	casecore.Command `json:"-"`
	GivenBy          string // the office, and who holds it
	Document         string // its number
	Dated            calendar.Date
	Slices           []By
	Branch           queuehall.BranchID // zero: all
	Until            calendar.Date      // the last day on which it may be used
}

// Instruction is one that was recorded.
type Instruction struct {
	Instruct

	ID          uuid.UUID
	RecordedBy  string // their name
	RecordedAt  time.Time
	WithdrawnAt time.Time
}

func (c *Instruct) valid() bool {
	known := func(by By) bool { return by == ByBranch || by == ByDirection || by == ByOperator }
	return strings.TrimSpace(c.GivenBy) != "" && strings.TrimSpace(c.Document) != "" && !c.Dated.IsZero() && !c.Until.Before(c.Dated) &&
		len(c.Slices) > 0 && !slices.ContainsFunc(c.Slices, func(by By) bool { return !known(by) })
}

// Instruct records an instruction and returns its id.
func (o *Office) Instruct(ctx context.Context, cmd Instruct) (uuid.UUID, error) {
	const op = "instruct"
	if !cmd.valid() {
		return uuid.UUID{}, fail(casecore.Invalid, op, "error.hall_instruction")
	}
	id := uuid.Must(uuid.NewV7())
	return o.once(ctx, op, cmd.Command, cmd, id, SubjectInstruction, func(ctx context.Context, now time.Time) error {
		sliced := make([]string, len(cmd.Slices))
		for i, by := range cmd.Slices {
			sliced[i] = string(by)
		}
		head, err := o.note(ctx, casecore.Chain{}, casecore.Subject{Type: SubjectInstruction, ID: id}, cmd.Actor, "hall.instructed", now, facts{
			"document": cmd.Document, "dated": cmd.Dated.String(), "slices": sliced, "until": cmd.Until.String(), "branch": cmd.Branch.String(),
		})
		if err != nil {
			return err
		}
		_, err = o.db.Exec(ctx, `INSERT INTO hall_instructions (id, given_by, document, dated, slices, branch_id, until, recorded_by, recorded_at,
				event_seq, event_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			id, cmd.GivenBy, cmd.Document, cmd.Dated.String(), sliced, pg.NullID(cmd.Branch), cmd.Until.String(), cmd.Actor.Staff.UUID(), now,
			head.Seq, head.Hash)
		return err
	})
}

// Withdraw ends an instruction. NotFound when there is none in force.
func (o *Office) Withdraw(ctx context.Context, cmd casecore.Command, id uuid.UUID) error {
	const op = "withdraw instruction"
	_, err := o.once(ctx, op, cmd, id, id, SubjectInstruction, func(ctx context.Context, now time.Time) error {
		var head casecore.Chain
		err := o.db.QueryRow(ctx, `SELECT event_seq, event_hash FROM hall_instructions WHERE id = $1 AND withdrawn_at IS NULL FOR UPDATE`,
			id).Scan(&head.Seq, &head.Hash)
		if errors.Is(err, pgx.ErrNoRows) {
			return fail(casecore.NotFound, op, "error.hall_no_such_instruction")
		}
		if err != nil {
			return err
		}
		head, err = o.note(ctx, head, casecore.Subject{Type: SubjectInstruction, ID: id}, cmd.Actor, "hall.instruction_withdrawn", now, facts{})
		if err != nil {
			return err
		}
		_, err = o.db.Exec(ctx, `UPDATE hall_instructions SET withdrawn_by = $2, withdrawn_at = $3, event_seq = $4, event_hash = $5 WHERE id = $1`,
			id, cmd.Actor.Staff.UUID(), now, head.Seq, head.Hash)
		return err
	})
	return err
}

// Instructions returns the latest, the newest first.
func (o *Office) Instructions(ctx context.Context) ([]Instruction, error) {
	const most = 200
	list, err := pg.Collect(ctx, o.db, func(row pgx.CollectableRow) (i Instruction, err error) {
		var dated, until time.Time
		var branch *uuid.UUID
		var withdrawn *time.Time
		var sliced []string
		err = row.Scan(&i.ID, &i.GivenBy, &i.Document, &dated, &sliced, &branch, &until, &i.RecordedBy, &i.RecordedAt, &withdrawn)
		for _, by := range sliced {
			i.Slices = append(i.Slices, By(by))
		}
		i.Dated, i.Until = calendar.DateOf(dated), calendar.DateOf(until)
		i.Branch, i.WithdrawnAt = pg.ID[queuehall.BranchID](branch), pg.Time(withdrawn)
		return i, err
	}, `SELECT i.id, given_by, document, dated, slices, branch_id, until, s.name, recorded_at, withdrawn_at
		FROM hall_instructions i JOIN staff s ON s.id = i.recorded_by ORDER BY recorded_at DESC, i.id DESC LIMIT $1`, most)
	return list, failed("instructions", err)
}

// instructed is nil when an instruction in force lets operators be told apart: of the branch that is asked for, or wherever the person's
// reach goes.
func (o *Office) instructed(ctx context.Context, branch queuehall.BranchID, within reach) error {
	const op = "instructed"
	wanted := within.branches
	everywhere := len(within.participants) > 0 // their people may serve in any branch
	if !branch.IsZero() {
		wanted, everywhere = []uuid.UUID{branch.UUID()}, false
	}
	var covered bool
	err := o.db.QueryRow(ctx, `WITH given AS (
			SELECT branch_id FROM hall_instructions WHERE 'operator' = ANY (slices) AND withdrawn_at IS NULL AND $1 BETWEEN dated AND until
		) SELECT EXISTS (SELECT FROM given WHERE branch_id IS NULL)
			OR NOT $3 AND NOT EXISTS (SELECT FROM unnest($2::uuid[]) w WHERE w NOT IN (SELECT branch_id FROM given))`,
		o.today().String(), wanted, everywhere).Scan(&covered)
	if err == nil && !covered {
		return fail(casecore.Refused, op, "error.hall_no_instruction")
	}
	return failed(op, err)
}
