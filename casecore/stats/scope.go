package stats

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// scope is what tags let somebody see.
type scope struct {
	intake bool
	city   bool
	orgs   []uuid.UUID // whose cases, when not the whole city's
}

// scope turns tags into organisations: one's own, those below one's unit, those of one's area.
func (r *Reader) scope(ctx context.Context, tags []string) (scope, error) {
	s := scope{intake: slices.Contains(tags, casecore.TagIntake), city: slices.Contains(tags, casecore.TagCity)}
	if s.city {
		return s, nil
	}
	var own, units []uuid.UUID
	var areas []string
	for _, tag := range tags {
		kind, value, _ := strings.Cut(tag, ":")
		switch kind {
		case "org", "unit":
			id, err := uuid.Parse(value)
			if err != nil {
				continue
			}
			if kind == "org" {
				own = append(own, id)
			} else {
				units = append(units, id)
			}
		case "area":
			if value != "" {
				areas = append(areas, value)
			}
		}
	}
	if len(own)+len(units)+len(areas) == 0 {
		return s, nil
	}
	var err error
	s.orgs, err = collect(ctx, r.db, "scope", pgx.RowTo[uuid.UUID],
		`SELECT id FROM orgs WHERE id = ANY($1) OR parent_id = ANY($2) OR area = ANY($3)`, own, units, areas)
	return s, err
}

// cases narrows a query of cases (as c) to the scope.
func (s scope) cases(q *query) {
	if s.city {
		return
	}
	q.add(inOrgs, s.orgs, s.orgs)
}

// seesCases tells whether there can be any.
func (s scope) seesCases() bool { return s.city || len(s.orgs) > 0 }
