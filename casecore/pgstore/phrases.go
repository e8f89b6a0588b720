package pgstore

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/phrases"
	"hotline/internal/pg"
)

var _ phrases.Store = (*Store)(nil)

const phraseColumns = `id, version, owner_id, lang, kind, topic, short, text, changed_by, changed_at`

// Phrases implements phrases.Store.
func (s *Store) Phrases(ctx context.Context, of casecore.StaffID) ([]phrases.Phrase, error) {
	rows, err := s.db.Query(ctx, `SELECT `+phraseColumns+` FROM phrases
		WHERE removed_at IS NULL AND (owner_id IS NULL OR owner_id = $1) ORDER BY lower(short), owner_id NULLS LAST, id`, of.UUID())
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanPhrase)
}

// LockPhrase implements phrases.Store.
func (s *Store) LockPhrase(ctx context.Context, id uuid.UUID) (phrases.Phrase, error) {
	rows, err := s.db.Query(ctx, `SELECT `+phraseColumns+` FROM phrases WHERE id = $1 AND removed_at IS NULL FOR UPDATE`, id)
	if err != nil {
		return phrases.Phrase{}, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanPhrase)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, &casecore.Error{Code: casecore.NotFound, Op: "phrase", Key: "error.phrase_unknown"}
	}
	return p, err
}

// PutPhrase implements phrases.Store.
func (s *Store) PutPhrase(ctx context.Context, p phrases.Phrase) error {
	_, err := s.db.Exec(ctx, `
		INSERT INTO phrases (id, version, owner_id, lang, kind, topic, short, text, changed_by, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET version = $2, lang = $4, kind = $5, topic = $6, short = $7, text = $8, changed_by = $9,
			changed_at = $10, removed_at = CASE WHEN $11 THEN $10 END`,
		p.ID, p.Version, pg.NullID(p.Owner), p.Lang, p.Kind, p.Topic, p.Short, p.Text, p.ChangedBy.UUID(), p.ChangedAt, p.Removed)
	return err
}

func scanPhrase(row pgx.CollectableRow) (phrases.Phrase, error) {
	var (
		p     phrases.Phrase
		owner *uuid.UUID
		by    uuid.UUID
	)
	err := row.Scan(&p.ID, &p.Version, &owner, &p.Lang, &p.Kind, &p.Topic, &p.Short, &p.Text, &by, &p.ChangedAt)
	p.Owner, p.ChangedBy = pg.ID[casecore.StaffID](owner), casecore.StaffID(by)
	return p, err
}
