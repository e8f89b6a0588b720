package stats

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

// One letter more than an excerpt holds, so that casecore.Excerpt sees whether something was cut.
const (
	reportColumns = `r.id, r.version, r.status, r.source, r.sos, left(r.text, 141), r.place, r.district, r.lang,
		r.received_at, r.claimed_by, r.claimed_at, r.case_id, r.closed_at`
	caseColumns = `c.id, c.year, c.seq, c.version, c.status, c.phase, c.outcome, c.kind, c.sos, c.topic, c.district,
		c.place, (SELECT left(t.text, 141) FROM case_texts t WHERE t.case_id = c.id), c.lead_org,
		ARRAY(SELECT a.org_id FROM case_assistants a WHERE a.case_id = c.id ORDER BY a.added_at, a.org_id),
		c.executor_id, c.anonymous, c.departure, c.level, c.cycle, c.breached, c.accept_due, c.solve_due,
		c.registered_at, c.accepted_at, c.ended_at, c.disputed_at`
)

func scanReport(row pgx.CollectableRow) (casecore.ReportRow, error) {
	var (
		r                 casecore.ReportRow
		id                uuid.UUID
		claimedBy, caseID *uuid.UUID
		text              string
	)
	err := row.Scan(&id, &r.Version, &r.Status, &r.Source, &r.SOS, &text, &r.Place, &r.District, &r.Lang,
		&r.ReceivedAt, &claimedBy, &r.ClaimedAt, &caseID, &r.ClosedAt)
	r.ID, r.Excerpt = casecore.ReportID(id), casecore.Excerpt(text)
	r.ClaimedBy, r.CaseID = refTo[casecore.StaffID](claimedBy), refTo[casecore.CaseID](caseID)
	return r, err
}

func scanCase(row pgx.CollectableRow) (casecore.CaseRow, error) {
	var (
		c          casecore.CaseRow
		id, lead   uuid.UUID
		number     casecore.Number
		text       string
		assistants []uuid.UUID
		executor   *uuid.UUID
	)
	err := row.Scan(&id, &number.Year, &number.Seq, &c.Version, &c.Status, &c.Phase, &c.Outcome, &c.Kind, &c.SOS,
		&c.Topic, &c.District, &c.Place, &text, &lead, &assistants, &executor, &c.Anonymous, &c.Departure, &c.Level,
		&c.Cycle, &c.Breached, &c.AcceptDue, &c.SolveDue, &c.RegisteredAt, &c.AcceptedAt, &c.EndedAt, &c.DisputedAt)
	c.ID, c.LeadOrg, c.Number = casecore.CaseID(id), casecore.OrgID(lead), number.String()
	c.Excerpt, c.Executor = casecore.Excerpt(text), refTo[casecore.StaffID](executor)
	for _, a := range assistants {
		c.Assistants = append(c.Assistants, casecore.OrgID(a))
	}
	return c, err
}
