package pgstore

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
)

// Search returns people by name, with the grants that are in force or to come.
func (p *People) Search(ctx context.Context, f staff.PeopleFilter) ([]staff.Listed, error) {
	rows, err := p.db.Query(ctx, `SELECT `+accountColumns+`,
			(SELECT count(*) FROM contact_points c WHERE c.staff_id = s.id AND c.unreachable_at IS NULL),
			coalesce((SELECT max(seen_at) FROM sessions o WHERE o.staff_id = s.id), '0001-01-01Z')
		FROM staff s
		WHERE ($1 = '' OR s.name ILIKE '%' || $1 || '%' OR s.login ILIKE '%' || $1 || '%')
			AND ($2::boolean IS NULL OR (s.disabled_at IS NOT NULL) = $2)
			AND ($3 = '' AND $4::uuid IS NULL OR EXISTS (SELECT FROM staff_roles r WHERE r.staff_id = s.id
				AND ($3 = '' OR r.role = $3) AND ($4::uuid IS NULL OR r.org_id = $4) AND (r.until IS NULL OR r.until > $5::date)))
		ORDER BY s.name, s.login LIMIT $6`,
		escapeLike(f.Text), f.Disabled, f.Role, pointer(f.Org), f.Today, f.Limit)
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
	var err error
	l.Account, err = scanAccount(alongside{row, []any{&l.Points, &l.SeenAt}})
	if l.SeenAt.Year() <= 1 {
		l.SeenAt = time.Time{}
	}
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
	rows, err := p.db.Query(ctx, `SELECT staff_id, role, org_id, area, since, until FROM staff_roles
		WHERE staff_id = ANY($1) AND (until IS NULL OR until > $2::date) ORDER BY since, role`, ids, today)
	if err != nil {
		return peopleError("read grants", err)
	}
	var (
		id    uuid.UUID
		role  string
		org   *uuid.UUID
		area  string
		since time.Time
		until *time.Time
	)
	_, err = pgx.ForEachRow(rows, []any{&id, &role, &org, &area, &since, &until}, func() error {
		l := &list[at[id]]
		l.Grants = append(l.Grants, casecore.Grant{
			Role: regulation.RoleID(role), Org: value[casecore.OrgID](org), Area: area, Since: since, Until: moment(until),
		})
		return nil
	})
	if err != nil {
		return peopleError("read grants", err)
	}
	return nil
}

var likeSpecial = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// escapeLike takes from a text what LIKE would read as a pattern.
func escapeLike(text string) string { return likeSpecial.Replace(text) }
