package queuehall

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// Place is a branch and what it offers.
type Place struct {
	ID         BranchID
	Code       string
	Names      profile.Text
	Hours      profile.Hours
	Directions []Service
}

// Service is a direction that a branch serves.
type Service struct {
	ID    DirectionID
	Code  string
	Names profile.Text
}

// Places returns the branches in their order, with the directions that are open and that some counter serves.
func (h *Hall) Places(ctx context.Context) (list []Place, err error) {
	const op = "places"
	list, err = pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (p Place, err error) {
		err = row.Scan((*uuid.UUID)(&p.ID), &p.Code, &p.Names, &p.Hours)
		return p, err
	}, `SELECT id, code, name, hours FROM hall_branches ORDER BY place`)
	if err != nil {
		return nil, failed(op, err)
	}
	at := make(map[BranchID]*Place, len(list))
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	rows, err := h.db.Query(ctx, `SELECT d.branch_id, d.id, d.code, d.name FROM hall_directions d WHERE d.active AND EXISTS (
		SELECT FROM hall_counters c WHERE c.branch_id = d.branch_id AND c.active AND d.id = ANY (c.directions)) ORDER BY d.place`)
	if err != nil {
		return nil, failed(op, err)
	}
	var branch BranchID
	var s Service
	_, err = pgx.ForEachRow(rows, []any{(*uuid.UUID)(&branch), (*uuid.UUID)(&s.ID), &s.Code, &s.Names}, func() error {
		if p := at[branch]; p != nil {
			p.Directions = append(p.Directions, s)
		}
		s.Names = nil // a map, of this one
		return nil
	})
	return list, failed(op, err)
}

// Names are those of a direction and its branch.
type Names struct{ Branch, Direction profile.Text }

// Named names a direction and its branch, open or closed. NotFound when there is none.
func (h *Hall) Named(ctx context.Context, id DirectionID) (Names, error) {
	return one(ctx, h.db, "named", "error.hall_no_direction", pgx.RowToStructByPos[Names],
		`SELECT b.name, d.name FROM hall_directions d JOIN hall_branches b ON b.id = d.branch_id WHERE d.id = $1`, id.UUID())
}
