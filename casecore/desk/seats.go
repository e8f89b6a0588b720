package desk

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/internal/pg"
)

// Take makes somebody ready. Refused off shift where a rota is in force; Conflict while a call is held, or one is made for them.
func (d *Desk) Take(ctx context.Context, cmd TakeSeat) error {
	const op = "take seat"
	return d.own(ctx, op, cmd.Command, cmd, cmd.Actor.Staff.UUID(), func(ctx context.Context) error {
		now := d.now()
		w, err := d.shifts.OnShift(ctx, now)
		if err != nil {
			return err
		}
		if !w.Has(cmd.Actor.Staff) {
			return fail(casecore.Refused, op, "error.desk_off_shift")
		}
		tag, err := d.db.Exec(ctx, `
			INSERT INTO desk_seats (staff_id, state, since, desk_phone, freed_at, heard_at) VALUES ($1, 'ready', $2, $3, $2, $2)
			ON CONFLICT (staff_id) DO UPDATE SET state = 'ready', since = $2, why = '', desk_phone = $3, wrapup_until = NULL, heard_at = $2,
				freed_at = CASE WHEN desk_seats.state IN ('ready', 'wrapup') THEN desk_seats.freed_at ELSE $2 END
			WHERE desk_seats.call_id IS NULL AND NOT EXISTS (
				SELECT FROM calls WHERE agent_id = $1 AND direction = 'out' AND ended_at IS NULL)`, cmd.Actor.Staff.UUID(), now, cmd.DeskPhone)
		if err == nil && tag.RowsAffected() == 0 {
			err = fail(casecore.Conflict, op, "error.desk_busy")
		}
		d.told(ctx, cmd.Actor.Staff)
		return err
	})
}

// Rest begins a break. Conflict while a call is held.
func (d *Desk) Rest(ctx context.Context, cmd ChangeSeat) error {
	return d.move(ctx, "rest", cmd, Break)
}

// Leave gives the seat up. Conflict while a call is held.
func (d *Desk) Leave(ctx context.Context, cmd ChangeSeat) error {
	return d.move(ctx, "leave", cmd, Off)
}

func (d *Desk) move(ctx context.Context, op string, cmd ChangeSeat, to State) error {
	return d.own(ctx, op, cmd.Command, struct{ To State }{to}, cmd.Actor.Staff.UUID(), func(ctx context.Context) error {
		tag, err := d.db.Exec(ctx, `
			INSERT INTO desk_seats (staff_id, state, since, freed_at, heard_at) VALUES ($1, $2, $3, $3, $3)
			ON CONFLICT (staff_id) DO UPDATE SET state = $2, since = $3, why = '', wrapup_until = NULL, heard_at = $3
			WHERE desk_seats.call_id IS NULL`, cmd.Actor.Staff.UUID(), string(to), d.now())
		if err == nil && tag.RowsAffected() == 0 {
			err = fail(casecore.Conflict, op, "error.desk_busy")
		}
		d.told(ctx, cmd.Actor.Staff)
		return err
	})
}

// Extend makes a wrap-up longer. Conflict when there is none.
func (d *Desk) Extend(ctx context.Context, cmd ChangeSeat) error {
	const op = "extend"
	return d.own(ctx, op, cmd.Command, struct{ Extend bool }{true}, cmd.Actor.Staff.UUID(), func(ctx context.Context) error {
		tag, err := d.db.Exec(ctx, `UPDATE desk_seats SET wrapup_until = greatest(wrapup_until, $2) + $3 * interval '1 second'
			WHERE staff_id = $1 AND state = 'wrapup'`, cmd.Actor.Staff.UUID(), d.now(), d.waits().WrapUpMore.Length().Seconds())
		if err == nil && tag.RowsAffected() == 0 {
			err = fail(casecore.Conflict, op, "error.desk_no_wrapup")
		}
		d.told(ctx, cmd.Actor.Staff)
		return err
	})
}

