package casecore

import (
	"context"
	"time"
)

// UndoWindow is how long an agent may take back a refusal, a consultation or a link as if it had not been. What they did is
// committed at once, so that no closed window of a browser loses it; its letter leaves after the window, and taking it back
// is an event of its own that recalls the letter in the same transaction.
const UndoWindow = 8 * time.Second

// letterAfter is when a letter that may be recalled leaves: somewhat later, for a transaction that began in time.
const letterAfter = UndoWindow + 2*time.Second

// Recall takes back letters of a subject that nobody has begun to send. Fewer than Want fail the change: one has left.
type Recall struct {
	Subject  Subject
	Template string
	Want     int
}

// Undo takes back a refusal or a consultation: the report is its agent's again, and its applicant hears nothing. It fails with
// Refused after [UndoWindow], and with Conflict when the agent has another report by now.
func (s *Service) Undo(ctx context.Context, cmd UndoEnding) (Report, error) {
	const op = "undo ending"
	return s.intake(ctx, op, cmd.Command, cmd, cmd.Report, func(d *draft, r *Report) error {
		var letter string
		switch r.Status {
		case ReportRefused:
			letter = "citizen.refused"
		case ReportConsulted:
			letter = "citizen.consulted"
		default:
			return fail(Conflict, op, "error.ending_not_undone")
		}
		if r.ClaimedBy != cmd.Actor.Staff {
			return fail(Forbidden, op, "error.report_of_another")
		}
		if !d.at.Before(r.ClosedAt.Add(UndoWindow)) {
			return fail(Refused, op, "error.undo_late")
		}
		from := r.Status
		r.Status, r.OutcomeCode, r.OutcomeNote, r.ClosedAt = ReportClaimed, "", "", time.Time{}
		d.recall(r, letter)
		d.reportChanged(r, "report.ending_undone", facts{"from": string(from)})
		return nil
	})
}

// tellSoon queues a letter that can be recalled while it waits.
func (d *draft) tellSoon(sub Subject, a *Applicant, template string, args facts) {
	before := len(d.Deliveries)
	d.tellCitizen(sub, a, template, false, args)
	for i := range d.Deliveries[before:] {
		d.Deliveries[before+i].NextAt = d.at.Add(letterAfter)
	}
}

// recall takes back the letter that tellSoon queued, if there was a way to tell.
func (d *draft) recall(r *Report, template string) {
	if writable(&r.Applicant) {
		d.Recall = append(d.Recall, Recall{Subject: r.Subject(), Template: template, Want: 1})
	}
}
