package stats

import (
	"time"

	"hotline/casecore"
	"hotline/casecore/regulation"
)

// CaseFilter says which cases are wanted and in which order. Zero fields do not narrow.
type CaseFilter struct {
	Tags     []string                `json:"-"` // of who asks: only these audiences' cases
	From     time.Time               `json:"from,omitzero"`
	Until    time.Time               `json:"until,omitzero"`  // exclusive; both of the registration
	Phase    string                  `json:"phase,omitempty"` // a phase, or "open"
	Status   regulation.StatusID     `json:"status,omitempty"`
	Org      casecore.OrgID          `json:"org,omitzero"` // leads or assists
	Executor casecore.StaffID        `json:"executor,omitzero"`
	Kind     regulation.KindID       `json:"kind,omitempty"`
	Topic    regulation.TopicCode    `json:"topic,omitempty"`
	District regulation.DistrictCode `json:"district,omitempty"`
	Overdue  bool                    `json:"overdue,omitempty"`
	Text     string                  `json:"text,omitempty"` // words of the text or the place, or a case's number
	Sort     CaseSort                `json:"sort,omitempty"`
	Limit    int                     `json:"-"`
	Cursor   string                  `json:"-"` // of the page before
}

// CaseSort is an order of cases.
type CaseSort string

// The orders. ByDue knows open cases only: the others have no term that runs.
const (
	Newest CaseSort = ""
	Oldest CaseSort = "oldest"
	ByDue  CaseSort = "due"
)

// never stands for the term of a case that has none.
var never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

const dueKey = `coalesce(c.solve_due, '9999-12-31 00:00:00+00'::timestamptz)`

// by is the key's expression and its direction.
func (s CaseSort) by() (key, direction string) {
	switch s {
	case ByDue:
		return dueKey, "ASC"
	case Oldest:
		return "c.registered_at", "ASC"
	case Newest:
	}
	return "c.registered_at", "DESC"
}

// after is the condition of what follows a place.
func (s CaseSort) after() string {
	key, direction := s.by()
	if direction == "ASC" {
		return `(` + key + `, c.id) > (?, ?)`
	}
	return `(` + key + `, c.id) < (?, ?)`
}

// key is a row's place in the order.
func (s CaseSort) key(row *casecore.CaseRow) time.Time {
	switch {
	case s != ByDue:
		return row.RegisteredAt
	case row.SolveDue == nil:
		return never
	}
	return *row.SolveDue
}

// inOrgs: one of the organisations leads the case or assists in it.
const inOrgs = `(c.lead_org = ANY(?) OR EXISTS (SELECT FROM case_assistants a WHERE a.case_id = c.id AND a.org_id = ANY(?)))`

// narrow adds the conditions but those on organisations and words, which decide how the cases are walked.
func (f *CaseFilter) narrow(q *query, now time.Time) {
	if !f.From.IsZero() {
		q.add(`c.registered_at >= ?`, f.From)
	}
	if !f.Until.IsZero() {
		q.add(`c.registered_at < ?`, f.Until)
	}
	if f.Sort == ByDue || f.Phase == "open" || f.Overdue {
		q.add(`c.ended_at IS NULL`)
	}
	switch f.Phase {
	case "", "open":
	case string(regulation.PhaseEnded):
		q.add(`c.ended_at IS NOT NULL`)
	default:
		q.add(`c.ended_at IS NULL AND c.phase = ?`, f.Phase)
	}
	if f.Status != "" {
		q.add(`c.status = ?`, string(f.Status))
	}
	if !f.Executor.IsZero() {
		q.add(`c.executor_id = ?`, f.Executor.UUID())
	}
	if f.Kind != "" {
		q.add(`c.kind = ?`, string(f.Kind))
	}
	if f.Topic != "" {
		q.add(`c.topic = ?`, string(f.Topic))
	}
	if f.District != "" {
		q.add(`c.district = ?`, string(f.District))
	}
	if f.Overdue {
		q.add(`(c.solve_due < ? OR (c.accept_due < ? AND c.accepted_at IS NULL))`, now, now)
	}
}
