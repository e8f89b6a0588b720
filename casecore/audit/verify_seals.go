package audit

import (
	"bytes"
	"context"

	"github.com/jackc/pgx/v5"

	"hotline/casecore"
)

const (
	sealsSQL = `SELECT id, root FROM seals ORDER BY id`

	// leavesOfSealsSQL reads each leaf with the event that it is of, and whether its subject is still there.
	leavesOfSealsSQL = `
		SELECT l.seal_id, l.subject_type, l.subject_id, l.seq, l.hash,
			(SELECT e.hash FROM events e WHERE e.subject_id = l.subject_id AND e.seq = l.seq ORDER BY e.at LIMIT 1),
			CASE l.subject_type
				WHEN 'case' THEN EXISTS (SELECT 1 FROM cases c WHERE c.id = l.subject_id)
				WHEN 'report' THEN EXISTS (SELECT 1 FROM reports r WHERE r.id = l.subject_id)
				ELSE true
			END
		FROM seal_leaves l ORDER BY l.seal_id, l.subject_id`
)

// seal is a root as it was written.
type seal struct {
	id   int64
	root []byte
}

// sealedLeaf is a leaf beside what it was made of.
type sealedLeaf struct {
	leaf
	seal  int64
	event []byte // the hash of the event that is there now, nil when it is gone
	there bool   // the subject
}

// seals recomputes every root and looks for every leaf's event.
func (v *verification) seals(ctx context.Context) error {
	seals, err := openCursor(ctx, v.tx, "audit_seals", sealsSQL, scanSeal)
	if err != nil {
		return err
	}
	leaves, err := openCursor(ctx, v.tx, "audit_leaves", leavesOfSealsSQL, scanLeaf)
	if err != nil {
		return err
	}
	var previous []byte
	for {
		s, err := seals.peek(ctx)
		if err != nil || s == nil {
			return err
		}
		sum, err := v.rootOf(ctx, leaves, s.id, previous)
		if err != nil {
			return err
		}
		if !bytes.Equal(sum, s.root) {
			v.found(Problem{Kind: BadSeal, Seal: s.id})
		}
		previous = s.root // what comes after is judged by what is there
		v.sum.Seals++
		seals.take()
	}
}

// rootOf recomputes the root of a seal from its leaves, looking at each.
func (v *verification) rootOf(ctx context.Context, leaves *cursor[sealedLeaf], id int64, previous []byte) ([]byte, error) {
	r := newRoot(previous)
	for {
		l, err := leaves.peek(ctx)
		if err != nil {
			return nil, err
		}
		if l == nil || l.seal != id {
			return r.sum(), nil
		}
		r.add(l.leaf)
		v.look(l)
		leaves.take()
		if v.sum.Leaves++; v.sum.Leaves%fetchRows == 0 {
			v.progress()
		}
	}
}

func (v *verification) look(l *sealedLeaf) {
	if _, known := v.reported[l.Subject.ID]; known {
		return
	}
	p := Problem{Subject: l.Subject, Seq: l.Seq, Seal: l.seal}
	switch {
	case !l.there:
		p.Kind = Deleted
	case l.event == nil:
		p.Kind, p.Last = CutTail, l.Seq-1
	case !bytes.Equal(l.event, l.Hash):
		p.Kind = Rewritten
	default:
		return
	}
	v.found(p)
}

func scanSeal(row pgx.CollectableRow) (s seal, err error) {
	err = row.Scan(&s.id, &s.root)
	return s, err
}

func scanLeaf(row pgx.CollectableRow) (l sealedLeaf, err error) {
	var kind casecore.SubjectType
	err = row.Scan(&l.seal, &kind, &l.Subject.ID, &l.Seq, &l.Hash, &l.event, &l.there)
	l.Subject.Type = kind
	return l, err
}
