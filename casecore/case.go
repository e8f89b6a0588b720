package casecore

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hotline/casecore/regulation"
)

// Number is a case's public number: short, yearly, easily spoken (MR-4.8). It is guessable, so it opens nothing by
// itself.
type Number struct {
	Year int
	Seq  int
}

// String writes 2026-000123.
func (n Number) String() string { return fmt.Sprintf("%04d-%06d", n.Year, n.Seq) }

// ParseNumber reads 2026-000123 and what people make of it: 2026-123, 2026 000123, 2026/123.
func ParseNumber(s string) (Number, error) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '/', '–', '—', '.', '№', '#':
			return '-'
		}
		return r
	}, strings.TrimSpace(s))
	year, seq, ok := strings.Cut(strings.Trim(s, "-"), "-")
	y, err1 := strconv.Atoi(year)
	q, err2 := strconv.Atoi(strings.Trim(seq, "-"))
	if !ok || err1 != nil || err2 != nil || y < 2000 || y > 9999 || q < 1 || q > 999999 {
		return Number{}, fail(Invalid, "parse number", "error.case_number")
	}
	return Number{y, q}, nil
}

// Case is a matter given to an executor with a term: звернення (Mariupol), повідомлення (Romny).
type Case struct {
	ID             CaseID
	Number         Number
	Version        int64
	Profile        regulation.ProfileName
	ProfileVersion string // a case keeps the version it was taken under (MR-9.2)
	Status         regulation.StatusID
	Phase          regulation.Phase
	Outcome        regulation.Outcome
	Kind           regulation.KindID
	SOS            bool
	Topic          regulation.TopicCode
	District       regulation.DistrictCode
	Place          string
	Point          *Point
	Text           string
	ReportID       ReportID
	WordingID      WordingID
	ApplicantID    ApplicantID
	Anonymous      bool
	Departure      string // why it was registered before it was agreed (MR-4.4), "" when it was not
	LeadOrg        OrgID
	Assistants     []OrgID
	Linked         []ApplicantID // whoever else reported the same, when it was read by itself
	LinkedReports  []ReportID    // the reports of those, in the same order
	ExecutorID     StaffID       // named by the organisation's head (RO-4.3)
	Level          int           // of control, 1 to 3 (MR-6.3)
	Cycle          int           // of terms; a re-address, return or reopening starts one
	Ground         regulation.GroundID
	Breached       []string // kinds of breach in this cycle
	AcceptDue      time.Time
	SolveDue       time.Time
	RegisteredAt   time.Time
	RegisteredBy   StaffID
	AcceptedAt     time.Time
	EndedAt        time.Time
	DisputedAt     time.Time // the applicant says that it is not settled, and the centre has not answered yet
	Chain          Chain
}

// Ended tells whether nothing more is expected.
func (c *Case) Ended() bool { return c.Phase == regulation.PhaseEnded }

// Concerns tells whether org leads the case or assists in it.
func (c *Case) Concerns(org OrgID) bool {
	return c.LeadOrg == org || slices.Contains(c.Assistants, org)
}
