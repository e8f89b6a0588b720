package queuehall

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// Branch is one hall with what is in it.
type Branch struct {
	ID         BranchID
	Code       string
	Name       profile.Text
	Opening    Timetable
	Complaints profile.Text // where its book of complaints lies (VN-3.4)
	Directions []Direction
	Counters   []Counter
}

// Direction is a service direction of a branch.
type Direction struct {
	ID     DirectionID  `json:"id"`
	Code   string       `json:"code"`
	Letter string       `json:"letter"`
	Name   profile.Text `json:"name"`
	Active bool         `json:"active"`
}

// Counter is a workplace of a branch.
type Counter struct {
	ID         CounterID     `json:"id"`
	Code       string        `json:"code"`
	Directions []DirectionID `json:"directions"`
	Ranked     bool          `json:"ranked"` // serves its directions in their order, else whoever came first
	Active     bool          `json:"active"`
}

// Branches returns all halls in their order.
func (h *Hall) Branches(ctx context.Context) ([]Branch, error) {
	list, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (b Branch, err error) {
		err = row.Scan((*uuid.UUID)(&b.ID), &b.Code, &b.Name, &b.Opening.Week, &b.Opening.Days, &b.Complaints, &b.Directions, &b.Counters)
		return b, err
	}, `SELECT b.id, b.code, b.name, `+timetableSQL("$1")+`, b.complaints,
		(SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'code', d.code, 'letter', d.letter, 'name', d.name, 'active', d.active) ORDER BY d.place), '[]')
			FROM hall_directions d WHERE d.branch_id = b.id),
		(SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'code', c.code, 'directions', c.directions,
				'ranked', c.rule = 'ranked', 'active', c.active)
				ORDER BY lpad(c.code, 8, '0')), '[]') FROM hall_counters c WHERE c.branch_id = b.id)
		FROM hall_branches b ORDER BY b.place`, h.today())
	return list, failed("branches", err)
}

// BranchOf returns the branch of a direction, NotFound when there is none.
func (h *Hall) BranchOf(ctx context.Context, d DirectionID) (BranchID, error) {
	id, err := one(ctx, h.db, "direction", "error.hall_no_direction", pgx.RowTo[uuid.UUID], `SELECT branch_id FROM hall_directions WHERE id = $1`,
		d.UUID())
	return BranchID(id), err
}

// BranchOfCounter returns the branch of a counter, NotFound when there is none.
func (h *Hall) BranchOfCounter(ctx context.Context, c CounterID) (BranchID, error) {
	id, err := one(ctx, h.db, "counter", "error.hall_no_counter", pgx.RowTo[uuid.UUID], `SELECT branch_id FROM hall_counters WHERE id = $1`, c.UUID())
	return BranchID(id), err
}

// Profile is what the city says of its halls.
func (h *Hall) Profile() *profile.Profile { return h.profile }

// Now is the moment on the halls' wall clock.
func (h *Hall) Now() time.Time { return h.now().In(h.profile.Location()) }

// Seat is where an operator sits.
type Seat struct {
	Counter CounterID
	Branch  BranchID
	Began   time.Time
	Visit   VisitID // the client whom they have, zero for none
	Last    VisitID // whom they had there, while the end of it can be taken back; zero while they have one
}

// SeatOf returns the counter at which somebody has signed on, false when at none.
func (h *Hall) SeatOf(ctx context.Context, staff casecore.StaffID) (s Seat, ok bool, err error) {
	list, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (s Seat, err error) {
		var visit, last *uuid.UUID
		err = row.Scan((*uuid.UUID)(&s.Counter), (*uuid.UUID)(&s.Branch), &s.Began, &visit, &last)
		s.Visit = pg.ID[VisitID](visit)
		if s.Visit.IsZero() {
			s.Last = pg.ID[VisitID](last)
		}
		return s, err
	}, `SELECT s.counter_id, c.branch_id, s.began_at, (SELECT id FROM hall_visits v WHERE v.counter_id = c.id AND v.ended_at IS NULL), (
			SELECT v.id FROM hall_visits v JOIN hall_tickets t ON t.id = v.ticket_id
			WHERE v.staff_id = $1 AND v.counter_id = c.id AND v.called_at >= s.began_at AND v.before <> '' AND v.ended_at IS NOT NULL AND v.stepped_at >= $2
				AND t.state = CASE v.step WHEN 'passed' THEN 'waiting' ELSE v.step END
			ORDER BY v.stepped_at DESC LIMIT 1)
		FROM hall_signons s JOIN hall_counters c ON c.id = s.counter_id WHERE s.staff_id = $1 AND s.ended_at IS NULL`,
		staff.UUID(), h.now().Add(-h.profile.Undo()))
	if err != nil || len(list) == 0 {
		return s, false, failed("seat", err)
	}
	return list[0], true, nil
}
