package queuehall

import (
	"context"
	"encoding/json"
	"time"

	"hotline/casecore"
)

// Facts are an event's: codes, ids and numbers of documents, never who asked.
type Facts map[string]any

// Applier writes a change of the case core, in the transaction of the context.
type Applier interface {
	Apply(ctx context.Context, changes ...casecore.Change) error
}

// Note appends an event to a history and returns its new head, which the caller keeps with the subject, in the same transaction.
func Note(ctx context.Context, core Applier, head casecore.Chain, about casecore.Subject, actor casecore.Actor, kind string, now time.Time, said Facts,
) (casecore.Chain, error) {
	data, err := casecore.Canonical(said)
	if err != nil {
		return head, err
	}
	event := casecore.Event{Subject: about, At: now, Type: kind, Actor: actor.String(), Data: data}
	if len(actor.Grants) > 0 {
		event.Role = string(actor.Grants[0].Role)
	}
	head = head.Link(&event)
	return head, core.Apply(ctx, casecore.Change{
		Events: []casecore.Event{event},
		// Nobody's console is told; the position makes the sealer see the event.
		Notices: []casecore.Notice{{
			Stream: casecore.CasesStream, Type: kind, Subject: about, Version: int64(head.Seq), At: now, Audience: []string{}, Lost: []string{},
			Payload: json.RawMessage(`{}`), Chain: head,
		}},
	})
}
