package adminlog

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/internal/pg"
)

// keyLife is how long a command's key is remembered.
const keyLife = 24 * time.Hour

// subjectType is what the key of an administrator's command stands for: a row of the log.
const subjectType casecore.SubjectType = "admin"

// Subject is the kind of thing that was changed.
type Subject string

// Subjects of changes.
const (
	Person     Subject = "person"
	Org        Subject = "org"
	Topic      Subject = "topic"
	Body       Subject = "body"
	District   Subject = "district"
	Classifier Subject = "classifier" // all of it: an import
	Rota       Subject = "rota"       // of a month, by its name: 2026-12
	HallDay    Subject = "hall_day"   // a day of the halls, by its date: its hours differ
)

// Change is what a command did. Before and After are kept as JSON; nil where the thing was not there.
type Change struct {
	Subject   Subject
	SubjectID string
	Action    string
	Before    any
	After     any
	Undoes    uuid.UUID // the entry that it takes back
}

// Entry is a row of the log.
type Entry struct {
	ID        uuid.UUID
	At        time.Time
	Actor     casecore.StaffID
	Subject   Subject
	SubjectID string
	Action    string
	Before    json.RawMessage
	After     json.RawMessage
	Catalogue int64
	Undoes    *uuid.UUID
	Undone    bool
}

// Claims remembers the keys of commands.
type Claims interface {
	Claim(ctx context.Context, c casecore.Claim) casecore.Claimed
}

// Book is the log.
type Book struct {
	db     *pg.DB
	claims Claims
	now    func() time.Time
}

// New returns the log of a database.
func New(db *pg.DB, claims Claims, now func() time.Time) *Book {
	return &Book{db: db, claims: claims, now: now}
}

// Do makes a change once and returns its entry, the first one when the command's key was used before. What names the
// command and payload is what it holds: the same key with another payload is Invalid.
func (b *Book) Do(ctx context.Context, cmd casecore.Command, what string, payload any,
	change func(ctx context.Context) (Change, error),
) (entry Entry, repeated bool, err error) {
	claim, err := cmd.Claim([]any{what, payload}, uuid.Must(uuid.NewV7()), subjectType, b.now(), keyLife)
	if err != nil {
		return Entry{}, false, err
	}
	err = b.db.InTx(ctx, func(ctx context.Context) error {
		claimed := b.claims.Claim(ctx, claim)
		var version int64
		if err := b.db.QueryRow(ctx, `SELECT version FROM catalogue_version FOR UPDATE`).Scan(&version); err != nil {
			return err
		}
		var first uuid.UUID
		if first, repeated, err = claimed.Repeat(ctx); err != nil {
			return err
		}
		if repeated {
			entry, err = b.Entry(ctx, first)
			return err
		}
		done, err := change(ctx)
		if err != nil {
			return err
		}
		entry, err = b.write(ctx, claim, cmd.Actor.Staff, &done)
		return err
	})
	return entry, repeated, err
}

// write adds the row and moves the catalogue's version, by which every copy notices.
func (b *Book) write(ctx context.Context, claim casecore.Claim, actor casecore.StaffID, c *Change) (Entry, error) {
	e := Entry{
		ID: claim.Result, At: claim.At, Actor: actor, Subject: c.Subject, SubjectID: c.SubjectID, Action: c.Action,
	}
	var err error
	if e.Before, err = encode(c.Before); err != nil {
		return Entry{}, err
	}
	if e.After, err = encode(c.After); err != nil {
		return Entry{}, err
	}
	if c.Undoes != uuid.Nil {
		e.Undoes = &c.Undoes
	}
	err = b.db.QueryRow(ctx, `UPDATE catalogue_version SET version = version + 1 RETURNING version`).Scan(&e.Catalogue)
	if err != nil {
		return Entry{}, fmt.Errorf("adminlog: %w", err)
	}
	_, err = b.db.Exec(ctx, `INSERT INTO admin_log (id, at, actor, subject, subject_id, action, before, after, catalogue, undoes)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.ID, e.At, actor.UUID(), e.Subject, e.SubjectID, e.Action, e.Before, e.After, e.Catalogue, e.Undoes)
	return e, err
}

func encode(v any) (json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("adminlog: %w", err)
	}
	return b, nil
}
