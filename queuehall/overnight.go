package queuehall

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// EndDays ends what days that are over have left behind. Nobody sits at a counter overnight, so that it is free in the morning; the client
// whom an operator forgot was served until the hall closed, or never came. Nobody waits overnight, and no counter calls yesterday's
// number. It returns how many tickets were given up.
func (h *Hall) EndDays(ctx context.Context) (n int, err error) {
	if err := h.endSeats(ctx); err != nil {
		return 0, failed("end days", err)
	}
	now := h.now()
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		left, err := pg.Collect(ctx, h.db, pgx.RowTo[uuid.UUID], `
			UPDATE hall_tickets t SET state = 'left', over_at = $2, version = version + 1
			FROM (SELECT id FROM hall_tickets WHERE day < $1 AND state IN ('drawn', 'waiting', 'parked') ORDER BY id FOR UPDATE SKIP LOCKED) gone
			WHERE t.id = gone.id RETURNING t.id`, h.today(), now)
		if err != nil {
			return err
		}
		n = len(left)
		if n == 0 {
			return nil
		}
		return h.tell(ctx, tellTicketsSQL, left)
	})
	return n, failed("end days", err)
}

// endSeats takes from their counters whoever sat down there on a day that is over.
func (h *Hall) endSeats(ctx context.Context) error {
	now := h.now()
	local := now.In(h.profile.Location())
	type kept struct {
		counter uuid.UUID
		open    Timetable
	}
	seats, err := pg.Collect(ctx, h.db, func(row pgx.CollectableRow) (k kept, err error) {
		err = row.Scan(&k.counter, &k.open.Week, &k.open.Days)
		return k, err
	}, `SELECT s.counter_id, `+timetableSQL(`(s.began_at - interval '1 day')::date`)+`
		FROM hall_signons s JOIN hall_counters c ON c.id = s.counter_id JOIN hall_branches b ON b.id = c.branch_id
		WHERE s.ended_at IS NULL AND s.began_at < $1`, time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location()))
	if err != nil {
		return err
	}
	for _, k := range seats {
		counter := CounterID(k.counter)
		err := h.db.InTx(ctx, func(ctx context.Context) error {
			signon, ok, err := h.seatAt(ctx, counter)
			if err != nil || !ok {
				return err
			}
			if err := h.abandon(ctx, counter, func(v *Visit) error { return v.forgotten(&k.open, local) }); err != nil {
				return err
			}
			return h.vacate(ctx, signon, counter, casecore.StaffID{}, now)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// forgotten ends a visit whose operator's day is over when its hall closed: what became of the client is not known any better. One that
// began after midnight ends now, in a hall that is open until the next.
func (v *Visit) forgotten(open *Timetable, now time.Time) error {
	at, to := v.Stepped, StepAbsent
	if _, closing, ok := open.Span(v.Stepped.In(now.Location())); ok && closing.After(at) {
		at = closing
	}
	if at.After(now) {
		at = now
	}
	if v.Step == StepServing {
		to = StepServed
	}
	return v.move("end day", to, at, StepCalled, StepServing)
}
