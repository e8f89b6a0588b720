package stats

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// Names returns the names of people; unknown ids are left out.
func (r *Reader) Names(ctx context.Context, ids []casecore.StaffID) (map[casecore.StaffID]string, error) {
	names := make(map[casecore.StaffID]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	bare := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		bare[i] = id.UUID()
	}
	people, err := collect(ctx, r.db, "names", scanPerson, `SELECT id, name FROM staff WHERE id = ANY($1)`, bare)
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, err
}

// Person is somebody by name.
type Person struct {
	ID   casecore.StaffID
	Name string
}

// ExecutorOf is somebody who may be named the executor of an organisation's case.
type ExecutorOf struct {
	Person

	Org casecore.OrgID
}

// Executors returns who may be named the executor of an organisation's case (RO-4.3): its executors of today, a day in the city's
// zone, whose name holds text. Of any organisation when org is zero; then somebody comes once for each that they are in.
func (r *Reader) Executors(ctx context.Context, org casecore.OrgID, text string, zone *time.Location) ([]ExecutorOf, error) {
	scan := func(row pgx.CollectableRow) (e ExecutorOf, err error) {
		err = row.Scan((*uuid.UUID)(&e.ID), &e.Name, (*uuid.UUID)(&e.Org))
		return e, err
	}
	return collect(ctx, r.db, "executors", scan, `SELECT DISTINCT s.id, s.name, g.org_id
		FROM staff s JOIN staff_roles g ON g.staff_id = s.id AND g.role = $1 AND ($2::uuid IS NULL AND g.org_id IS NOT NULL OR g.org_id = $2)
			AND g.since <= $4::date AND (g.until IS NULL OR g.until > $4::date)
		WHERE s.disabled_at IS NULL AND strpos(lower(s.name), lower($3)) > 0
		ORDER BY s.name, g.org_id`, string(regulation.RoleExecutor), pg.NullID(org), text, r.now().In(zone).Format(time.DateOnly))
}

func scanPerson(row pgx.CollectableRow) (Person, error) {
	var p Person
	err := row.Scan((*uuid.UUID)(&p.ID), &p.Name)
	return p, err
}
