package casecore

import (
	"context"

	"hotline/casecore/regulation"
)

// ExplanationAsked tells whether the centre waits for an executor's explanation (MR-4.11.1), by the case's deadlines. A term that has
// passed does not end the request.
func ExplanationAsked(all []Deadline) bool {
	last, asked := Deadline{}, false
	for i := range all {
		if d := &all[i]; d.Kind == regulation.DeadlineExplain && (!asked || d.Cycle > last.Cycle) {
			last, asked = *d, true
		}
	}
	return asked && last.StoppedAt.IsZero()
}

// askExplanation sets the term of a request. Requests are counted by themselves: the terms of the case go on.
func (a *action) askExplanation(ctx context.Context, dues []regulation.Due) error {
	held, err := a.s.store.Deadlines(ctx, a.c.Subject())
	if err != nil {
		return err
	}
	n := 1
	for i := range held {
		if held[i].Kind == regulation.DeadlineExplain {
			n = max(n, held[i].Cycle+1)
		}
	}
	a.arm(a.c.Subject(), n, dues)
	return nil
}

// checkAsked refuses an explanation that nobody asked for: that is a comment.
func (a *action) checkAsked(ctx context.Context, op string) error {
	held, err := a.s.store.Deadlines(ctx, a.c.Subject())
	if err == nil && !ExplanationAsked(held) {
		err = fail(Refused, op, "error.no_explanation_asked")
	}
	return err
}
