package callout

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/regulation"
)

// settleSample ends the task of a sampled case that nobody can be asked about.
func (b *Book) settleSample(ctx context.Context, t task, state State, result string, now time.Time) error {
	if err := b.end(ctx, t, state, result, now); err != nil {
		return err
	}
	return b.exec(ctx, "sample", `UPDATE sample_cases SET result = $3, asked_at = $4 WHERE sample_id = $1 AND case_id = $2 AND result = ''`,
		t.sample, t.caseID.UUID(), result, now)
}

// answered writes what an applicant said by a key, or has them asked again later.
func (b *Book) answered(ctx context.Context, t task, s *subject, call calls.CallID, result string, now time.Time) error {
	switch result {
	case ResultDone, ResultNotDone, ResultBadly:
		if err := b.settleSample(ctx, t, Done, result, now); err != nil {
			return err
		}
		if err := b.exec(ctx, "sample", `UPDATE sample_cases SET call_id = $3 WHERE sample_id = $1 AND case_id = $2`,
			t.sample, t.caseID.UUID(), call.UUID()); err != nil {
			return err
		}
		return b.repeat(ctx, t.sample, &s.Case, s.profile, result, "", casecore.Command{
			Scope: "sample", Key: t.id.String(), Actor: casecore.Actor{
				Staff: t.staff, Grants: []casecore.Grant{{Role: regulation.RoleControlOfficer}},
			},
		})
	}
	if t.attempts >= s.profile.Calling.Attempts {
		return b.settleSample(ctx, t, Failed, result, now)
	}
	return b.putOff(ctx, t, s.profile.CallableAt(now.Add(s.profile.Calling.Later.Length())))
}

// repeat has a case that is not settled, or badly, done again: its executor gets it with the reason and its own head is told
// (MR-6.4). One that was reopened meanwhile, or whose profile has no such step, stays as it is.
func (b *Book) repeat(ctx context.Context, sample [16]byte, c *casecore.Case, p *regulation.Profile, result, note string, cmd casecore.Command) error {
	reason := b.texts.T("uk", "voice.sample.reason_"+result, nil)
	if _, possible := p.Next(c.Status, regulation.ActionReopen); result == ResultDone || !possible {
		return nil
	}
	if note != "" {
		reason += " " + note
	}
	again, err := b.cases.Act(ctx, casecore.ActOnCase{Command: cmd, Case: c.ID, Action: regulation.ActionReopen, Text: reason})
	if err != nil {
		return err
	}
	return b.exec(ctx, "repeat", `UPDATE sample_cases SET cycle = $3 WHERE sample_id = $1 AND case_id = $2`, sample, c.ID.UUID(), again.Cycle)
}
