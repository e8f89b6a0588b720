package report

import (
	"context"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/queuehall"
)

// The subjects of histories, and of files.
const (
	SubjectInstruction casecore.SubjectType = "hall_instruction"
	SubjectRequest     casecore.SubjectType = "hall_request"
	SubjectReport      casecore.SubjectType = "hall_report"
	SubjectFlag        casecore.SubjectType = "hall_flag"
)

// keyLife is how long a command's key is remembered.
const keyLife = 24 * time.Hour

type facts = queuehall.Facts

// once runs decide in one transaction under the command's key, and returns the id of what it made: of a repeat what the first made.
func (o *Office) once(ctx context.Context, op string, cmd casecore.Command, payload any, made uuid.UUID, about casecore.SubjectType,
	decide func(ctx context.Context, now time.Time) error,
) (uuid.UUID, error) {
	now := o.now()
	claim, err := cmd.Claim([]any{op, payload}, made, about, now, keyLife)
	if err != nil {
		return uuid.UUID{}, err
	}
	err = o.db.InTx(ctx, func(ctx context.Context) error {
		before, repeated, err := o.core.Claim(ctx, claim).Repeat(ctx)
		if err != nil {
			return err
		}
		if repeated {
			made = before
			return nil
		}
		return decide(ctx, now)
	})
	return made, failed(op, err)
}

// note appends an event to a history and returns its new head, which the caller keeps with the subject.
func (o *Office) note(ctx context.Context, head casecore.Chain, about casecore.Subject, actor casecore.Actor, kind string, now time.Time,
	said facts,
) (casecore.Chain, error) {
	return queuehall.Note(ctx, o.core, head, about, actor, kind, now, said)
}
