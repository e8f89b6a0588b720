package stats

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
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

// Executors returns who may be named the executor of an organisation's case (RO-4.3): its executors of today, a day in
// the city's zone.
func (r *Reader) Executors(ctx context.Context, org casecore.OrgID, zone *time.Location) ([]Person, error) {
	return collect(ctx, r.db, "executors", scanPerson, `SELECT s.id, s.name FROM staff s
		WHERE s.disabled_at IS NULL AND EXISTS (SELECT FROM staff_roles g WHERE g.staff_id = s.id AND g.role = $1
			AND g.org_id = $2 AND g.since <= $3::date AND (g.until IS NULL OR g.until > $3::date))
		ORDER BY s.name`, string(regulation.RoleExecutor), org.UUID(), r.now().In(zone).Format(time.DateOnly))
}

// ExecutorOf is somebody who may be named the executor of an organisation's case.
type ExecutorOf struct {
	Person

	Org casecore.OrgID
}

// ExecutorsNamed returns the executors of today, a day in the city's zone, whose name holds text; once for each
// organisation that they are in.
func (r *Reader) ExecutorsNamed(ctx context.Context, text string, zone *time.Location) ([]ExecutorOf, error) {
	scan := func(row pgx.CollectableRow) (e ExecutorOf, err error) {
		var id, org uuid.UUID
		err = row.Scan(&id, &e.Name, &org)
		e.ID, e.Org = casecore.StaffID(id), casecore.OrgID(org)
		return e, err
	}
	return collect(ctx, r.db, "executors named", scan, `SELECT DISTINCT s.id, s.name, g.org_id
		FROM staff s JOIN staff_roles g ON g.staff_id = s.id AND g.role = $1 AND g.org_id IS NOT NULL
			AND g.since <= $3::date AND (g.until IS NULL OR g.until > $3::date)
		WHERE s.disabled_at IS NULL AND strpos(lower(s.name), lower($2)) > 0
		ORDER BY s.name, g.org_id`, string(regulation.RoleExecutor), text, r.now().In(zone).Format(time.DateOnly))
}

func scanPerson(row pgx.CollectableRow) (Person, error) {
	var p Person
	var id uuid.UUID
	err := row.Scan(&id, &p.Name)
	p.ID = casecore.StaffID(id)
	return p, err
}
