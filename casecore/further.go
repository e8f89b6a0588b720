package casecore

import (
	"context"
	"strings"
)

// Further takes in another matter from the same conversation. Who asks, how they came and where it is are those of the report
// before; the two stay linked.
func (s *Service) Further(ctx context.Context, cmd FurtherReport) (Report, error) {
	const op = "further report"
	if !cmd.Actor.Sees(ReportAudience()) {
		return Report{}, fail(Forbidden, op, "error.not_intake")
	}
	of, err := s.store.Report(ctx, cmd.Of)
	if err != nil {
		return Report{}, err
	}
	return s.Receive(ctx, ReceiveReport{
		Command: cmd.Command, Source: of.Source, Applicant: of.Applicant, Text: cmd.Text, Place: of.Place, District: of.District,
		Point: of.Point, Follows: of.ID,
	})
}

// NoteFromCaller adds to an open case what somebody said about it to an agent; its executors hear of it. It fails with Refused
// for a case that has ended.
func (s *Service) NoteFromCaller(ctx context.Context, cmd NoteFromCaller) (Case, error) {
	const op = "note from caller"
	if !cmd.Actor.Sees(ReportAudience()) {
		return Case{}, fail(Forbidden, op, "error.not_intake")
	}
	cmd.Text = strings.TrimSpace(cmd.Text)
	if err := checkAdded(op, cmd.Text, cmd.Files); err != nil {
		return Case{}, err
	}
	c := Case{ID: cmd.Case}
	return s.onCase(ctx, cmd.Command, cmd, &c, s.lockCase(op, cmd.Case, &c), func(ctx context.Context) error {
		if c.Ended() {
			return fail(Refused, op, "error.case_ended_add", "number", c.Number.String())
		}
		p, err := s.profileOf(op, c.Profile, c.ProfileVersion)
		if err != nil {
			return err
		}
		d := draft{at: s.now(), actor: cmd.Actor, role: intakeRole(cmd.Actor)}
		data := d.added(c.Subject(), cmd.Text, cmd.Files)
		s.tellExecutors(&d, p, &c, cmd.Text)
		d.caseChanged(s, &c, "case.caller_added", data)
		return s.apply(ctx, d.Change)
	})
}
