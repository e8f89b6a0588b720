package casecore

import (
	"context"
	"strings"
	"time"

	"hotline/casecore/regulation"
)

// Marks of how a case was settled.
const (
	MinMark = 1
	MaxMark = 5
)

// RatingOpen is how long after it was given a rating may be changed.
const RatingOpen = time.Hour

// Rating is what the applicant thinks of how a case was settled: one for each cycle. Its text is personal data.
type Rating struct {
	Case      CaseID
	Cycle     int
	Mark      int // MinMark to MaxMark
	Text      string
	Salt      []byte
	Org       OrgID // who led the case when it ended
	RatedAt   time.Time
	ChangedAt time.Time
}

// Rate keeps the applicant's rating of an ended case; within [RatingOpen] they may change it. It fails with NotFound for
// somebody else's case, with Refused for one that is open or whose rating stands.
func (s *Service) Rate(ctx context.Context, cmd RateCase) (Case, error) {
	const op = "rate case"
	cmd.Text = strings.TrimSpace(cmd.Text)
	if cmd.Mark < MinMark || cmd.Mark > MaxMark {
		return Case{}, fail(Invalid, op, "error.mark")
	}
	if cmd.Text != "" {
		if err := checkText(op, cmd.Text); err != nil {
			return Case{}, err
		}
	}
	return s.ofApplicant(ctx, op, cmd.Command, cmd, cmd.Standing, cmd.Case, func(ctx context.Context, d *draft, c *Case) error {
		if !c.Ended() {
			return fail(Refused, op, "error.rate_open")
		}
		r := Rating{Case: c.ID, Cycle: c.Cycle, Mark: cmd.Mark, Text: cmd.Text, Salt: newSalt(), Org: c.LeadOrg, RatedAt: d.at, ChangedAt: d.at}
		before, rated, err := s.store.Rating(ctx, c.ID, c.Cycle)
		if err != nil {
			return err
		}
		kind := "case.rated"
		if rated {
			if d.at.Sub(before.RatedAt) > RatingOpen {
				return fail(Refused, op, "error.rated")
			}
			r.RatedAt, kind = before.RatedAt, "case.rated_anew"
			if before.Mark == r.Mark && (r.Text == "" || r.Text == before.Text) {
				return nil // said twice
			}
			if r.Text == "" {
				r.Text = before.Text // a corrected mark keeps its words
			}
		}
		d.Rating = &r
		d.caseChanged(s, c, kind, facts{"mark": r.Mark, "cycle": r.Cycle, "text": digestHex(r.Salt, r.Text)})
		return nil
	})
}

// MayRate tells whether the applicant may rate the case as it stands.
func (s *Service) MayRate(ctx context.Context, c *Case) (bool, error) {
	if !c.Ended() || c.Outcome == regulation.OutcomeNotConsidered {
		return false, nil
	}
	r, rated, err := s.store.Rating(ctx, c.ID, c.Cycle)
	return err == nil && (!rated || s.now().Sub(r.RatedAt) <= RatingOpen), err
}
