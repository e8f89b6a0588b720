package queuehall

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/internal/pg"
)

// PadDark is the operator's word that the pad is not lit for their client (VN-3.3): the client could not rate, whatever the pad says
// of itself, and those who mend it are told unless they know. Conflict when the visit is over.
func (h *Hall) PadDark(ctx context.Context, cmd VisitCommand) (Incident, error) {
	const op = "pad dark"
	_, err := h.once(ctx, op, cmd.Command, struct{ Dark VisitID }{cmd.Visit}, cmd.Visit.UUID(), SubjectVisit, func(ctx context.Context) error {
		v, err := h.lock(ctx, op, cmd)
		if err != nil {
			return err
		}
		if !v.Step.Live() {
			return fail(casecore.Conflict, op, "error.hall_visit_moved")
		}
		if err := h.db.Queue(ctx, nil, `UPDATE hall_visits SET pad = 'unavailable' WHERE id = $1`, v.ID.UUID()); err != nil {
			return err
		}
		return h.open(ctx, []uuid.UUID{v.ID.UUID()}, ByOperator, h.now())
	})
	if err != nil {
		return Incident{}, err
	}
	return one(ctx, h.db, op, "error.hall_no_incident", scanIncident, `SELECT `+incidentColumns+` FROM hall_incidents i
		WHERE i.counter_id = (SELECT counter_id FROM hall_visits WHERE id = $1) ORDER BY i.opened_at DESC LIMIT 1`, cmd.Visit.UUID())
}

// CloseIncident is somebody's word that a pad is mended.
type CloseIncident struct {
	casecore.Command `json:"-"`
	Incident         IncidentID
	Word             string // what was done
}

// mostWord is the longest word of an incident's end, in bytes.
const mostWord = 1000

// CloseIncident closes an incident by hand. Who closes it says what was done. Conflict when it is closed.
func (h *Hall) CloseIncident(ctx context.Context, cmd CloseIncident) (Incident, error) {
	const op = "close incident"
	cmd.Word = strings.TrimSpace(cmd.Word)
	if cmd.Word == "" || len(cmd.Word) > mostWord {
		return Incident{}, fail(casecore.Invalid, op, "error.hall_incident_word")
	}
	_, err := h.once(ctx, op, cmd.Command, cmd, cmd.Incident.UUID(), SubjectIncident, func(ctx context.Context) error {
		i, err := one(ctx, h.db, op, "error.hall_no_incident", scanIncident,
			`SELECT `+incidentColumns+` FROM hall_incidents i WHERE i.id = $1 FOR UPDATE`, cmd.Incident.UUID())
		if err != nil {
			return err
		}
		if !i.Closed.IsZero() {
			return fail(casecore.Conflict, op, "error.hall_incident_closed")
		}
		now := h.now()
		if err := h.db.Queue(ctx, nil, `UPDATE hall_incidents SET closed_at = $2, closed_how = 'support', closed_by = $3, word = $4,
			version = version + 1 WHERE id = $1`, cmd.Incident.UUID(), now, cmd.Actor.Staff.UUID(), cmd.Word); err != nil {
			return err
		}
		return h.tellIncidents(ctx, []uuid.UUID{cmd.Incident.UUID()}, "hall.incident_closed", now)
	})
	if err != nil {
		return Incident{}, err
	}
	return h.Incident(ctx, cmd.Incident)
}

// Incident returns an incident, NotFound when there is none.
func (h *Hall) Incident(ctx context.Context, id IncidentID) (Incident, error) {
	return one(ctx, h.db, "incident", "error.hall_no_incident", scanIncident, `SELECT `+incidentColumns+` FROM hall_incidents i WHERE i.id = $1`,
		id.UUID())
}

// mostIncidents is how many a list shows.
const mostIncidents = 200

// Incidents returns the incidents of branches, the open ones first, then the latest. Closed ones go back to since.
func (h *Hall) Incidents(ctx context.Context, branches []BranchID, since time.Time) ([]Incident, error) {
	list, err := pg.Collect(ctx, h.db, scanIncident, `SELECT `+incidentColumns+` FROM hall_incidents i
		WHERE i.branch_id = ANY ($1) AND (i.closed_at IS NULL OR i.opened_at >= $2)
		ORDER BY i.closed_at IS NOT NULL, i.opened_at DESC LIMIT $3`, uuids(branches), since, mostIncidents)
	return list, failed("incidents", err)
}
