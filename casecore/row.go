package casecore

import (
	"time"
	"unicode/utf8"

	"hotline/casecore/regulation"
)

// ReportRow is a report as a list shows it and as the live feed carries it: absolute values, no personal data but
// the beginning of what was said.
type ReportRow struct {
	ID         ReportID                `json:"id"`
	Version    int64                   `json:"version"`
	Status     ReportStatus            `json:"status"`
	Source     Source                  `json:"source"`
	SOS        bool                    `json:"sos"`
	Excerpt    string                  `json:"excerpt"`
	Place      string                  `json:"place,omitempty"`
	District   regulation.DistrictCode `json:"district,omitempty"`
	Lang       string                  `json:"lang"`
	ReceivedAt time.Time               `json:"received_at"`
	ClaimedBy  *StaffID                `json:"claimed_by,omitempty"`
	ClaimedAt  *time.Time              `json:"claimed_at,omitempty"`
	CaseID     *CaseID                 `json:"case_id,omitempty"`
	ClosedAt   *time.Time              `json:"closed_at,omitempty"`
}

// CaseRow is a case as a list shows it and as the live feed carries it.
type CaseRow struct {
	ID           CaseID                  `json:"id"`
	Number       string                  `json:"number"`
	Version      int64                   `json:"version"`
	Status       regulation.StatusID     `json:"status"`
	Phase        regulation.Phase        `json:"phase"`
	Outcome      regulation.Outcome      `json:"outcome,omitempty"`
	Kind         regulation.KindID       `json:"kind"`
	SOS          bool                    `json:"sos"`
	Topic        regulation.TopicCode    `json:"topic"`
	District     regulation.DistrictCode `json:"district,omitempty"`
	Place        string                  `json:"place,omitempty"`
	Excerpt      string                  `json:"excerpt"`
	LeadOrg      OrgID                   `json:"lead_org"`
	Assistants   []OrgID                 `json:"assistants,omitempty"`
	Executor     *StaffID                `json:"executor,omitempty"`
	Anonymous    bool                    `json:"anonymous,omitempty"`
	Departure    string                  `json:"departure,omitempty"`
	Level        int                     `json:"level"`
	Cycle        int                     `json:"cycle"`
	Breached     []string                `json:"breached,omitempty"`
	AcceptDue    *time.Time              `json:"accept_due,omitempty"`
	SolveDue     *time.Time              `json:"solve_due,omitempty"`
	RegisteredAt time.Time               `json:"registered_at"`
	AcceptedAt   *time.Time              `json:"accepted_at,omitempty"`
	EndedAt      *time.Time              `json:"ended_at,omitempty"`
	DisputedAt   *time.Time              `json:"disputed_at,omitempty"`
}

// ExcerptRunes is how much of a text a list shows.
const ExcerptRunes = 140

// Excerpt is the beginning of a text, cut at a rune.
func Excerpt(s string) string {
	if utf8.RuneCountInString(s) <= ExcerptRunes {
		return s
	}
	n := 0
	for i := range s {
		if n == ExcerptRunes-1 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// Row returns the report as a list shows it.
func (r *Report) Row() ReportRow {
	return ReportRow{
		ID: r.ID, Version: r.Version, Status: r.Status, Source: r.Source, SOS: r.SOS, Excerpt: Excerpt(r.Text),
		Place: r.Place, District: r.District, Lang: r.Lang, ReceivedAt: r.ReceivedAt,
		ClaimedBy: ref(r.ClaimedBy), ClaimedAt: ref(r.ClaimedAt), CaseID: ref(r.CaseID), ClosedAt: ref(r.ClosedAt),
	}
}

// Row returns the case as a list shows it.
func (c *Case) Row() CaseRow {
	return CaseRow{
		ID: c.ID, Number: c.Number.String(), Version: c.Version, Status: c.Status, Phase: c.Phase, Outcome: c.Outcome,
		Kind: c.Kind, SOS: c.SOS, Topic: c.Topic, District: c.District, Place: c.Place, Excerpt: Excerpt(c.Text),
		LeadOrg: c.LeadOrg, Assistants: c.Assistants, Executor: ref(c.ExecutorID), Anonymous: c.Anonymous,
		Departure: c.Departure, Level: c.Level, Cycle: c.Cycle, Breached: c.Breached,
		AcceptDue: ref(c.AcceptDue), SolveDue: ref(c.SolveDue),
		RegisteredAt: c.RegisteredAt, AcceptedAt: ref(c.AcceptedAt), EndedAt: ref(c.EndedAt), DisputedAt: ref(c.DisputedAt),
	}
}

// ref is a pointer to v, nil when v is zero.
func ref[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
