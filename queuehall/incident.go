package queuehall

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// Incident is a counter at which clients cannot rate, since its pad is not lit (VN-3.3). Service goes on.
type Incident struct {
	ID      IncidentID
	Branch  BranchID
	Counter CounterID
	Device  DeviceID // zero: the counter has no pad
	Visit   VisitID  // in which it showed
	Kind    IncidentKind
	By      OpenedBy
	Opened  time.Time
	Closed  time.Time // zero: it is open
	How     ClosedHow
	Closer  casecore.StaffID // by hand
	Word    string           // what was done, by hand
	Version int64
}

// IncidentKind is what is known of the pad when the incident is opened.
type IncidentKind string

// The kinds.
const (
	KindDark    IncidentKind = "dark"    // it is connected, and not lit
	KindOffline IncidentKind = "offline" // it is not connected
	KindFaulty  IncidentKind = "faulty"  // its self-test found something
	KindMissing IncidentKind = "missing" // the counter has none that was ever connected
)

// OpenedBy is who noticed.
type OpenedBy string

// Who notices.
const (
	BySystem   OpenedBy = "system"
	ByOperator OpenedBy = "operator"
)

// ClosedHow is what ended an incident.
type ClosedHow string

// What ends it.
const (
	OnceLit     ClosedHow = "lit"     // the pad was lit for a client
	OnceHealthy ClosedHow = "healthy" // its self-test was good when there was no client
	BySupport   ClosedHow = "support" // somebody says that it is mended
)

// SubjectIncident is what letters about incidents are about.
const SubjectIncident casecore.SubjectType = "incident"

// silence is how long a connected device may say nothing.
const silence = 30 * time.Second

// openSQL opens the incidents $2 of the visits $1 that go on, where the counter has none.
const openSQL = `
	INSERT INTO hall_incidents (id, branch_id, counter_id, device_id, visit_id, kind, opened_by, opened_at)
	SELECT x.incident, v.branch_id, v.counter_id, d.id, v.id, CASE
		WHEN d.id IS NULL OR d.state = 'new' THEN 'missing'
		WHEN d.state = 'offline' OR d.last_seen < $5 THEN 'offline'
		WHEN d.state = 'faulty' THEN 'faulty'
		ELSE 'dark' END, $3, $4
	FROM unnest($1::uuid[], $2::uuid[]) x (visit, incident) JOIN hall_visits v ON v.id = x.visit
		LEFT JOIN hall_devices d ON d.counter_id = v.counter_id AND d.role = 'pad' AND d.revoked_at IS NULL
	WHERE v.ended_at IS NULL
	ON CONFLICT (counter_id) WHERE closed_at IS NULL DO NOTHING RETURNING id`

// open opens an incident for each of the visits whose counter has none, and tells of it.
func (h *Hall) open(ctx context.Context, visits []uuid.UUID, by OpenedBy, now time.Time) error {
	ids := make([]uuid.UUID, len(visits))
	for i := range ids {
		ids[i] = casecore.NewID[IncidentID]().UUID()
	}
	opened, err := pg.Collect(ctx, h.db, pgx.RowTo[uuid.UUID], openSQL, visits, ids, string(by), now, now.Add(-silence))
	if err != nil {
		return err
	}
	return h.tellIncidents(ctx, opened, "hall.incident_opened", now)
}

// notLit says of visits whose pads never said that they are lit that their clients could not rate, and opens incidents where a client
// still cannot. A visit that was over before its pad could speak tells nothing of the pad.
func (h *Hall) notLit(ctx context.Context, visits []uuid.UUID, now time.Time) error {
	if len(visits) == 0 {
		return nil
	}
	unlit, err := pg.Collect(ctx, h.db, pgx.RowTo[uuid.UUID],
		`UPDATE hall_visits SET pad = 'unavailable' WHERE id = ANY ($1) AND pad = '' AND step <> 'undone' AND ended_at IS NULL RETURNING id`, visits)
	if err != nil || len(unlit) == 0 {
		return err
	}
	return h.open(ctx, unlit, BySystem, now)
}

// mended closes what is open at a counter, if the rest of the condition holds, and tells of it.
func (h *Hall) mended(ctx context.Context, c CounterID, how ClosedHow, now time.Time, condition string, args ...any) error {
	closed, err := pg.Collect(ctx, h.db, pgx.RowTo[uuid.UUID], `
		UPDATE hall_incidents i SET closed_at = $2, closed_how = $3, version = version + 1
		WHERE i.counter_id = $1 AND i.closed_at IS NULL AND `+condition+` RETURNING i.id`, append([]any{c.UUID(), now, string(how)}, args...)...)
	if err != nil {
		return err
	}
	return h.tellIncidents(ctx, closed, "hall.incident_closed", now)
}

// tellIncidents tells consoles of incidents, and by letter the heads and who keeps the hall running (VN-3.3): each once at each of
// their addresses.
func (h *Hall) tellIncidents(ctx context.Context, ids []uuid.UUID, template string, now time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	letters, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (d casecore.Delivery, err error) {
		d = casecore.Delivery{
			ID: casecore.NewID[casecore.DeliveryID](), Subject: casecore.Subject{Type: SubjectIncident}, Template: template, Urgent: true,
			NextAt: now, CreatedAt: now,
		}
		var branch casecore.OrgID // whose heads are told
		var args json.RawMessage
		err = row.Scan(&d.Subject.ID, (*uuid.UUID)(&branch), &args)
		d.To = casecore.Together(branch, regulation.RoleBranchHead, regulation.RoleHallHead, regulation.RoleTechnicalAdministrator)
		d.Args = args
		return d, err
	}, `SELECT i.id, i.branch_id, jsonb_build_object('incident_id', i.id, 'branch', b.name, 'counter', c.code, 'kind', i.kind,
			'by', i.opened_by, 'how', i.closed_how, 'word', i.word, 'opened_at', i.opened_at, 'closed_at', i.closed_at)
		FROM hall_incidents i JOIN hall_branches b ON b.id = i.branch_id JOIN hall_counters c ON c.id = i.counter_id
		WHERE i.id = ANY ($1)`, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := h.tell(ctx, tellIncidentSQL, id); err != nil {
			return err
		}
	}
	return h.core.Apply(ctx, casecore.Change{At: now, Deliveries: letters})
}

const incidentColumns = `i.id, i.branch_id, i.counter_id, i.device_id, i.visit_id, i.kind, i.opened_by, i.opened_at, i.closed_at, i.closed_how,
	i.closed_by, i.word, i.version`

func scanIncident(row pgx.CollectableRow) (i Incident, err error) {
	var device, closer *uuid.UUID
	var closed *time.Time
	err = row.Scan((*uuid.UUID)(&i.ID), (*uuid.UUID)(&i.Branch), (*uuid.UUID)(&i.Counter), &device, (*uuid.UUID)(&i.Visit), &i.Kind, &i.By,
		&i.Opened, &closed, &i.How, &closer, &i.Word, &i.Version)
	i.Device, i.Closer, i.Closed = pg.ID[DeviceID](device), pg.ID[casecore.StaffID](closer), pg.Time(closed)
	return i, err
}
