package audit

import (
	"fmt"

	"hotline/casecore"
)

// Kind is what is wrong.
type Kind string

// The kinds of problems.
const (
	Altered   Kind = "altered"      // an event, or the one before it, is not what was written
	Missing   Kind = "missing"      // events are missing before one that is there
	Repeated  Kind = "repeated"     // an event's number is there twice
	CutTail   Kind = "cut_tail"     // the last events are missing
	WrongHead Kind = "wrong_head"   // the subject's row does not name its last event
	Deleted   Kind = "deleted"      // the subject itself is gone
	Rewritten Kind = "rewritten"    // a sealed event was replaced, with everything after it made to fit
	BadSeal   Kind = "bad_seal"     // a seal, its leaves, or the seal before it was altered or deleted
	NoSeal    Kind = "missing_seal" // the newest seals are gone
	Unsealed  Kind = "unsealed"     // nobody seals
)

// Problem is a contradiction in the history.
type Problem struct {
	Kind    Kind
	Subject casecore.Subject // of most kinds
	Seq     int              // the event it shows at
	Last    int              // the last event that is there, or should be
	Seal    int64            // the seal it shows at
}

// String says it in words.
func (p Problem) String() string {
	subject := fmt.Sprintf("%s %s", p.Subject.Type, p.Subject.ID)
	switch p.Kind {
	case Altered:
		return fmt.Sprintf("%s: event %d, or the one before it, was altered", subject, p.Seq)
	case Missing:
		return fmt.Sprintf("%s: events are missing before event %d", subject, p.Seq)
	case Repeated:
		return fmt.Sprintf("%s: event %d is there more than once", subject, p.Seq)
	case CutTail:
		return fmt.Sprintf("%s: the history ends at event %d and should go on to event %d", subject, p.Last, p.Seq)
	case WrongHead:
		return fmt.Sprintf("%s: its row does not name event %d, which is its last", subject, p.Last)
	case Deleted:
		return fmt.Sprintf("%s: it was deleted; event %d told of it", subject, p.Seq)
	case Rewritten:
		return fmt.Sprintf("%s: event %d is not the one that seal %d holds", subject, p.Seq, p.Seal)
	case BadSeal:
		return fmt.Sprintf("seal %d: it, its leaves or the seal before it was altered or deleted", p.Seal)
	case NoSeal:
		return fmt.Sprintf("seals after seal %d are missing", p.Seal)
	case Unsealed:
		return fmt.Sprintf("nothing was sealed for an hour after seal %d, though there is something to seal", p.Seal)
	}
	return string(p.Kind)
}
