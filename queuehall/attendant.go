package queuehall

import (
	"context"
	"log/slog"
	"time"

	"hotline/casecore"
)

const (
	tellEvery = time.Second
	careEvery = 15 * time.Second
	tidyEvery = 10 * time.Minute
)

// Attendant does in the halls what nobody asks for: it tells those who follow a ticket from afar, looks after those whose operator is gone,
// ends what a day has left behind, and forgets those who booked and those who asked for results. Any number of them may run: each row is
// somebody's, and what is done twice is done once.
type Attendant struct {
	hall *Hall
	log  *slog.Logger
}

// NewAttendant returns an attendant of the halls.
func NewAttendant(h *Hall, log *slog.Logger) *Attendant { return &Attendant{h, log} }

// Run works until ctx ends. A database that is away is waited for.
func (a *Attendant) Run(ctx context.Context) error {
	tell, care, tidy := time.NewTicker(tellEvery), time.NewTicker(careEvery), time.NewTicker(tidyEvery)
	defer tell.Stop()
	defer care.Stop()
	defer tidy.Stop()
	a.tidy(ctx) // it may have been away at midnight
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tell.C:
			a.counts(ctx, "tell watchers", a.hall.TellWatchers)
		case <-care.C:
			a.counts(ctx, "relieve absent", a.hall.RelieveAbsent)
			a.counts(ctx, "free deserted", a.hall.FreeDeserted)
		case <-tidy.C:
			a.tidy(ctx)
		}
	}
}

func (a *Attendant) tidy(ctx context.Context) {
	a.do(ctx, "tidy bookings", a.hall.TidyBookings)
	a.counts(ctx, "end days", a.hall.EndDays)
	a.counts(ctx, "forget requesters", a.hall.ForgetRequesters)
}

func (a *Attendant) counts(ctx context.Context, what string, f func(context.Context) (int, error)) {
	a.do(ctx, what, func(ctx context.Context) error {
		_, err := f(ctx)
		return err
	})
}

func (a *Attendant) do(ctx context.Context, what string, f func(context.Context) error) {
	if err := f(ctx); err != nil && ctx.Err() == nil {
		a.log.WarnContext(ctx, what, "code", casecore.CodeOf(err), "err", err)
	}
}

// TidyBookings ends the bookings of days that are over, forgets the chats that followed tickets which are over, and the numbers of those
// who booked and the chats that were told of it or of a ticket when the profile keeps them no longer: then nobody can tell whose visit it was.
func (h *Hall) TidyBookings(ctx context.Context) error {
	const op = "tidy bookings"
	now := h.now().In(h.profile.Location())
	keepFrom := now.AddDate(0, 0, -h.profile.Booking.KeepDays)
	return failed(op, h.db.InTx(ctx, func(ctx context.Context) error {
		for _, s := range []struct {
			sql  string
			args []any
		}{
			{`UPDATE hall_bookings SET state = 'missed', over_at = $2 WHERE state = 'booked' AND day < $1`, []any{now.Format(time.DateOnly), now}},
			{`UPDATE hall_bookings SET phone = '' WHERE phone <> '' AND day < $1`, []any{keepFrom.Format(time.DateOnly)}},
			{`UPDATE deliveries SET args = '{}', address = id::text WHERE subject_type IN ('booking', 'ticket') AND settled_at < $1
				AND address <> id::text`, []any{keepFrom}},
			{`DELETE FROM hall_booking_watches w USING hall_bookings b WHERE b.id = w.booking_id AND b.day < $1`, []any{now.Format(time.DateOnly)}},
			{`DELETE FROM hall_watches w USING hall_tickets t WHERE t.id = w.ticket_id
				AND (t.state IN ('served', 'absent', 'left') AND t.over_at < $2 OR t.day < $1)`, []any{now.Format(time.DateOnly), now.Add(-overFor)}},
		} {
			if err := h.db.Queue(ctx, nil, s.sql, s.args...); err != nil {
				return err
			}
		}
		return nil
	}))
}

// overFor is how long a visit may be over before it is forgotten who followed it: a finish that was a mis-click is taken back sooner.
const overFor = 10 * time.Minute
