package casecore

import (
	"context"
	"slices"
	"strings"

	"hotline/casecore/regulation"
)

// MaxAdded is how many files an applicant adds at a time.
const MaxAdded = 10

// AddToCase keeps what the applicant adds to their case; its executors hear of it. It fails with NotFound for somebody else's
// case and with Refused for one that has ended, unless the centre wrote after the end.
func (s *Service) AddToCase(ctx context.Context, cmd AddToCase) (Case, error) {
	const op = "add to case"
	cmd.Text = strings.TrimSpace(cmd.Text)
	if err := checkAdded(op, cmd.Text, cmd.Files); err != nil {
		return Case{}, err
	}
	return s.ofApplicant(ctx, op, cmd.Command, cmd, cmd.Standing, cmd.Case, func(ctx context.Context, d *draft, c *Case) error {
		switch may, err := s.MayAdd(ctx, c); {
		case err != nil:
			return err
		case !may:
			return fail(Refused, op, "error.case_ended_add", "number", c.Number.String())
		}
		p, err := s.profileOf(op, c.Profile, c.ProfileVersion)
		if err != nil {
			return err
		}
		data := d.added(c.Subject(), cmd.Text, cmd.Files)
		if !d.of.IsZero() && d.of != c.ApplicantID {
			data["applicant"] = d.of.String() // who joined the case
		}
		if !c.Ended() {
			s.tellExecutors(d, p, c, cmd.Text)
		}
		d.caseChanged(s, c, "case.citizen_added", data)
		return nil
	})
}

// AddToReport keeps what the applicant adds to a report that is not a case yet: the agent who takes it sees it. It fails with
// NotFound for somebody else's report and with Conflict for one that is settled.
func (s *Service) AddToReport(ctx context.Context, cmd AddToReport) (Report, error) {
	const op = "add to report"
	cmd.Text = strings.TrimSpace(cmd.Text)
	if err := checkAdded(op, cmd.Text, cmd.Files); err != nil {
		return Report{}, err
	}
	r := Report{ID: cmd.Report}
	return s.onReport(ctx, cmd.Command, cmd, &r, s.lockReport(op, cmd.Report, &r), func(ctx context.Context) error {
		page, opens := s.reportOf(cmd.Standing)
		theirs := opens && page == r.ID || s.applies(cmd.Standing, &r.Applicant, CaseID{})
		if !cmd.Actor.Has(regulation.RoleCitizen) || !theirs {
			return fail(NotFound, op, "error.report_unknown")
		}
		if !r.Status.Open() {
			return fail(Conflict, op, "error.report_ended")
		}
		d := draft{at: s.now(), actor: cmd.Actor, role: intakeRole(cmd.Actor)}
		d.reportChanged(&r, "report.citizen_added", d.added(r.Subject(), cmd.Text, cmd.Files))
		return s.apply(ctx, d.Change)
	})
}

func checkAdded(op, text string, files []FileID) error {
	if len(files) > MaxAdded {
		return fail(Invalid, op, "error.files_many")
	}
	if text == "" && len(files) > 0 {
		return nil
	}
	return checkText(op, text)
}

// added keeps words and files of the applicant's and returns what the history says of them.
func (d *draft) added(sub Subject, text string, files []FileID) facts {
	data := facts{}
	if text != "" {
		m := d.say(sub, SaidByCitizen, d.actor.String(), text)
		data["message"], data["text"] = m.ID.String(), digestHex(m.Salt, m.Text)
	}
	if len(files) > 0 {
		data["files"] = idStrings(files)
		d.attach(sub, files, "")
	}
	return data
}

// MayAdd tells whether the applicant may add to the case as it stands: while it is open, and after its end once the centre
// has written to them since, so that an answer is due.
func (s *Service) MayAdd(ctx context.Context, c *Case) (bool, error) {
	if !c.Ended() {
		return true, nil
	}
	messages, err := s.store.Messages(ctx, c.Subject())
	return slices.ContainsFunc(messages, func(m Message) bool {
		return m.Direction == SaidToCitizen && !m.At.Before(c.EndedAt)
	}), err
}

// ofApplicant runs a decision of the applicant's about their own case.
func (s *Service) ofApplicant(ctx context.Context, op string, cmd Command, payload any, st Standing, id CaseID,
	decide func(ctx context.Context, d *draft, c *Case) error,
) (Case, error) {
	c := Case{ID: id}
	return s.onCase(ctx, cmd, payload, &c, s.lockCase(op, id, &c), func(ctx context.Context) error {
		who, found, err := s.applicantOf(ctx, st, &c)
		if err != nil {
			return err
		}
		if !found || !cmd.Actor.Has(regulation.RoleCitizen) {
			return fail(NotFound, op, "error.case_unknown")
		}
		d := draft{at: s.now(), actor: cmd.Actor, role: regulation.RoleCitizen, of: who}
		if err := decide(ctx, &d, &c); err != nil || len(d.Events) == 0 { // the transition table writes for itself
			return err
		}
		return s.apply(ctx, d.Change)
	})
}

// applicantOf returns whose standing it is among those who reported the case: the first, or one who joined them.
func (s *Service) applicantOf(ctx context.Context, st Standing, c *Case) (ApplicantID, bool, error) {
	for _, id := range append([]ApplicantID{c.ApplicantID}, c.Linked...) {
		a, err := s.store.Applicant(ctx, id)
		if err != nil {
			return ApplicantID{}, false, err
		}
		if s.applies(st, &a, c.ID) {
			return id, true, nil
		}
	}
	return s.reporterOf(ctx, st, c)
}

// caseChanged gives the case its next version, its event and its notice; who sees it stays the same.
func (d *draft) caseChanged(s *Service, c *Case, kind string, data facts) {
	c.Version++
	d.event(c.Subject(), &c.Chain, kind, data)
	d.Case = c
	d.caseNotice(c, kind, CaseAudience(c, s.catalogue), nil)
}
