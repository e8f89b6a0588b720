package audit

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

const (
	eventsSQL = `
		SELECT subject_id, seq, at, subject_type, type, actor, role, data, hash FROM events ORDER BY subject_id, seq`

	headsSQL = `
		SELECT id, type, event_seq, event_hash FROM (
			SELECT id, 'case' AS type, event_seq, event_hash FROM cases
			UNION ALL
			SELECT id, 'report', event_seq, event_hash FROM reports
		) heads ORDER BY id`
)

// head is a subject's row.
type head struct {
	subject casecore.Subject
	chain   casecore.Chain
}

// chains walks every history beside the rows whose it is: both in the order of the subjects' ids.
func (v *verification) chains(ctx context.Context) error {
	events, err := openCursor(ctx, v.tx, "audit_events", eventsSQL, scanEvent)
	if err != nil {
		return err
	}
	heads, err := openCursor(ctx, v.tx, "audit_heads", headsSQL, scanHead)
	if err != nil {
		return err
	}
	for {
		e, err := events.peek(ctx)
		if err != nil {
			return err
		}
		h, err := heads.peek(ctx)
		if err != nil {
			return err
		}
		switch {
		case e == nil && h == nil:
			return nil
		case h == nil || e != nil && compare(e.Subject.ID, h.subject.ID) < 0:
			subject := e.Subject
			last, err := v.walk(ctx, events, subject)
			if err != nil {
				return err
			}
			if subject.Type == casecore.CaseSubject || subject.Type == casecore.ReportSubject {
				v.found(Problem{Kind: Deleted, Subject: subject, Seq: last.Seq})
			}
		default:
			last, err := v.walk(ctx, events, h.subject)
			if err != nil {
				return err
			}
			v.fit(h, last)
			heads.take()
		}
	}
}

// walk follows one subject's history to its end.
func (v *verification) walk(ctx context.Context, events *cursor[casecore.Event], subject casecore.Subject) (casecore.Chain, error) {
	v.sum.Subjects++
	var chain casecore.Chain
	for {
		e, err := events.peek(ctx)
		if err != nil {
			return chain, err
		}
		if e == nil || e.Subject.ID != subject.ID {
			return chain, nil
		}
		if !chain.Follows(e) {
			v.found(broken(chain, e))
		}
		chain = casecore.Chain{Seq: e.Seq, Hash: e.Hash} // what comes after is judged by what is there
		events.take()
		if v.sum.Events++; v.sum.Events%fetchRows == 0 {
			v.progress()
		}
	}
}

func broken(chain casecore.Chain, e *casecore.Event) Problem {
	p := Problem{Kind: Altered, Subject: e.Subject, Seq: e.Seq}
	switch {
	case e.Seq <= chain.Seq:
		p.Kind = Repeated
	case e.Seq > chain.Seq+1:
		p.Kind = Missing
	}
	return p
}

// fit compares a subject's row with the end of its history.
func (v *verification) fit(h *head, last casecore.Chain) {
	switch {
	case h.chain.Seq > last.Seq || last.Seq == 0:
		v.found(Problem{Kind: CutTail, Subject: h.subject, Seq: max(h.chain.Seq, 1), Last: last.Seq})
	case h.chain.Seq != last.Seq || !bytes.Equal(h.chain.Hash, last.Hash):
		v.found(Problem{Kind: WrongHead, Subject: h.subject, Last: last.Seq})
	}
}

func scanEvent(row pgx.CollectableRow) (e casecore.Event, err error) {
	var data []byte
	err = row.Scan(&e.Subject.ID, &e.Seq, &e.At, &e.Subject.Type, &e.Type, &e.Actor, &e.Role, &data, &e.Hash)
	if err != nil {
		return e, err
	}
	e.Data, err = casecore.Canonical(json.RawMessage(data))
	return e, err
}

func scanHead(row pgx.CollectableRow) (h head, err error) {
	err = row.Scan(&h.subject.ID, &h.subject.Type, &h.chain.Seq, &h.chain.Hash)
	return h, err
}

func compare(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }
