package queuehall

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Slot is a time for which a visit can be booked.
type Slot struct {
	At   time.Time
	Free int // seats
}

// slotStep is the grain of booked times.
const slotStep = 5 * time.Minute

// grid is the times that a direction has for bookings: so far apart, with so many seats each.
type grid struct {
	service time.Duration
	every   time.Duration
	seats   int
}

// gridOf shares out what may be booked of a direction: the counters that serve it, one that serves three of them counted as a third,
// at the length that a service usually takes. Times lie so far apart that the share is never exceeded; where that is closer than
// people can be asked to come, several come at a time.
func gridOf(service time.Duration, counters float64, share int) (g grid, ok bool) {
	part := counters * float64(share) / 100
	if part <= 0 {
		return g, false
	}
	apart := time.Duration(math.Ceil(float64(service) / part))
	g = grid{service: service, every: slotStep, seats: int(slotStep / apart)}
	if apart >= slotStep {
		g.every, g.seats = (apart + slotStep - 1).Truncate(slotStep), 1
	}
	return g, true
}

// opening is when a hall is open on the local day of a moment, if it is.
type opening interface {
	Span(local time.Time) (from, until time.Time, ok bool)
}

// times are those of one local day, none while the hall is closed. The last service ends before the hall closes.
func (g grid) times(hours opening, day time.Time) (list []time.Time) {
	from, until, ok := hours.Span(day)
	if !ok {
		return nil
	}
	for at := from; !at.Add(g.service).After(until); at = at.Add(g.every) {
		list = append(list, at)
	}
	return list
}

// bookable is a direction as bookings see it.
type bookable struct {
	branch BranchID
	hours  Timetable
	grid   grid
}

// bookable reads a direction. Refused when nothing can be booked for it.
func (h *Hall) bookable(ctx context.Context, op string, id DirectionID) (b bookable, err error) {
	var seconds int
	var active bool
	var counters float64
	err = h.db.QueryRow(ctx, `
		SELECT d.branch_id, d.seconds, d.active, `+timetableSQL("$2")+`, (SELECT coalesce(sum(1.0 / cardinality(c.directions)), 0)::float8
			FROM hall_counters c WHERE c.branch_id = d.branch_id AND c.active AND d.id = ANY (c.directions))
		FROM hall_directions d JOIN hall_branches b ON b.id = d.branch_id WHERE d.id = $1`, id.UUID(), h.today()).
		Scan((*uuid.UUID)(&b.branch), &seconds, &active, &b.hours.Week, &b.hours.Days, &counters)
	if errors.Is(err, pgx.ErrNoRows) {
		return b, fail(casecore.NotFound, op, "error.hall_no_direction")
	}
	if err != nil {
		return b, err
	}
	var ok bool
	if b.grid, ok = gridOf(time.Duration(seconds)*time.Second, counters, h.profile.Booking.Share); !ok || !active {
		return b, fail(casecore.Refused, op, "error.hall_not_booked_here")
	}
	return b, nil
}

// days are the local days for which a visit can be booked at a moment, today first.
func (h *Hall) days(now time.Time) []time.Time {
	local := now.In(h.profile.Location())
	list := make([]time.Time, h.profile.Booking.Days)
	for i := range list {
		list[i] = time.Date(local.Year(), local.Month(), local.Day()+i, 0, 0, 0, 0, local.Location())
	}
	return list
}

// Slots returns the times for which a visit can be booked in a direction, also those that are full, in their order. Refused where
// nothing is booked.
func (h *Hall) Slots(ctx context.Context, id DirectionID) ([]Slot, error) {
	const op = "slots"
	b, err := h.bookable(ctx, op, id)
	if err != nil {
		return nil, failed(op, err)
	}
	now := h.now()
	days := h.days(now)
	type taken struct {
		at time.Time
		n  int
	}
	list, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (t taken, err error) {
		err = row.Scan(&t.at, &t.n)
		return t, err
	}, `SELECT at, count(*) FROM hall_bookings WHERE direction_id = $1 AND at > $2 AND state <> 'cancelled' GROUP BY at`, id.UUID(), now)
	if err != nil {
		return nil, failed(op, err)
	}
	full := make(map[int64]int, len(list))
	for _, t := range list {
		full[t.at.Unix()] = t.n
	}
	var slots []Slot
	for _, day := range days {
		for _, at := range b.grid.times(&b.hours, day) {
			if at.Sub(now) >= h.profile.Booking.Notice() {
				slots = append(slots, Slot{At: at, Free: max(0, b.grid.seats-full[at.Unix()])})
			}
		}
	}
	return slots, nil
}
