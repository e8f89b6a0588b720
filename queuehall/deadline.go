package queuehall

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// The deadlines of visits.
const (
	// deadlineLit is when a pad has said that it is lit for the visit (VN-3.3).
	deadlineLit regulation.DeadlineID = "hall.lit"
	// deadlineShort is when a service that was very short can no longer be taken up again (VN-3.2).
	deadlineShort regulation.DeadlineID = "hall.short"
)

// settled is how long after the last chance to undo a step it is looked at.
const settled = time.Second

// clauses are what the deadlines come from.
var clauses = map[regulation.DeadlineID]string{deadlineLit: "VN-3.3", deadlineShort: "VN-3.2"}

// relit is the level of a pad's deadline that begins when it goes dark before its client. Its cycles are the pad's versions.
const relit = 1

// arm sets a deadline of each of some visits, in the transaction of ctx.
func (h *Hall) arm(ctx context.Context, kind regulation.DeadlineID, cycle int, now, due time.Time, visits ...VisitID) error {
	keys := make([]casecore.DeadlineKey, len(visits))
	for i, v := range visits {
		keys[i] = casecore.DeadlineKey{Subject: visitSubject(v), Kind: kind, Cycle: cycle}
	}
	return h.armAs(ctx, now, due, keys...)
}

// armAs sets deadlines of one kind.
func (h *Hall) armAs(ctx context.Context, now, due time.Time, keys ...casecore.DeadlineKey) error {
	why, err := json.Marshal(regulation.Why{Clause: clauses[keys[0].Kind], Start: now, Zone: h.profile.Zone, Assumed: true})
	if err != nil {
		return err
	}
	const version = 1
	changes, refs := make([]casecore.Change, len(keys)), make([]casecore.TimerRef, len(keys))
	for i, key := range keys {
		changes[i].Arm = []casecore.Deadline{{DeadlineKey: key, Version: version, Due: due, ArmedAt: now, Why: why}}
		refs[i] = casecore.TimerRef{DeadlineKey: key, Version: version, Due: due}
	}
	err = h.core.Apply(ctx, changes...)
	if err == nil && h.hooks.Armed != nil {
		h.db.AfterCommit(ctx, func() { h.hooks.Armed(refs) })
	}
	return err
}

func visitSubject(v VisitID) casecore.Subject {
	return casecore.Subject{Type: SubjectVisit, ID: v.UUID()}
}

// Handlers returns who fires the halls' deadlines, by their kinds.
func (h *Hall) Handlers() map[regulation.DeadlineID]casecore.DeadlineHandler {
	d := Deadlines{h}
	return map[regulation.DeadlineID]casecore.DeadlineHandler{deadlineLit: d, deadlineShort: d}
}

// Deadlines fires the deadlines of visits: a pad that has not said that it is lit makes an incident, a service that was too short is
// flagged. It implements [casecore.DeadlineHandler].
type Deadlines struct{ h *Hall }

var _ casecore.DeadlineHandler = Deadlines{}

// FireDeadlines implements [casecore.DeadlineHandler].
func (d Deadlines) FireDeadlines(ctx context.Context, now time.Time, refs []casecore.TimerRef) (held []casecore.TimerRef, err error) {
	ids := make([]uuid.UUID, len(refs))
	for i := range refs {
		ids[i] = refs[i].Subject.ID
	}
	locked, err := pg.Collect(ctx, d.h.db, pgx.RowTo[uuid.UUID],
		`SELECT id FROM hall_visits WHERE id = ANY ($1) ORDER BY id FOR UPDATE SKIP LOCKED`, ids)
	if err != nil {
		return nil, err
	}
	mine := make(map[uuid.UUID]bool, len(locked))
	for _, id := range locked {
		mine[id] = true
	}
	var free []casecore.TimerRef
	for _, ref := range refs {
		if mine[ref.Subject.ID] {
			free = append(free, ref)
		} else {
			held = append(held, ref)
		}
	}
	if len(free) == 0 {
		return held, nil
	}
	due, err := d.h.core.Due(ctx, now, free)
	if err != nil || len(due) == 0 {
		return held, err
	}
	var unlit, short []uuid.UUID
	for _, ref := range due {
		if ref.Kind == deadlineLit {
			unlit = append(unlit, ref.Subject.ID)
		} else {
			short = append(short, ref.Subject.ID)
		}
	}
	if err := d.h.core.Apply(ctx, casecore.Change{At: now, Fire: due}); err != nil {
		return nil, err
	}
	if err := d.h.notLit(ctx, unlit, now); err != nil {
		return nil, err
	}
	return held, d.h.flagShort(ctx, short, now)
}
