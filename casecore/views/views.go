// Package views keeps what people want to see again: filters of the case list under names of their own, for themselves or
// for everybody. A [Keeper] has no state but its database and is safe for concurrent use.
package views

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// maxOwn bounds what one person keeps.
const maxOwn = 50

// View is a filter with a name. Query is the part of the list's address after the question mark.
type View struct {
	ID        uuid.UUID
	Owner     casecore.StaffID
	OwnerName string
	Name      string
	Query     string
	Shared    bool
}

// Keeper keeps views.
type Keeper struct {
	db  *pg.DB
	now func() time.Time
}

// NewKeeper returns a Keeper.
func NewKeeper(db *pg.DB, now func() time.Time) *Keeper { return &Keeper{db, now} }

// List returns the person's own views and those that others share, by name.
func (k *Keeper) List(ctx context.Context, owner casecore.StaffID) ([]View, error) {
	rows, err := k.db.Query(ctx, `SELECT v.id, v.owner_id, s.name, v.name, v.query, v.shared
		FROM saved_views v JOIN staff s ON s.id = v.owner_id
		WHERE v.owner_id = $1 OR v.shared ORDER BY v.owner_id <> $1, v.name, v.id`, owner.UUID())
	if err != nil {
		return nil, failed("list", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (View, error) {
		var v View
		var owner uuid.UUID
		err := row.Scan(&v.ID, &owner, &v.OwnerName, &v.Name, &v.Query, &v.Shared)
		v.Owner = casecore.StaffID(owner)
		return v, err
	})
	if err != nil {
		return nil, failed("list", err)
	}
	return list, nil
}

// Save keeps a view. One of the same person and name is replaced, which makes a repeat the same as the first try.
func (k *Keeper) Save(ctx context.Context, v View) (View, error) {
	err := k.db.QueryRow(ctx, `INSERT INTO saved_views (id, owner_id, name, query, shared, created_at)
		SELECT $1, $2, $3, $4, $5, $6
		WHERE (SELECT count(*) FROM saved_views WHERE owner_id = $2 AND name <> $3) < $7
		ON CONFLICT (owner_id, name) DO UPDATE SET query = excluded.query, shared = excluded.shared
		RETURNING id`, uuid.Must(uuid.NewV7()), v.Owner.UUID(), v.Name, v.Query, v.Shared, k.now(), maxOwn).Scan(&v.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return v, &casecore.Error{Code: casecore.Invalid, Op: "save view", Key: "error.views_full"}
	}
	if err != nil {
		return v, failed("save", err)
	}
	return v, nil
}

// Delete forgets the person's own view; that there is none is no error.
func (k *Keeper) Delete(ctx context.Context, owner casecore.StaffID, id uuid.UUID) error {
	if _, err := k.db.Exec(ctx, `DELETE FROM saved_views WHERE id = $1 AND owner_id = $2`, id, owner.UUID()); err != nil {
		return failed("delete", err)
	}
	return nil
}

func failed(op string, err error) error {
	return &casecore.Error{Code: casecore.Internal, Op: "views: " + op, Key: "error.internal", Err: err}
}
