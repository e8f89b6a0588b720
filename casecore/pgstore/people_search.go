package pgstore

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore/staff"
	"hotline/internal/pg"
)

// Search returns people by name, with the grants that are in force or to come.
func (p *People) Search(ctx context.Context, f staff.PeopleFilter) ([]staff.Listed, error) {
	rows, err := p.db.Query(ctx, `SELECT `+accountColumns+`,
			(SELECT count(*) FROM contact_points c WHERE c.staff_id = s.id AND c.unreachable_at IS NULL),
			(SELECT max(seen_at) FROM sessions o WHERE o.staff_id = s.id)
		FROM staff s
		WHERE ($1 = '' OR s.name ILIKE '%' || $1 || '%' OR s.login ILIKE '%' || $1 || '%')
			AND ($2::boolean IS NULL OR (s.disabled_at IS NOT NULL) = $2)
			AND ($3 = '' AND $4::uuid IS NULL OR EXISTS (SELECT FROM staff_roles r WHERE r.staff_id = s.id
				AND ($3 = '' OR r.role = $3) AND ($4::uuid IS NULL OR r.org_id = $4) AND (r.until IS NULL OR r.until > $5::date)))
		ORDER BY s.name, s.login LIMIT $6`,
		escapeLike(f.Text), f.Disabled, f.Role, pg.NullID(f.Org), f.Today, f.Limit)
	if err != nil {
		return nil, peopleError("search people", err)
	}
	list, err := pgx.CollectRows(rows, scanListed)
	if err != nil {
		return nil, peopleError("search people", err)
	}
	return list, p.addGrants(ctx, list, f.Today)
}

func scanListed(row pgx.CollectableRow) (staff.Listed, error) {
	var l staff.Listed
	var seen *time.Time
	var err error
	l.Account, err = scanAccount(alongside{row, []any{&l.Points, &seen}})
	l.SeenAt = pg.Time(seen)
	return l, err
}

// alongside scans further columns after those that a scanner knows.
type alongside struct {
	pgx.Row

	more []any
}

// Scan reads a row.
func (a alongside) Scan(dest ...any) error { return a.Row.Scan(append(dest, a.more...)...) }

// addGrants reads the grants of everybody at once.
func (p *People) addGrants(ctx context.Context, list []staff.Listed, today time.Time) error {
	at := make(map[uuid.UUID]int, len(list))
	ids := make([]uuid.UUID, len(list))
	for i := range list {
		ids[i] = list[i].ID.UUID()
		at[ids[i]] = i
	}
	rows, err := p.db.Query(ctx, `SELECT `+grantColumns+`, r.staff_id FROM staff_roles r
		WHERE r.staff_id = ANY($1) AND (r.until IS NULL OR r.until > $2::date) ORDER BY r.since, r.role`, ids, today)
	if err != nil {
		return peopleError("read grants", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		g, err := scanGrant(alongside{rows, []any{&id}})
		if err != nil {
			return peopleError("read grants", err)
		}
		l := &list[at[id]]
		l.Grants = append(l.Grants, g)
	}
	if err := rows.Err(); err != nil {
		return peopleError("read grants", err)
	}
	return nil
}

var likeSpecial = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// escapeLike takes from a text what LIKE would read as a pattern.
func escapeLike(text string) string { return likeSpecial.Replace(text) }
