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

// Rate keeps the rating of an ended case by whoever reported it first; within [RatingOpen] they may change it. It fails with
// NotFound for somebody else's case, with Refused for one that cannot be rated now and for those who joined it later: a cycle
// has one rating, and the one of the applicant whose words the case holds.
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
		before, rated, err := s.rateable(ctx, op, c, cmd.Standing)
		if err != nil {
			return err
		}
		r := Rating{Case: c.ID, Cycle: c.Cycle, Mark: cmd.Mark, Text: cmd.Text, Salt: newSalt(), Org: c.LeadOrg, RatedAt: d.at, ChangedAt: d.at}
		kind := "case.rated"
		if rated {
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

// MayRate tells whether whoever has the standing may rate the case as it is.
func (s *Service) MayRate(ctx context.Context, c *Case, st Standing) (bool, error) {
	_, _, err := s.rateable(ctx, "may rate", c, st)
	if CodeOf(err) == Refused {
		return false, nil
	}
	return err == nil, err
}

// rateable returns the rating that a case's cycle has and that may still be changed, or says why none can be given.
func (s *Service) rateable(ctx context.Context, op string, c *Case, st Standing) (before Rating, rated bool, err error) {
	switch {
	case !c.Ended():
		return Rating{}, false, fail(Refused, op, "error.rate_open")
	case c.Outcome == regulation.OutcomeNotConsidered:
		return Rating{}, false, fail(Refused, op, "error.rate_not_considered")
	}
	who, found, err := s.applicantOf(ctx, st, c)
	if err != nil {
		return Rating{}, false, err
	}
	if !found || who != c.ApplicantID {
		return Rating{}, false, fail(Refused, op, "error.rate_joined")
	}
	before, rated, err = s.store.Rating(ctx, c.ID, c.Cycle)
	if err == nil && rated && s.now().Sub(before.RatedAt) > RatingOpen {
		err = fail(Refused, op, "error.rated")
	}
	return before, rated, err
}
