package rota

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Watch is who is on shift at a moment.
type Watch struct {
	// InUse is false where no rota is in force for the day: then everybody who is ready counts.
	InUse  bool
	Shifts []Shift // under way, by their ends
}

// Has tells whether the person is on shift, or counts because no rota is in use.
func (w *Watch) Has(id casecore.StaffID) bool {
	if !w.InUse {
		return true
	}
	_, ok := w.Of(id)
	return ok
}

// Of returns the person's shift, false when they have none.
func (w *Watch) Of(id casecore.StaffID) (Shift, bool) {
	for _, s := range w.Shifts {
		if s.Staff == id {
			return s, true
		}
	}
	return Shift{}, false
}

// OnShift tells who is on shift at t (MR-2.2).
func (b *Book) OnShift(ctx context.Context, t time.Time) (Watch, error) {
	p, err := b.rules.At(t)
	if err != nil || !p.Rota.Kept() {
		return Watch{}, err
	}
	w := Watch{}
	w.Shifts, err = pg.Collect(ctx, b.db, scanShift, `SELECT staff_id, day, pattern, starts_at, ends_at FROM rota_shifts
		WHERE live AND starts_at IS NOT NULL AND tstzrange(starts_at, ends_at) @> $1::timestamptz ORDER BY ends_at, staff_id`, t)
	if err != nil || len(w.Shifts) > 0 {
		w.InUse = err == nil
		return w, err
	}
	m := MonthOf(t.In(p.Zone))
	err = b.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM rotas WHERE year = $1 AND month = $2 AND state = 'approved')`,
		m.Year, int(m.Month)).Scan(&w.InUse)
	return w, err
}

// Mine returns a person's shifts in force that end after since and begin before until, in order.
func (b *Book) Mine(ctx context.Context, id casecore.StaffID, since, until time.Time) ([]Shift, error) {
	return pg.Collect(ctx, b.db, scanShift, `SELECT staff_id, day, pattern, starts_at, ends_at FROM rota_shifts
		WHERE live AND staff_id = $1 AND ends_at > $2 AND starts_at < $3 ORDER BY starts_at`, id.UUID(), since, until)
}
