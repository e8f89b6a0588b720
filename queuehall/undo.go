package queuehall

import (
	"context"
	"time"

	"hotline/casecore"
)

// Undo takes an operator's last step with a client back, within the seconds that the profile gives: a call that was a mis-click
// gives the client their turn back, a finish goes on with the service. Conflict when it is too late, when the client is somebody
// else's by now, or when the counter has another. Forbidden once the operator has left the counter: they may have a client elsewhere.
func (h *Hall) Undo(ctx context.Context, cmd VisitCommand) (Visit, error) {
	const op = "undo"
	payload := struct{ Undo VisitID }{cmd.Visit}
	_, err := h.once(ctx, op, cmd.Command, payload, cmd.Visit.UUID(), SubjectVisit, func(ctx context.Context) error {
		v, err := h.Visit(ctx, cmd.Visit)
		if err != nil {
			return err
		}
		if v.Staff != cmd.Actor.Staff {
			return fail(casecore.Forbidden, op, "error.hall_not_yours")
		}
		if err := h.seated(ctx, op, v.Counter, v.Staff); err != nil {
			return err
		}
		if v, err = h.lock(ctx, op, cmd); err != nil {
			return err
		}
		now := h.now()
		t, err := h.Ticket(ctx, v.Ticket)
		if err != nil {
			return err
		}
		if v.Before == "" || now.Sub(v.Stepped) > h.profile.Undo() || t.State != v.Step.ticket() {
			return fail(casecore.Conflict, op, "error.hall_too_late")
		}
		if v.Step == StepPassed { // to where it came from
			if err := h.db.Queue(ctx, nil, `UPDATE hall_tickets SET direction_id = $2, counter_id = NULL WHERE id = $1`, v.Ticket.UUID(),
				v.Direction.UUID()); err != nil {
				return err
			}
		}
		v.Step, v.Before = v.Before, ""
		switch v.Step {
		case StepUndone:
			v.Ended = now
		case StepCalled:
			v.Started, v.Ended = time.Time{}, time.Time{}
		default:
			v.Ended = time.Time{}
		}
		if v.Step.Live() { // what came due meanwhile found no client: the pad is looked at again
			if err := h.arm(ctx, deadlineLit, int(v.Version), now, now.Add(h.profile.Lit()), v.ID); err != nil {
				return err
			}
		}
		return h.write(ctx, &v, now)
	})
	if err != nil {
		return Visit{}, err
	}
	return h.Visit(ctx, cmd.Visit)
}
