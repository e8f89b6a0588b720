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

// Begin writes a call that has come. It returns false when that channel's call is written already.
func (b *Book) Begin(ctx context.Context, c Call) (bool, error) {
	tag, err := b.db.Exec(ctx, `
		INSERT INTO calls (id, pbx, channel_id, direction, purpose, line, caller, grade, lang, emergency, step, step_no, state,
			due_at, agent_id, started_at, queued_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (pbx, channel_id) DO NOTHING`,
		c.ID.UUID(), c.PBX, c.Channel, c.Direction, c.Purpose, c.Line, string(c.Caller), string(c.Grade), c.Lang, c.Emergency,
		c.Step, c.StepNo, c.State, moment(c.Due), orNull(c.Agent), c.Started, moment(c.Queued))
	if err != nil {
		return false, failed("begin", err)
	}
	return tag.RowsAffected() == 1, nil
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
		c.ID.UUID(), was, c.Lang, c.Emergency, c.Step, c.StepNo, c.State, moment(c.Due), orNull(c.Agent), moment(c.Queued),
		moment(c.Answered), moment(c.Ended), c.EndedWhy, c.Purpose,
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
	rows, err := b.db.Query(ctx, `SELECT `+callColumns+` FROM calls WHERE pbx = $1 AND ended_at IS NULL ORDER BY id`, pbx)
	return collect("live", rows, err, scanCall)
}

// Of returns a call; NotFound when there is none.
func (b *Book) Of(ctx context.Context, id CallID) (Call, error) {
	rows, err := b.db.Query(ctx, `SELECT `+callColumns+` FROM calls WHERE id = $1`, id.UUID())
	list, err := collect("of", rows, err, scanCall)
	if err == nil && len(list) == 0 {
		err = &casecore.Error{Code: casecore.NotFound, Op: "calls: of", Key: "error.call_unknown"}
	}
	if err != nil {
		return Call{}, err
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
	c.ID, c.Caller, c.Grade = CallID(id), casecore.Phone(caller), Grade(grade)
	if agent != nil {
		c.Agent = casecore.StaffID(*agent)
	}
	c.Due, c.Queued, c.Answered, c.Ended = when(due), when(queued), when(answered), when(ended)
	return c, err
}

func collect[T any](op string, rows pgx.Rows, err error, scan pgx.RowToFunc[T]) ([]T, error) {
	if err != nil {
		return nil, failed(op, err)
	}
	list, err := pgx.CollectRows(rows, scan)
	return list, failed(op, err)
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func when(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func failed(op string, err error) error {
	if err == nil || errors.Is(err, ErrMoved) {
		return err
	}
	return &casecore.Error{Code: casecore.Internal, Op: "calls: " + op, Key: "error.internal", Err: err}
}

// Note writes a call that is over already; one of that channel stays as it is.
func (b *Book) Note(ctx context.Context, c Call) error {
	_, err := b.db.Exec(ctx, `
		INSERT INTO calls (id, pbx, channel_id, direction, purpose, line, caller, grade, lang, emergency, step, step_no, state,
			started_at, ended_at, ended_why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (pbx, channel_id) DO NOTHING`,
		c.ID.UUID(), c.PBX, c.Channel, c.Direction, c.Purpose, c.Line, string(c.Caller), string(c.Grade), c.Lang, c.Emergency,
		c.Step, c.StepNo, c.State, c.Started, c.Ended, c.EndedWhy)
	return failed("note", err)
}

// ParseID reads a call's id.
func ParseID(s string) (CallID, error) { return casecore.ParseID[CallID](s) }
