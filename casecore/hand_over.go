package casecore

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"hotline/casecore/regulation"
)

// HandOverReport passes a claimed report on at the end of a shift (MR-2.2): to a colleague, or back to the queue when To is zero,
// with a word for whoever goes on.
type HandOverReport struct {
	Command `json:"-"`
	Report  ReportID
	To      StaffID
	Note    string
}

// HandOver is who passed a report on, and with what words. Its note may hold personal data.
type HandOver struct {
	ID       uuid.UUID
	Report   ReportID
	From     StaffID
	To       StaffID // zero: the queue
	BySystem bool    // the shift ended and nobody was there
	Note     string
	At       time.Time
}

// HandOver passes a report on in one step: nobody else can take it between the two. Conflict when the colleague holds another
// report, which one agent does at a time. A supervisor may hand over another's, the system anybody's.
func (s *Service) HandOver(ctx context.Context, cmd HandOverReport) (Report, error) {
	const op = "hand over report"
	bySystem := cmd.Actor.Has(regulation.RoleSystem)
	if !bySystem && !cmd.Actor.Sees(ReportAudience()) {
		return Report{}, fail(Forbidden, op, "error.not_intake")
	}
	cmd.Note = strings.TrimSpace(cmd.Note)
	if cmd.Note != "" {
		if err := checkText(op, cmd.Note); err != nil {
			return Report{}, err
		}
	}
	r := Report{ID: cmd.Report}
	return s.onReport(ctx, cmd.Command, cmd, &r, s.lockReport(op, cmd.Report, &r), func(ctx context.Context) error {
		switch {
		case r.Status != ReportClaimed:
			return fail(Conflict, op, "error.report_not_claimed")
		case r.ClaimedBy != cmd.Actor.Staff && !bySystem && !cmd.Actor.Has(regulation.RoleSupervisor):
			return fail(Forbidden, op, "error.report_of_another")
		case cmd.To == r.ClaimedBy:
			return fail(Invalid, op, "error.hand_over_self")
		}
		d := draft{at: s.now(), actor: cmd.Actor, role: intakeRole(cmd.Actor)}
		if !cmd.To.IsZero() {
			if ok, err := s.takesReports(ctx, cmd.To, d.at.In(s.zone(&r))); err != nil || !ok {
				return orFail(err, Invalid, op, "error.hand_over_whom")
			}
		}
		d.HandOver = &HandOver{
			ID: uuid.Must(uuid.NewV7()), Report: r.ID, From: r.ClaimedBy, To: cmd.To, BySystem: bySystem, Note: cmd.Note, At: d.at,
		}
		data := facts{"from": r.ClaimedBy.String(), "note": digestHex(r.Salt, cmd.Note)}
		if cmd.To.IsZero() {
			r.Status, r.ClaimedBy = returnedTo(&r), StaffID{}
			data["to"] = string(r.Status)
		} else {
			r.ClaimedBy, r.ClaimedAt = cmd.To, d.at
			data["to"] = cmd.To.String()
		}
		d.reportChanged(&r, "report.handed_over", data)
		return s.apply(ctx, d.Change)
	})
}

// returnedTo is where a report stands that nobody holds any more: when somebody was asked already, the queue has to know.
func returnedTo(r *Report) ReportStatus {
	if r.Wordings > 0 {
		return ReportCallBack
	}
	return ReportWaiting
}

// takesReports tells whether a person takes and words reports on that day.
func (s *Service) takesReports(ctx context.Context, id StaffID, day time.Time) (bool, error) {
	for _, role := range []regulation.RoleID{regulation.RoleAgent, regulation.RoleSupervisor, regulation.RoleAdministrator} {
		if ok, err := s.store.HasRole(ctx, id, role, OrgID{}, day); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// zone is the city's, of the rules that the report was taken under.
func (s *Service) zone(r *Report) *time.Location {
	if p, err := s.rules.Version(r.Profile, r.ProfileVersion); err == nil {
		return p.Zone
	}
	return time.UTC
}

func orFail(err error, code Code, op, key string) error {
	if err != nil {
		return err
	}
	return fail(code, op, key)
}
