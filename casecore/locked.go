package casecore

import "context"

// onReport runs a command whose result is a report.
func (s *Service) onReport(ctx context.Context, cmd Command, payload any, r *Report, load, decide func(context.Context) error) (Report, error) {
	id, repeated, err := s.once(ctx, cmd, payload, r.ID.UUID(), ReportSubject, load, decide)
	if err != nil {
		return Report{}, err
	}
	if repeated {
		return s.store.Report(ctx, ReportID(id))
	}
	return *r, nil
}

// onCase runs a command whose result is a case.
func (s *Service) onCase(ctx context.Context, cmd Command, payload any, c *Case, load, decide func(context.Context) error) (Case, error) {
	id, repeated, err := s.once(ctx, cmd, payload, c.ID.UUID(), CaseSubject, load, decide)
	if err != nil {
		return Case{}, err
	}
	if repeated {
		return s.store.Case(ctx, CaseID(id))
	}
	return *c, nil
}

// lockReport returns what locks a report and reads it into r.
func (s *Service) lockReport(op string, id ReportID, r *Report) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		*r, err = s.store.LockReport(ctx, id)
		if CodeOf(err) == NotFound {
			return fail(NotFound, op, "error.report_unknown")
		}
		return err
	}
}

// lockCase returns what locks a case and reads it into c.
func (s *Service) lockCase(op string, id CaseID, c *Case) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		*c, err = s.store.LockCase(ctx, id)
		if CodeOf(err) == NotFound {
			return fail(NotFound, op, "error.case_unknown")
		}
		return err
	}
}
