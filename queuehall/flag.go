package queuehall

import (
	"context"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
)

// Flag is a sign of abuse (VN-3.2). What is flagged counts all the same, and a flag stays for ever. Operators see none.
type Flag struct {
	ID     FlagID
	Kind   FlagKind
	Branch BranchID
	Visit  VisitID
	Press  PressID   // zero: no press
	At     time.Time // of what it is about
	Detail Measured
}

// Measured is what made something a sign.
type Measured struct {
	Seconds float64 `json:"seconds"` // from the call to the press, or of the service
	Length  int     `json:"length"`  // of the run
}

// FlagKind is what a flag is about.
type FlagKind string

// The kinds.
const (
	FastPress    FlagKind = "fast_press"    // so soon after the call that hardly the client made it
	ShortService FlagKind = "short_service" // so short that nobody was served
	LongRun      FlagKind = "long_run"      // the same mark again and again
	Pressured    FlagKind = "pressure"      // the client says that they were pressed
)

// flagShort flags those of the visits that ended in a service that was too short to be one.
func (h *Hall) flagShort(ctx context.Context, visits []uuid.UUID, now time.Time) error {
	if len(visits) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(visits))
	for i := range ids {
		ids[i] = casecore.NewID[FlagID]().UUID()
	}
	return h.db.Queue(ctx, nil, `
		INSERT INTO hall_flags (id, kind, branch_id, visit_id, staff_id, at, made_at, detail)
		SELECT x.flag, 'short_service', v.branch_id, v.id, v.staff_id, v.ended_at, $3,
			jsonb_build_object('seconds', round(extract(epoch FROM v.ended_at - v.started_at), 1))
		FROM unnest($1::uuid[], $2::uuid[]) x (visit, flag) JOIN hall_visits v ON v.id = x.visit
		WHERE v.step = 'served' AND v.ended_at - v.started_at < $4
		ON CONFLICT DO NOTHING`, visits, ids, now, h.shortest())
}

// shortest is the length of a service that can be one.
func (h *Hall) shortest() time.Duration {
	return time.Duration(h.profile.Signs.ShortServiceSeconds) * time.Second
}

// PressureReport is a client's word that they were pressed for a mark (VN-3.2), as the pad tells it.
type PressureReport struct {
	ID    FlagID // the pad's own, so that one that is sent again is known
	Nonce uuid.UUID
	Age   time.Duration // since it was said, by a clock of the pad's that does not jump
}

// pressureSQL keeps a report in one statement, one for each visit, if the client was there when it was made.
const pressureSQL = `
	WITH said AS (
		SELECT v.id, v.branch_id, v.staff_id, CASE
			WHEN v.step = 'undone' THEN 'undone'
			WHEN $5 < v.called_at THEN 'early'
			WHEN $5 > v.ended_at + $7 THEN 'late'
			ELSE '' END AS why
		FROM hall_visits v WHERE v.nonce = $4 AND v.counter_id = $3
	), kept AS (
		INSERT INTO hall_flags (id, kind, branch_id, visit_id, staff_id, device_id, at, made_at)
		SELECT $1, 'pressure', branch_id, id, staff_id, $2, $5, $6 FROM said WHERE why = '' ON CONFLICT DO NOTHING
	)
	SELECT coalesce((SELECT why FROM said), 'stranger')`

// Pressure keeps a client's word that they were pressed, which they can give from the call until a while after the end. It tells why
// it was not kept. One that is sent again has the same answer.
func (h *Hall) Pressure(ctx context.Context, d Device, r PressureReport) (why Why, err error) {
	const op = "pressure"
	if d.Role != Pad {
		return "", fail(casecore.Forbidden, op, "error.hall_not_a_pad")
	}
	if r.Age < 0 {
		return "", fail(casecore.Invalid, op, "error.hall_press")
	}
	now := h.now()
	err = h.db.QueryRow(ctx, pressureSQL, r.ID.UUID(), d.ID.UUID(), d.Counter.UUID(), r.Nonce, now.Add(-r.Age), now,
		time.Duration(h.profile.Signs.PressureSeconds)*time.Second).Scan(&why)
	return why, failed(op, err)
}