// SetSkills says what somebody can do. Who may say it, the edge knows.
func (d *Desk) SetSkills(ctx context.Context, cmd SetSkills) error {
	const op = "set skills"
	if !slices.Contains(cmd.Langs, Everybodys) {
		cmd.Langs = append([]string{Everybodys}, cmd.Langs...)
	}
	return d.once(ctx, op, cmd.Command, cmd, cmd.Staff.UUID(), func(ctx context.Context) error {
		_, err := d.db.Exec(ctx, `
			INSERT INTO desk_seats (staff_id, state, since, freed_at, heard_at, langs, emergency) VALUES ($1, 'off', $2, $2, $2, $3, $4)
			ON CONFLICT (staff_id) DO UPDATE SET langs = $3, emergency = $4`, cmd.Staff.UUID(), d.now(), cmd.Langs, cmd.Emergency)
		d.told(ctx, cmd.Staff)
		return err
	})
}

// Heard says that a console is there, and returns its seat.
func (d *Desk) Heard(ctx context.Context, id casecore.StaffID) (Seat, error) {
	rows, err := d.db.Query(ctx, `UPDATE desk_seats SET heard_at = $2 WHERE staff_id = $1 RETURNING `+seatColumns, id.UUID(), d.now())
	return d.one("heard", id, rows, err)
}

// Seat returns somebody's seat; one that was never taken is Off.
func (d *Desk) Seat(ctx context.Context, id casecore.StaffID) (Seat, error) {
	rows, err := d.db.Query(ctx, `SELECT `+seatColumns+` FROM desk_seats WHERE staff_id = $1`, id.UUID())
	return d.one("seat", id, rows, err)
}

func (d *Desk) one(op string, id casecore.StaffID, rows pgx.Rows, err error) (Seat, error) {
	if err != nil {
		return Seat{}, failed(op, err)
	}
	s, err := pgx.CollectExactlyOneRow(rows, scanSeat)
	if errors.Is(err, pgx.ErrNoRows) {
		return Seat{Staff: id, State: Off, Langs: []string{Everybodys}}, nil
	}
	return s, failed(op, err)
}

// Seats returns the seats that are taken, whoever waits longest in their state first.
func (d *Desk) Seats(ctx context.Context) ([]Seat, error) {
	return d.seats(ctx, "seats", `SELECT `+seatColumns+` FROM desk_seats WHERE state <> 'off' ORDER BY since, staff_id`)
}

// Known returns the seats of everybody who ever had one, or whose skills were said.
func (d *Desk) Known(ctx context.Context) ([]Seat, error) {
	return d.seats(ctx, "known", `SELECT `+seatColumns+` FROM desk_seats ORDER BY staff_id`)
}

func (d *Desk) seats(ctx context.Context, op, sql string) ([]Seat, error) {
	list, err := pg.Collect(ctx, d.db, scanSeat, sql)
	return list, failed(op, err)
}

// Sweep ends what ends by itself: wrap-ups whose time is over, and readiness whose console is silent or whose shift is over. Seats
// that do not change are not locked: whoever assigns calls meanwhile finds them.
func (d *Desk) Sweep(ctx context.Context) error {
	const op = "sweep"
	now := d.now()
	w, err := d.shifts.OnShift(ctx, now)
	if err != nil {
		return failed(op, err)
	}
	onShift := make([]uuid.UUID, len(w.Shifts))
	for i := range w.Shifts {
		onShift[i] = w.Shifts[i].Staff.UUID()
	}
	return failed(op, d.db.InTx(ctx, func(ctx context.Context) error {
		if err := d.sweepBacks(ctx, now); err != nil { // waits are locked before seats
			return err
		}
		changed, err := pg.Collect(ctx, d.db, pgx.RowTo[casecore.StaffID], `
			UPDATE desk_seats s SET state = CASE due.why WHEN '' THEN 'ready' ELSE 'break' END, why = due.why, since = $1, wrapup_until = NULL
			FROM (
				SELECT staff_id,
					CASE WHEN $3 AND NOT staff_id = ANY ($4) THEN $5 WHEN heard_at < $2 THEN $6 ELSE '' END AS why
				FROM desk_seats
				WHERE state = 'wrapup' AND wrapup_until <= $1 OR state = 'ready' AND (heard_at < $2 OR $3 AND NOT staff_id = ANY ($4))
				ORDER BY staff_id FOR UPDATE SKIP LOCKED) due
			WHERE s.staff_id = due.staff_id RETURNING s.staff_id`,
			now, d.silentSince(now), w.InUse, onShift, string(OffShift), string(Gone))
		d.told(ctx, changed...)
		return err
	}))
}
