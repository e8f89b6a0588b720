package queuehall

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"hotline/queuehall/profile"
)

// Served are the directions that are open and that some counter serves.
func (b *Branch) Served() []Direction {
	return slices.DeleteFunc(slices.Clone(b.Directions), func(d Direction) bool {
		return !d.Active || !slices.ContainsFunc(b.Counters, func(c Counter) bool { return c.Active && slices.Contains(c.Directions, d.ID) })
	})
}

// Names are those of a direction and its branch.
type Names struct{ Branch, Direction profile.Text }

// Named names a direction and its branch, open or closed. NotFound when there is none.
func (h *Hall) Named(ctx context.Context, id DirectionID) (Names, error) {
	return one(ctx, h.db, "named", "error.hall_no_direction", pgx.RowToStructByPos[Names],
		`SELECT b.name, d.name FROM hall_directions d JOIN hall_branches b ON b.id = d.branch_id WHERE d.id = $1`, id.UUID())
}
