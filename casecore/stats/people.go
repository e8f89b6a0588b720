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

func scanPerson(row pgx.CollectableRow) (Person, error) {
	var p Person
	var id uuid.UUID
	err := row.Scan(&id, &p.Name)
	p.ID = casecore.StaffID(id)
	return p, err
}
