package casecore

import (
	"bytes"
	"context"
	"time"

	"hotline/casecore/regulation"
)

// OutcomeLinked is the outcome of a report whose applicant joined a case that was there.
const OutcomeLinked = "linked"

// Link is another applicant of a case: they have its number and hear its steps.
type Link struct {
	Report    ReportID
	Case      CaseID
	Applicant ApplicantID
	At        time.Time
	By        StaffID
}

// Link attaches a claimed report to an open case that is about the same: its applicant is told the number and hears every
// step from then on. It is an agent's decision always, and can be taken back.
func (s *Service) Link(ctx context.Context, cmd LinkReport) (Report, error) {
	const op = "link report"
	return s.withCase(ctx, op, cmd.Command, cmd, cmd.Report, cmd.Case, func(_ context.Context, d *draft, r *Report, c *Case) error {
		if err := heldBy(op, r, cmd.Actor); err != nil {
			return err
		}
		if c.Ended() {
			return fail(Refused, op, "error.case_ended_link", "number", c.Number.String())
		}
		p, err := s.profileOf(op, r.Profile, r.ProfileVersion)
		if err != nil {
			return err
		}
		r.Status, r.CaseID, r.OutcomeCode, r.ClosedAt = ReportRegistered, c.ID, OutcomeLinked, d.at
		d.stop(r.Subject(), p.StoppedBy(regulation.ActionWithdraw, regulation.SubjectReport))
		if !r.WordingID.IsZero() {
			d.SupersedeWordings = r.ID
		}
		d.Link = &Link{Report: r.ID, Case: c.ID, Applicant: r.Applicant.ID, At: d.at, By: cmd.Actor.Staff}
		d.tellSoon(r.Subject(), &r.Applicant, "citizen.linked", facts{
			"report_id": r.ID.String(), "case_id": c.ID.String(), "number": c.Number.String(), "executor": s.orgNames(c.LeadOrg),
		})
		d.reportChanged(r, "report.linked", facts{"case": c.ID.String(), "number": c.Number.String()})
		d.caseChanged(s, c, "case.applicant_linked", facts{"report": r.ID.String(), "applicant": r.Applicant.ID.String()})
		return nil
	})
}

// Unlink takes a link back. Within [UndoWindow] the report is its agent's again and its applicant hears nothing; later it
// waits in the queue, and they are told that it is dealt with by itself.
func (s *Service) Unlink(ctx context.Context, cmd UnlinkReport) (Report, error) {
	const op = "unlink report"
	r, err := s.store.Report(ctx, cmd.Report)
	if err != nil {
		return Report{}, err
	}
	return s.withCase(ctx, op, cmd.Command, cmd, cmd.Report, r.CaseID, func(_ context.Context, d *draft, r *Report, c *Case) error {
		if r.Status != ReportRegistered || r.OutcomeCode != OutcomeLinked || r.CaseID != c.ID {
			return fail(Conflict, op, "error.not_linked")
		}
		soon := d.at.Before(r.ClosedAt.Add(UndoWindow)) && r.ClaimedBy == cmd.Actor.Staff
		r.CaseID, r.OutcomeCode, r.ClosedAt = CaseID{}, "", time.Time{}
		if soon {
			r.Status = ReportClaimed
			d.recall(r, "citizen.linked")
		} else {
			r.Status, r.ClaimedBy = ReportWaiting, StaffID{}
			d.tellCitizen(r.Subject(), &r.Applicant, "citizen.unlinked", false, facts{"number": c.Number.String()})
		}
		d.Unlink = r.ID
		d.reportChanged(r, "report.unlinked", facts{"case": c.ID.String(), "to": string(r.Status)})
		d.caseChanged(s, c, "case.applicant_unlinked", facts{"report": r.ID.String(), "applicant": r.Applicant.ID.String()})
		return nil
	})
}

// NotSame keeps that the report is another matter than the case, which is not offered again.
func (s *Service) NotSame(ctx context.Context, cmd NotTheSame) (Report, error) {
	const op = "not the same"
	return s.intake(ctx, op, cmd.Command, cmd, cmd.Report, func(d *draft, r *Report) error {
		if err := heldBy(op, r, cmd.Actor); err != nil {
			return err
		}
		d.NotSame = &Link{Report: r.ID, Case: cmd.Case, At: d.at}
		d.reportChanged(r, "report.not_same", facts{"case": cmd.Case.String()})
		return nil
	})
}

// withCase runs a decision about a report and a case, both locked in the order of their ids.
func (s *Service) withCase(ctx context.Context, op string, cmd Command, payload any, report ReportID, id CaseID,
	decide func(ctx context.Context, d *draft, r *Report, c *Case) error,
) (Report, error) {
	if !cmd.Actor.Sees(ReportAudience()) {
		return Report{}, fail(Forbidden, op, "error.not_intake")
	}
	r, c := Report{ID: report}, Case{ID: id}
	load := func(ctx context.Context) error {
		first, second := s.lockReport(op, report, &r), s.lockCase(op, id, &c)
		if bytes.Compare(id[:], report[:]) < 0 {
			first, second = second, first
		}
		if err := first(ctx); err != nil {
			return err
		}
		return second(ctx)
	}
	return s.onReport(ctx, cmd, payload, &r, load, func(ctx context.Context) error {
		d := draft{at: s.now(), actor: cmd.Actor, role: intakeRole(cmd.Actor)}
		if err := decide(ctx, &d, &r, &c); err != nil {
			return err
		}
		return s.apply(ctx, d.Change)
	})
}
