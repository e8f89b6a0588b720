package desk

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/regulation"
	"hotline/casecore/rota"
	"hotline/internal/pg"
)

// Claims remembers the keys of commands.
type Claims interface {
	Claim(ctx context.Context, c casecore.Claim) casecore.Claimed
}

// Shifts tells who is on shift (MR-2.2).
type Shifts interface {
	OnShift(ctx context.Context, t time.Time) (rota.Watch, error)
}

// Rules gives the regulation that is in force.
type Rules interface {
	At(t time.Time) (*regulation.Profile, error)
}

// Hooks hear of what was committed. They must not block and may be nil.
type Hooks struct {
	// Wake says that there may be something to assign, to offer or to carry out.
	Wake func()
	// Changed says whose seat, or whose call, is not as it was.
	Changed func(id casecore.StaffID)
}

// Desk is the queue of agents.
type Desk struct {
	db     *pg.DB
	claims Claims
	shifts Shifts
	rules  Rules
	hooks  Hooks
	now    func() time.Time
}

// New returns the desk of a database. now is the one clock.
func New(db *pg.DB, claims Claims, shifts Shifts, rules Rules, hooks Hooks, now func() time.Time) *Desk {
	return &Desk{db: db, claims: claims, shifts: shifts, rules: rules, hooks: hooks, now: now}
}

// waits are those of the profile in force. Callers are served by the usual ones while no version is.
func (d *Desk) waits() regulation.Waits {
	p, err := d.rules.At(d.now())
	if err != nil {
		return regulation.UsualWaits()
	}
	return p.Calling.Waits
}

// silentSince is the moment since when a console that was not heard is away.
func (d *Desk) silentSince(now time.Time) time.Time { return now.Add(-d.waits().Console.Length()) }

// told calls the hooks once the transaction of ctx is committed.
func (d *Desk) told(ctx context.Context, changed ...casecore.StaffID) {
	d.db.AfterCommit(ctx, func() {
		if d.hooks.Wake != nil {
			d.hooks.Wake()
		}
		if d.hooks.Changed == nil {
			return
		}
		for _, id := range changed {
			if !id.IsZero() {
				d.hooks.Changed(id)
			}
		}
	})
}

const (
	// subject is what the keys of commands about the desk are about.
	subject casecore.SubjectType = "desk"
	// keyLife is how long a command's key is remembered.
	keyLife = 24 * time.Hour
)

// own is once for what somebody wishes for their own seat or call: those who take reports have one.
func (d *Desk) own(ctx context.Context, op string, cmd casecore.Command, payload any, result uuid.UUID,
	decide func(ctx context.Context) error,
) error {
	if !cmd.Actor.Sees(casecore.ReportAudience()) || cmd.Actor.Staff.IsZero() {
		return fail(casecore.Forbidden, op, "error.not_intake")
	}
	return d.once(ctx, op, cmd, payload, result, decide)
}

// once runs decide in one transaction under the command's key; a repeat does nothing.
func (d *Desk) once(ctx context.Context, op string, cmd casecore.Command, payload any, result uuid.UUID,
	decide func(ctx context.Context) error,
) error {
	claim, err := cmd.Claim(payload, result, subject, d.now(), keyLife)
	if err != nil {
		return err
	}
	return failed(op, d.db.InTx(ctx, func(ctx context.Context) error {
		if _, repeated, err := d.claims.Claim(ctx, claim).Repeat(ctx); err != nil || repeated {
			return err
		}
		return decide(ctx)
	}))
}

func fail(code casecore.Code, op, key string) error {
	return &casecore.Error{Code: code, Op: "desk: " + op, Key: key}
}

func failed(op string, err error) error { return casecore.Coded("desk: "+op, err) }

const seatColumns = `staff_id, state, since, why, desk_phone, langs, emergency, call_id, wrapup_until, freed_at, heard_at`

func scanSeat(row pgx.CollectableRow) (Seat, error) {
	var (
		s     Seat
		call  *uuid.UUID
		until *time.Time
	)
	err := row.Scan((*uuid.UUID)(&s.Staff), &s.State, &s.Since, &s.Why, &s.DeskPhone, &s.Langs, &s.Emergency, &call, &until, &s.Freed, &s.Heard)
	s.Call, s.WrapUpUntil = pg.ID[calls.CallID](call), pg.Time(until)
	return s, err
}
