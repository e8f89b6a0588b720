package queuehall

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/queuehall/profile"
)

// Core is what the halls need of the case core, in the transaction of the context: keys of commands, deadlines, letters.
type Core interface {
	Claim(ctx context.Context, c casecore.Claim) casecore.Claimed
	// ClaimAll tells whether all the keys are new. Those who claim several sort them alike.
	ClaimAll(ctx context.Context, claims []casecore.Claim) (bool, error)
	Apply(ctx context.Context, changes ...casecore.Change) error
	// Due returns those of the deadlines that still hold. Call it with their subjects locked.
	Due(ctx context.Context, now time.Time, refs []casecore.TimerRef) ([]casecore.TimerRef, error)
}

// Hall is what clients and operators do in the halls of a city.
type Hall struct {
	db      *pg.DB
	core    Core
	profile *profile.Profile
	now     func() time.Time
	hooks   casecore.Hooks
	callers gather[CounterID, *caller]
}

// New returns the halls of a profile that was imported. now is the one clock; hooks are told of what screens and people are to hear of,
// and of deadlines.
func New(db *pg.DB, core Core, p *profile.Profile, now func() time.Time, hooks casecore.Hooks) *Hall {
	h := &Hall{db: db, core: core, profile: p, now: now, hooks: hooks}
	h.callers.key, h.callers.serve = func(c *caller) CounterID { return c.cmd.Counter }, h.callTogether
	h.callers.most, h.callers.turns = togetherMost, togetherTurns
	return h
}

// The subjects of commands.
const (
	SubjectTicket casecore.SubjectType = "ticket"
	SubjectVisit  casecore.SubjectType = "visit"
)

// keyLife is how long a command's key is remembered.
const keyLife = 24 * time.Hour

// once runs decide in one transaction under the command's key, and returns the id of what it made: of a repeat what the first made.
func (h *Hall) once(ctx context.Context, op string, cmd casecore.Command, payload any, made uuid.UUID, about casecore.SubjectType,
	decide func(ctx context.Context) error,
) (uuid.UUID, error) {
	claim, err := cmd.Claim(payload, made, about, h.now(), keyLife)
	if err != nil {
		return uuid.UUID{}, err
	}
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		before, repeated, err := h.core.Claim(ctx, claim).Repeat(ctx)
		if err != nil {
			return err
		}
		if repeated {
			made = before
			return nil
		}
		return decide(ctx)
	})
	return made, failed(op, err)
}

func fail(code casecore.Code, op, key string) error {
	return &casecore.Error{Code: code, Op: "hall: " + op, Key: key}
}

// The constraints that decide a race, and what whoever came second is told.
var races = map[string]string{
	"hall_visits_ticket":   "error.hall_ticket_taken",
	"hall_visits_counter":  "error.hall_counter_busy",
	"hall_signons_counter": "error.hall_counter_taken",
	"hall_devices_pad":     "error.hall_pad_taken",
	"hall_signons_staff":   "error.hall_signed_on",
	"hall_bookings_phone":  "error.hall_booked_already",
}

// failed tells whoever came second in a race so; what else the database refused is ours.
func failed(op string, err error) error {
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && races[pgErr.ConstraintName] != "" {
		return fail(casecore.Conflict, op, races[pgErr.ConstraintName])
	}
	return casecore.Coded("hall: "+op, err)
}

// one reads a row that has to be there, or else is missing under that key.
func one[T any](ctx context.Context, db *pg.DB, op, missing string, scan pgx.RowToFunc[T], sql string, args ...any) (T, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return *new(T), failed(op, err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, scan)
	if errors.Is(err, pgx.ErrNoRows) {
		return found, fail(casecore.NotFound, op, missing)
	}
	return found, failed(op, err)
}

// Ticket returns a ticket, NotFound when there is none.
func (h *Hall) Ticket(ctx context.Context, id TicketID) (Ticket, error) {
	return one(ctx, h.db, "ticket", "error.hall_no_ticket", scanTicket, `SELECT `+ticketColumns+` FROM hall_tickets t WHERE t.id = $1`, id.UUID())
}

// Visit returns a visit, NotFound when there is none.
func (h *Hall) Visit(ctx context.Context, id VisitID) (Visit, error) {
	return one(ctx, h.db, "visit", "error.hall_no_visit", scanVisit, `SELECT `+visitColumns+` FROM hall_visits v WHERE v.id = $1`, id.UUID())
}
