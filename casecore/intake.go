package casecore

import (
	"context"
	"slices"
	"strings"

	"hotline/casecore/regulation"
)

// Receive takes in what a citizen said and puts it into the agents' queue (MR-2.1, MR-4.5). A repeat of the command
// returns the report that the first one made.
func (s *Service) Receive(ctx context.Context, cmd ReceiveReport) (Report, error) {
	const op = "receive report"
	now := s.now()
	p, err := s.rules.At(now)
	if err != nil {
		return Report{}, &Error{Code: Internal, Op: op, Key: "error.profile", Err: err}
	}
	cmd.Text = strings.TrimSpace(cmd.Text)
	if err := s.checkReceive(op, p, &cmd); err != nil {
		return Report{}, err
	}
	cmd.Applicant.ID = NewID[ApplicantID]()
	r := Report{
		ID: NewID[ReportID](), Version: 1, Status: ReportWaiting, Source: cmd.Source, Applicant: cmd.Applicant, Text: cmd.Text,
		Salt: newSalt(), Place: strings.TrimSpace(cmd.Place), District: cmd.District, Point: cmd.Point, SOS: cmd.SOS,
		Lang: cmd.Applicant.Lang, Profile: p.Name, ProfileVersion: p.Version, ReceivedAt: now, ReceivedBy: cmd.Actor.Staff,
	}
	payload := cmd
	payload.Applicant = payload.Applicant.asked()
	return s.onReport(ctx, cmd.Command, payload, &r, func(context.Context) error { return nil },
		func(ctx context.Context) error {
			d := draft{at: now, actor: cmd.Actor, role: intakeRole(cmd.Actor)}
			data := facts{
				"source": string(r.Source), "sos": r.SOS, "anonymous": r.Applicant.Anonymous, "files": idStrings(cmd.Files),
				"text": digestHex(r.Salt, r.Text), "applicant": r.Applicant.ID.String(), "profile": string(p.Name),
				"profile_version": p.Version, "consent": r.Applicant.ConsentVersion,
			}
			if !cmd.Follows.IsZero() {
				d.Follows, data["follows"] = cmd.Follows, cmd.Follows.String()
			}
			d.event(r.Subject(), &r.Chain, "report.received", data)
			d.Applicant, d.NewReport = &r.Applicant, &r
			d.attach(r.Subject(), cmd.Files, "")
			d.tellCitizen(r.Subject(), &r.Applicant, "citizen.received", r.SOS, facts{"report_id": r.ID.String()})
			d.reportNotice(&r, "report.received")
			return s.apply(ctx, d.Change)
		})
}

func (s *Service) checkReceive(op string, p *regulation.Profile, cmd *ReceiveReport) error {
	if err := checkText(op, cmd.Text); err != nil {
		return err
	}
	if !slices.Contains(p.Channels, string(cmd.Source)) {
		return fail(Refused, op, "error.channel_closed")
	}
	if cmd.Applicant.Lang == "" {
		cmd.Applicant.Lang = "uk"
	}
	if pt := cmd.Point; pt != nil && (pt.Lat < -90 || pt.Lat > 90 || pt.Lon < -180 || pt.Lon > 180) {
		return fail(Invalid, op, "error.point")
	}
	return checkApplicant(op, p, &cmd.Applicant)
}

// Claim gives a waiting report, or one to call back about, to one agent. Two who try get it once: the second is told of
// the conflict. An agent holds one report at a time.
func (s *Service) Claim(ctx context.Context, cmd ClaimReport) (Report, error) {
	const op = "claim report"
	return s.intake(ctx, op, cmd.Command, cmd, cmd.Report, func(d *draft, r *Report) error {
		switch {
		case r.Status == ReportClaimed && r.ClaimedBy == cmd.Actor.Staff:
			return nil // a second click
		case r.Status != ReportWaiting && r.Status != ReportCallBack:
			return fail(Conflict, op, "error.report_taken")
		}
		data := facts{"from": string(r.Status)}
		r.Status, r.ClaimedBy, r.ClaimedAt = ReportClaimed, cmd.Actor.Staff, d.at
		d.reportChanged(r, "report.claimed", data)
		return nil
	})
}

