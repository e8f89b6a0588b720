package casecore

import (
	"context"
	"strings"
	"time"

	"hotline/casecore/regulation"
)

// NotFixed hears the applicant of an ended case who says that it is not settled (MR-6.4). Where the profile's table has the
// action it decides: a new cycle of terms begins with the history of the old one, and the executor is pushed the case anew.
// Where it has none, the case is marked as disputed until the centre reopens it or answers. It fails with NotFound for
// somebody else's case, with Refused for one that is still open, has ended otherwise, or ended too long ago.
func (s *Service) NotFixed(ctx context.Context, cmd NotFixed) (Case, error) {
	const op = "not fixed"
	cmd.Text = strings.TrimSpace(cmd.Text)
	if err := checkText(op, cmd.Text); err != nil {
		return Case{}, err
	}
	if len(cmd.Files) > MaxAdded {
		return Case{}, fail(Invalid, op, "error.files_many")
	}
	return s.ofApplicant(ctx, op, cmd.Command, cmd, cmd.Standing, cmd.Case, func(ctx context.Context, d *draft, c *Case) error {
		if !c.Ended() {
			return fail(Refused, op, "error.not_fixed_open", "number", c.Number.String())
		}
		p, err := s.profileOf(op, c.Profile, c.ProfileVersion)
		if err != nil {
			return err
		}
		if p.Knows(regulation.ActionNotFixed) {
			return s.act(ctx, op, ActOnCase{
				Command: cmd.Command, Case: cmd.Case, Action: regulation.ActionNotFixed, Text: cmd.Text, Files: cmd.Files, of: d.of,
			}, c)
		}
		return s.dispute(op, d, c, cmd)
	})
}

// MayDispute tells whether the applicant of the case may say now that it is not settled, and until when; a zero moment is for
// no end.
func (s *Service) MayDispute(c *Case) (until time.Time, ok bool) {
	p, err := s.rules.Version(c.Profile, c.ProfileVersion)
	if err != nil || !c.Ended() {
		return time.Time{}, false
	}
	if !p.Knows(regulation.ActionNotFixed) {
		return time.Time{}, c.DisputedAt.IsZero()
	}
	t, possible := p.Next(c.Status, regulation.ActionNotFixed)
	if !possible {
		return time.Time{}, false
	}
	until, bounded := p.Window(t, c.EndedAt)
	return until, !bounded || s.now().Before(until)
}

// dispute marks the case for the centre to look at.
func (s *Service) dispute(op string, d *draft, c *Case, cmd NotFixed) error {
	if !c.DisputedAt.IsZero() {
		return fail(Refused, op, "error.not_fixed_said", "number", c.Number.String())
	}
	c.DisputedAt = d.at
	data := d.added(c.Subject(), cmd.Text, cmd.Files)
	data["cycle"] = c.Cycle
	d.caseChanged(s, c, "case.disputed", data)
	return nil
}

// checkWindow wants an action that is bounded by the end of the case to come in time.
func (s *Service) checkWindow(op string, p *regulation.Profile, c *Case, t regulation.Transition) error {
	if until, bounded := p.Window(t, c.EndedAt); bounded && !s.now().Before(until) {
		return fail(Refused, op, "error.not_fixed_late")
	}
	return nil
}
