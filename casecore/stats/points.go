package stats

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// pointsShown bounds a map: more than that no screen tells apart.
const pointsShown = 5000

// CasePoint is a case on the map.
type CasePoint struct {
	casecore.CaseRow

	Point casecore.Point
}

// Map is the cases of a filter that have a point, newest first, and how many have none.
type Map struct {
	Points   []CasePoint
	More     bool // there are more points than shown
	Unplaced Counted
}

// CaseMap returns the map of a filter; its order, limit and cursor do not matter.
func (r *Reader) CaseMap(ctx context.Context, f CaseFilter) (Map, error) {
	f.Sort, f.Cursor = Newest, ""
	placed, err := r.listing(ctx, &f)
	if err != nil || placed == nil {
		return Map{}, err
	}
	rest := *placed
	rest.query = placed.query.clone()
	placed.query.add(`c.lat IS NOT NULL`)
	rest.query.add(`c.lat IS NULL`)
	ids, err := r.find(ctx, placed, pointsShown+1)
	if err != nil {
		return Map{}, err
	}
	m := Map{More: len(ids) > pointsShown}
	ids = ids[:min(len(ids), pointsShown)]
	rows, err := r.caseRows(ctx, ids)
	if err != nil {
		return Map{}, err
	}
	at, err := r.points(ctx, ids)
	if err != nil {
		return Map{}, err
	}
	m.Points = make([]CasePoint, 0, len(rows))
	for i := range rows {
		m.Points = append(m.Points, CasePoint{rows[i], at[rows[i].ID.UUID()]})
	}
	m.Unplaced, err = r.counted(ctx, &rest)
	return m, err
}

func (r *Reader) points(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]casecore.Point, error) {
	at := make(map[uuid.UUID]casecore.Point, len(ids))
	_, err := collect(ctx, r.db, "points", func(row pgx.CollectableRow) (struct{}, error) {
		var id uuid.UUID
		var p casecore.Point
		err := row.Scan(&id, &p.Lat, &p.Lon)
		at[id] = p
		return struct{}{}, err
	}, `SELECT id, lat, lon FROM cases WHERE id = ANY($1)`, ids)
	return at, err
}