// Release gives a claimed report back to the queue. A supervisor may release another's.
func (s *Service) Release(ctx context.Context, cmd ReleaseReport) (Report, error) {
	const op = "release report"
	return s.intake(ctx, op, cmd.Command, cmd, cmd.Report, func(d *draft, r *Report) error {
		if r.Status != ReportClaimed {
			return fail(Conflict, op, "error.report_not_claimed")
		}
		if r.ClaimedBy != cmd.Actor.Staff && !cmd.Actor.Has(regulation.RoleSupervisor) {
			return fail(Forbidden, op, "error.report_of_another")
		}
		r.Status, r.ClaimedBy = returnedTo(r), StaffID{}
		d.reportChanged(r, "report.released", facts{"to": string(r.Status)})
		return nil
	})
}

// Consult ends a report that is not the city's, once the applicant was told who is competent (MR-4.2.1).
func (s *Service) Consult(ctx context.Context, cmd Consult) (Report, error) {
	const op = "consult"
	body, ok := s.catalogue.Body(cmd.Body)
	if !ok {
		return Report{}, fail(Invalid, op, "error.body_unknown")
	}
	return s.intake(ctx, op, cmd.Command, cmd, cmd.Report, func(d *draft, r *Report) error {
		if err := heldBy(op, r, cmd.Actor); err != nil {
			return err
		}
		r.OutcomeCode, r.OutcomeNote = cmd.Body, strings.TrimSpace(cmd.Note)
		d.tellSoon(r.Subject(), &r.Applicant, "citizen.consulted", facts{
			"body": body.Names, "phones": strings.Join(body.Phones, ", "), "site": body.Site, "note": r.OutcomeNote,
		})
		return s.endReport(d, r, ReportConsulted, "report.consulted", facts{"body": cmd.Body})
	})
}

// refusals are the reasons that MR-4.4.3 and MR-4.4.4 know.
var refusals = []string{"obscene", "insult", "forbidden_sender"}

// Refuse ends an obscene or insulting report, or one from a sender forbidden by law; the reason is kept (MR-4.4.3,
// MR-4.4.4).
func (s *Service) Refuse(ctx context.Context, cmd RefuseReport) (Report, error) {
	const op = "refuse report"
	if !slices.Contains(refusals, cmd.Reason) {
		return Report{}, fail(Invalid, op, "error.refusal_reason")
	}
	if strings.TrimSpace(cmd.Note) == "" {
		return Report{}, fail(Invalid, op, "error.refusal_note")
	}
	return s.intake(ctx, op, cmd.Command, cmd, cmd.Report, func(d *draft, r *Report) error {
		if err := heldBy(op, r, cmd.Actor); err != nil {
			return err
		}
		r.OutcomeCode, r.OutcomeNote = cmd.Reason, strings.TrimSpace(cmd.Note)
		d.tellSoon(r.Subject(), &r.Applicant, "citizen.refused", facts{"reason": cmd.Reason})
		return s.endReport(d, r, ReportRefused, "report.refused", facts{"reason": cmd.Reason})
	})
}

