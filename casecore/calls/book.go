package calls

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/internal/pg"
)

// ErrMoved is returned when another process has advanced a call.
var ErrMoved = errors.New("calls: the call has moved on")

// Book keeps calls.
type Book struct{ db *pg.DB }

// NewBook returns a Book.
func NewBook(db *pg.DB) *Book { return &Book{db} }

// Begin writes a call that has come, or one that is over already. It may be repeated while the call stands there; it fails with
// ErrMoved when it does not any more, or when another call of that channel is written.
func (b *Book) Begin(ctx context.Context, c Call) error {
	tag, err := b.db.Exec(ctx, `
		INSERT INTO calls (id, pbx, channel_id, direction, purpose, line, caller, grade, lang, emergency, step, step_no, state,
			due_at, agent_id, started_at, queued_at, ended_at, ended_why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT (pbx, channel_id) DO UPDATE SET state = excluded.state, due_at = excluded.due_at
		WHERE calls.id = excluded.id AND calls.step_no = excluded.step_no AND calls.ended_at IS NULL`,
		c.ID.UUID(), c.PBX, c.Channel, c.Direction, c.Purpose, c.Line, string(c.Caller), string(c.Grade), c.Lang, c.Emergency,
		c.Step, c.StepNo, c.State, pg.NullTime(c.Due), pg.NullID(c.Agent), c.Started, pg.NullTime(c.Queued), pg.NullTime(c.Ended), c.EndedWhy)
	if err == nil && tag.RowsAffected() == 0 {
		err = ErrMoved
	}
	return failed("begin", err)
}

// Advance writes a call's next step over the one before, was. It fails with ErrMoved when that is not where the call stands.
func (b *Book) Advance(ctx context.Context, c Call, was int) error {
	moved := func(tag pgconn.CommandTag) error {
		if tag.RowsAffected() == 0 {
			return ErrMoved
		}
		return nil
	}
	const sql = `
		UPDATE calls SET lang = $3, emergency = $4, step = $5, step_no = $6, state = $7, due_at = $8, agent_id = $9,
			queued_at = $10, answered_at = $11, ended_at = $12, ended_why = $13, purpose = $14
		WHERE id = $1 AND step_no = $2 AND ended_at IS NULL`
	args := []any{
		c.ID.UUID(), was, c.Lang, c.Emergency, c.Step, c.StepNo, c.State, pg.NullTime(c.Due), pg.NullID(c.Agent), pg.NullTime(c.Queued),
		pg.NullTime(c.Answered), pg.NullTime(c.Ended), c.EndedWhy, c.Purpose,
	}
	if pg.InTransaction(ctx) {
		return failed("advance", b.db.Queue(ctx, moved, sql, args...))
	}
	tag, err := b.db.Exec(ctx, sql, args...)
	if err == nil {
		err = moved(tag)
	}
	return failed("advance", err)
}

// Live returns the calls of an Asterisk that have not ended, oldest first.
func (b *Book) Live(ctx context.Context, pbx string) ([]Call, error) {
	list, err := pg.Collect(ctx, b.db, scanCall, `SELECT `+callColumns+` FROM calls WHERE pbx = $1 AND ended_at IS NULL ORDER BY id`, pbx)
	return list, failed("live", err)
}

// Of returns a call; NotFound when there is none.
func (b *Book) Of(ctx context.Context, id CallID) (Call, error) {
	list, err := pg.Collect(ctx, b.db, scanCall, `SELECT `+callColumns+` FROM calls WHERE id = $1`, id.UUID())
	if err == nil && len(list) == 0 {
		err = unknown("of")
	}
	if err != nil {
		return Call{}, failed("of", err)
	}
	return list[0], nil
}

const callColumns = `id, pbx, channel_id, direction, purpose, line, caller, grade, lang, emergency, step, step_no, state,
	due_at, agent_id, started_at, queued_at, answered_at, ended_at, ended_why`

func scanCall(row pgx.CollectableRow) (Call, error) { return scanCallAnd(row) }

// scanCallAnd reads a call and the columns that follow it.
func scanCallAnd(row pgx.CollectableRow, more ...any) (Call, error) {
	var (
		c                            Call
		id                           uuid.UUID
		agent                        *uuid.UUID
		caller, grade                string
		due, queued, answered, ended *time.Time
	)
	columns := []any{
		&id, &c.PBX, &c.Channel, &c.Direction, &c.Purpose, &c.Line, &caller, &grade, &c.Lang, &c.Emergency, &c.Step, &c.StepNo,
		&c.State, &due, &agent, &c.Started, &queued, &answered, &ended, &c.EndedWhy,
	}
	err := row.Scan(append(columns, more...)...)
	c.ID, c.Caller, c.Grade, c.Agent = CallID(id), casecore.Phone(caller), Grade(grade), pg.ID[casecore.StaffID](agent)
	c.Due, c.Queued, c.Answered, c.Ended = pg.Time(due), pg.Time(queued), pg.Time(answered), pg.Time(ended)
	return c, err
}

// failed gives what the database refused a code; that a call has moved on is no fault.
func failed(op string, err error) error {
	if errors.Is(err, ErrMoved) {
		return err
	}
	return casecore.Coded("calls: "+op, err)
}

func unknown(op string) error {
	return &casecore.Error{Code: casecore.NotFound, Op: "calls: " + op, Key: "error.call_unknown"}
}

// ParseID reads a call's id.
func ParseID(s string) (CallID, error) { return casecore.ParseID[CallID](s) }
