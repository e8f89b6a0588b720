package adminlog

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

const (
	columns = `l.id, l.at, l.actor, l.subject, l.subject_id, l.action, l.before, l.after, ` + others
	// listed leaves whole files out: they are for taking back, not for reading.
	listed = `l.id, l.at, l.actor, l.subject, l.subject_id, l.action,
		CASE l.subject WHEN 'classifier' THEN l.before - 'csv' ELSE l.before END,
		CASE l.subject WHEN 'classifier' THEN l.after - 'csv' ELSE l.after END, ` + others
	others = `l.catalogue, l.undoes, EXISTS (SELECT FROM admin_log u WHERE u.undoes = l.id)`
)

// Filter narrows a list down; zero fields let everything pass.
type Filter struct {
	Subject   Subject
	SubjectID string
	Actor     casecore.StaffID
	Before    uuid.UUID // entries older than this one: the next page
	Limit     int
}

// List returns entries, the latest first, without the files of imports.
func (b *Book) List(ctx context.Context, f Filter) ([]Entry, error) {
	var actor, before *uuid.UUID
	if !f.Actor.IsZero() {
		id := f.Actor.UUID()
		actor = &id
	}
	if f.Before != uuid.Nil {
		before = &f.Before
	}
	rows, err := b.db.Query(ctx, `SELECT `+listed+` FROM admin_log l
		WHERE ($1 = '' OR l.subject = $1) AND ($2 = '' OR l.subject_id = $2) AND ($3::uuid IS NULL OR l.actor = $3)
			AND ($4::uuid IS NULL OR l.id < $4)
		ORDER BY l.id DESC LIMIT $5`, f.Subject, f.SubjectID, actor, before, f.Limit)
	if err != nil {
		return nil, fmt.Errorf("adminlog: list: %w", err)
	}
	list, err := pgx.CollectRows(rows, scan)
	if err != nil {
		return nil, fmt.Errorf("adminlog: list: %w", err)
	}
	return list, nil
}

// Entry returns one row.
func (b *Book) Entry(ctx context.Context, id uuid.UUID) (Entry, error) {
	return b.one(ctx, `SELECT `+columns+` FROM admin_log l WHERE l.id = $1`, id)
}

// LastUndoable returns the latest change of the classifier or the organisations that still stands: not taken back, and
// itself no taking back. NotFound when there is none. An import comes without its file, which [Book.Entry] has.
func (b *Book) LastUndoable(ctx context.Context) (Entry, error) {
	return b.one(ctx, `SELECT `+listed+` FROM admin_log l
		WHERE l.subject <> 'person' AND l.action IN ('create', 'edit', 'remove', 'import') AND l.undoes IS NULL
			AND NOT EXISTS (SELECT FROM admin_log u WHERE u.undoes = l.id)
		ORDER BY l.id DESC LIMIT 1`)
}

func (b *Book) one(ctx context.Context, sql string, args ...any) (Entry, error) {
	rows, err := b.db.Query(ctx, sql, args...)
	if err != nil {
		return Entry{}, fmt.Errorf("adminlog: read: %w", err)
	}
	e, err := pgx.CollectExactlyOneRow(rows, scan)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Entry{}, &casecore.Error{Code: casecore.NotFound, Op: "read log", Key: "error.nothing_to_undo", Err: err}
	case err != nil:
		return Entry{}, fmt.Errorf("adminlog: read: %w", err)
	}
	return e, nil
}

func scan(row pgx.CollectableRow) (Entry, error) {
	var e Entry
	var actor uuid.UUID
	err := row.Scan(&e.ID, &e.At, &actor, &e.Subject, &e.SubjectID, &e.Action, &e.Before, &e.After, &e.Catalogue, &e.Undoes, &e.Undone)
	e.Actor = casecore.StaffID(actor)
	return e, err
}