// Withdraw ends a report at the applicant's wish, as long as it is no case.
func (s *Service) Withdraw(ctx context.Context, cmd WithdrawReport) (Report, error) {
	const op = "withdraw report"
	r := Report{ID: cmd.Report}
	return s.onReport(ctx, cmd.Command, cmd, &r, s.lockReport(op, cmd.Report, &r), func(ctx context.Context) error {
		if !cmd.Actor.Has(regulation.RoleCitizen) {
			if err := heldBy(op, &r, cmd.Actor); err != nil {
				return err
			}
		}
		if !r.Status.Open() {
			return fail(Conflict, op, "error.report_ended")
		}
		d := draft{at: s.now(), actor: cmd.Actor, role: intakeRole(cmd.Actor)}
		d.tellCitizen(r.Subject(), &r.Applicant, "citizen.withdrawn", false, facts{"report_id": r.ID.String()})
		if err := s.endReport(&d, &r, ReportWithdrawn, "report.withdrawn", facts{}); err != nil {
			return err
		}
		return s.apply(ctx, d.Change)
	})
}

// endReport closes a report without a case: its deadlines stop, its live wording no longer counts.
func (s *Service) endReport(d *draft, r *Report, status ReportStatus, kind string, data facts) error {
	p, err := s.profileOf(kind, r.Profile, r.ProfileVersion)
	if err != nil {
		return err
	}
	r.Status, r.ClosedAt = status, d.at
	d.stop(r.Subject(), p.StoppedBy(regulation.ActionWithdraw, regulation.SubjectReport))
	if !r.WordingID.IsZero() {
		d.SupersedeWordings = r.ID
	}
	d.reportChanged(r, kind, data)
	return nil
}

// intake runs a decision about a locked report for somebody who takes and words reports.
func (s *Service) intake(ctx context.Context, op string, cmd Command, payload any, id ReportID,
	decide func(d *draft, r *Report) error,
) (Report, error) {
	if !cmd.Actor.Sees(ReportAudience()) {
		return Report{}, fail(Forbidden, op, "error.not_intake")
	}
	r := Report{ID: id}
	return s.onReport(ctx, cmd, payload, &r, s.lockReport(op, id, &r), func(ctx context.Context) error {
		d := draft{at: s.now(), actor: cmd.Actor, role: intakeRole(cmd.Actor)}
		if err := decide(&d, &r); err != nil {
			return err
		}
		return s.apply(ctx, d.Change)
	})
}

// reportChanged gives the report its next version, its event and its notice.
func (d *draft) reportChanged(r *Report, kind string, data facts) {
	r.Version++
	d.event(r.Subject(), &r.Chain, kind, data)
	d.Report = r
	d.reportNotice(r, kind)
}

// tellCitizen queues a delivery to the applicant when they left a way to be told. What answers their own action is told at any
// hour.
func (d *draft) tellCitizen(sub Subject, a *Applicant, template string, urgent bool, args facts) {
	if a.ReplyChannel == ReplyByTelegram || a.ReplyChannel == ReplyByEmail {
		urgent = urgent || d.actor.Has(regulation.RoleCitizen)
		d.tell(sub, Recipient{Kind: "citizen", ID: a.ID.UUID()}, template, urgent, args)
	}
}

func (d *draft) attach(sub Subject, files []FileID, purpose string) {
	for _, f := range files {
		d.Attach = append(d.Attach, Attachment{File: f, Subject: sub, Purpose: purpose, Applicant: d.of})
	}
}

// heldBy wants the report to be claimed by the actor.
func heldBy(op string, r *Report, a Actor) error {
	if r.Status != ReportClaimed || r.ClaimedBy != a.Staff {
		return fail(Conflict, op, "error.report_not_yours")
	}
	return nil
}

// intakeRole is the role in which somebody acts on reports, for the history.
func intakeRole(a Actor) regulation.RoleID {
	return roleAmong(a, regulation.RoleCitizen, regulation.RoleAgent, regulation.RoleSupervisor, regulation.RoleAdministrator)
}

// roleAmong is the first of the roles that the actor has, the system's when they have none.
func roleAmong(a Actor, roles ...regulation.RoleID) regulation.RoleID {
	if i := slices.IndexFunc(roles, a.Has); i >= 0 {
		return roles[i]
	}
	return regulation.RoleSystem
}

func idStrings[I interface{ String() string }](ids []I) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.String()
	}
	return list
}
