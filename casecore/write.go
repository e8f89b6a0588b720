package casecore

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Write tells the applicant something about their case without changing its state; what they answer comes back as a message
// on it. An answer to a disputed case ends the dispute. It fails with Forbidden for those who do not write to applicants, with
// NotFound for a case that the actor does not see, with Refused when the applicant left no way to be written to.
func (s *Service) Write(ctx context.Context, cmd WriteToCitizen) (Case, error) {
	const op = "write to citizen"
	cmd.Text = strings.TrimSpace(cmd.Text)
	if err := mayWrite(op, cmd); err != nil {
		return Case{}, err
	}
	c := Case{ID: cmd.Case}
	var a Applicant
	lock := s.lockCase(op, cmd.Case, &c)
	load := func(ctx context.Context) (err error) {
		if err = lock(ctx); err == nil {
			a, err = s.store.Applicant(ctx, c.ApplicantID)
		}
		return err
	}
	return s.onCase(ctx, cmd.Command, cmd, &c, load, func(ctx context.Context) error {
		if !s.concerned(cmd.Actor, &c) {
			return fail(NotFound, op, "error.case_unknown")
		}
		if !writable(&a) {
			return fail(Refused, op, "error.no_way_to_write")
		}
		d := draft{at: s.now(), actor: cmd.Actor, role: roleAmong(cmd.Actor, writers...)}
		data := d.write(c.Subject(), &a, cmd.Text, c.SOS, facts{"case_id": c.ID.String(), "number": c.Number.String()})
		if !c.DisputedAt.IsZero() {
			c.DisputedAt, data["dispute"] = time.Time{}, "answered"
		}
		d.caseChanged(s, &c, "case.written", data)
		return s.apply(ctx, d.Change)
	})
}

// WriteOnReport tells the applicant something about a report that is not a case yet.
func (s *Service) WriteOnReport(ctx context.Context, cmd WriteToCitizen) (Report, error) {
	const op = "write to citizen"
	cmd.Text = strings.TrimSpace(cmd.Text)
	if err := mayWrite(op, cmd); err != nil {
		return Report{}, err
	}
	return s.intake(ctx, op, cmd.Command, cmd, cmd.Report, func(d *draft, r *Report) error {
		switch {
		case !r.Status.Open():
			return fail(Conflict, op, "error.report_ended")
		case !writable(&r.Applicant):
			return fail(Refused, op, "error.no_way_to_write")
		}
		data := d.write(r.Subject(), &r.Applicant, cmd.Text, r.SOS, facts{"report_id": r.ID.String()})
		d.reportChanged(r, "report.written", data)
		return nil
	})
}

func mayWrite(op string, cmd WriteToCitizen) error {
	if !slices.ContainsFunc(writers, cmd.Actor.Has) {
		return fail(Forbidden, op, "error.not_writer")
	}
	return checkText(op, cmd.Text)
}

// writable tells whether there is a channel in which the applicant reads.
func writable(a *Applicant) bool {
	return a.ReplyChannel == ReplyByTelegram || a.ReplyChannel == ReplyByEmail
}

// write keeps a message to the applicant and queues it.
func (d *draft) write(sub Subject, a *Applicant, text string, urgent bool, args facts) facts {
	d.of = a.ID
	m := d.say(sub, SaidToCitizen, d.actor.String(), text)
	args["message_id"], args["text"] = m.ID.String(), m.Text
	d.tellCitizen(sub, a, "citizen.message", urgent, args)
	return facts{"message": m.ID.String(), "text": digestHex(m.Salt, m.Text)}
}
