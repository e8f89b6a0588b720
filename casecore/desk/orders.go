package desk

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/internal/pg"
)

// OrderKind is what an agent wants done with their call.
type OrderKind string

// The kinds of orders.
const (
	Hold       OrderKind = "hold" // the caller hears music
	Unhold     OrderKind = "unhold"
	Transfer   OrderKind = "transfer"   // to another agent, or back into the queue
	Conference OrderKind = "conference" // somebody is called and joins
	Drop       OrderKind = "drop"       // whoever joined leaves
	Pause      OrderKind = "pause"      // nothing is recorded while personal data is dictated
	Resume     OrderKind = "resume"
	Speak      OrderKind = "speak"  // the machine reads a wording, 1 agrees, 2 corrects (MR-4.4)
	Number     OrderKind = "number" // is said twice, digit by digit (MR-4.8)
	HangUp     OrderKind = "hangup"
)

// Result is what came of an order; the line may give others, such as "cause_21".
type Result string

// The results.
const (
	Done      Result = "done"
	Refused   Result = "refused"   // it makes no sense where the call stands
	Over      Result = "over"      // the call had ended
	Agreed    Result = "agreed"    // by key 1
	Corrected Result = "corrected" // by key 2: the agent asks what should be different
	Silent    Result = "silent"    // no key was pressed, nothing is agreed
	Stale     Result = "stale"     // the wording is not the one that is asked about any more
)

// Args are what some orders need.
type Args struct {
	To      casecore.StaffID   `json:"to,omitzero"`      // transfer: zero for the queue
	Phone   casecore.Phone     `json:"phone,omitzero"`   // conference
	Wording casecore.WordingID `json:"wording,omitzero"` // speak
	Text    string             `json:"text,omitzero"`    // number: a case's
}

// PlaceOrder is an agent's wish about the call that they have.
type PlaceOrder struct {
	casecore.Command `json:"-"`
	Call             calls.CallID
	Kind             OrderKind
	Args
}

// Order is such a wish and what came of it.
type Order struct {
	ID     uuid.UUID
	Call   calls.CallID
	Staff  casecore.StaffID
	Kind   OrderKind
	Args   Args
	At     time.Time
	DoneAt time.Time // zero: not yet
	Result Result
}

var (
	dialled = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	spoken  = regexp.MustCompile(`^[0-9A-Za-zА-Яа-яІіЇїЄєҐґ/ -]{1,32}$`)
)

// Order writes an order down and returns its id. Conflict when the call is not the actor's (any more), Refused when whoever it is
// passed to is not ready.
func (d *Desk) Order(ctx context.Context, cmd PlaceOrder) (uuid.UUID, error) {
	const op = "order"
	if err := cmd.check(op); err != nil {
		return uuid.Nil, err
	}
	args, err := json.Marshal(cmd.Args)
	if err != nil {
		return uuid.Nil, failed(op, err)
	}
	id := uuid.NewSHA1(orderSpace, []byte(cmd.Scope+"\x00"+cmd.Key)) // the same for a repeat
	err = d.own(ctx, op, cmd.Command, cmd, id, func(ctx context.Context) error {
		var mine bool
		err := d.db.QueryRow(ctx, `SELECT true FROM desk_seats WHERE staff_id = $1 AND call_id = $2 AND state = 'talking' FOR SHARE`,
			cmd.Actor.Staff.UUID(), cmd.Call.UUID()).Scan(&mine)
		if errors.Is(err, pgx.ErrNoRows) {
			return fail(casecore.Conflict, op, "error.desk_no_call")
		}
		if err != nil {
			return err
		}
		if err := d.checkTarget(ctx, op, &cmd); err != nil {
			return err
		}
		_, err = d.db.Exec(ctx, `INSERT INTO call_orders (id, call_id, staff_id, kind, args, ordered_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, cmd.Call.UUID(), cmd.Actor.Staff.UUID(), string(cmd.Kind), args, d.now())
		d.told(ctx)
		return err
	})
	return id, err
}

// orderSpace tells the ids of orders from others that are made of keys.
var orderSpace = uuid.MustParse("0199ab3c-6a10-7c52-9d4e-5f0c3b0e7a11")

func (cmd *PlaceOrder) check(op string) error {
	ok := true
	switch cmd.Kind {
	case Hold, Unhold, Drop, Pause, Resume, HangUp:
	case Transfer:
		ok = cmd.To != cmd.Actor.Staff
	case Conference:
		ok = dialled.MatchString(string(cmd.Phone))
	case Speak:
		ok = !cmd.Wording.IsZero()
	case Number:
		ok = spoken.MatchString(cmd.Text)
	default:
		ok = false
	}
	if !ok {
		return fail(casecore.Invalid, op, "error.desk_order")
	}
	return nil
}

// checkTarget wants whom a call is passed to at their desk, and a wording that is asked about.
func (d *Desk) checkTarget(ctx context.Context, op string, cmd *PlaceOrder) error {
	var ok bool
	switch {
	case cmd.Kind == Transfer && !cmd.To.IsZero():
		err := d.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM desk_seats WHERE staff_id = $1 AND state = 'ready' AND heard_at >= $2)`,
			cmd.To.UUID(), d.silentSince(d.now())).Scan(&ok)
		if err != nil || ok {
			return err
		}
		return fail(casecore.Refused, op, "error.desk_not_ready")
	case cmd.Kind == Speak:
		err := d.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM wordings WHERE id = $1 AND state = 'proposed')`, cmd.Wording.UUID()).Scan(&ok)
		if err != nil || ok {
			return err
		}
		return fail(casecore.Conflict, op, "error.wording_stale")
	}
	return nil
}

const orderColumns = `id, call_id, staff_id, kind, args, ordered_at, done_at, result`

func scanOrder(row pgx.CollectableRow) (Order, error) {
	var (
		o    Order
		done *time.Time
	)
	err := row.Scan(&o.ID, (*uuid.UUID)(&o.Call), (*uuid.UUID)(&o.Staff), &o.Kind, &o.Args, &o.At, &done, &o.Result)
	o.DoneAt = pg.Time(done)
	return o, err
}

// Orders returns the orders for a call, oldest first.
func (d *Desk) Orders(ctx context.Context, id calls.CallID) ([]Order, error) {
	return d.orders(ctx, "orders", `SELECT `+orderColumns+` FROM call_orders WHERE call_id = $1 ORDER BY ordered_at, id`, id.UUID())
}

// Open returns the orders for the calls of an Asterisk that are not carried out, oldest first.
func (d *Desk) Open(ctx context.Context, pbx string) ([]Order, error) {
	return d.orders(ctx, "open orders", `SELECT o.id, o.call_id, o.staff_id, o.kind, o.args, o.ordered_at, o.done_at, o.result
		FROM call_orders o JOIN calls c ON c.id = o.call_id WHERE o.done_at IS NULL AND c.pbx = $1 ORDER BY o.ordered_at, o.id`, pbx)
}

func (d *Desk) orders(ctx context.Context, op, sql string, args ...any) ([]Order, error) {
	list, err := pg.Collect(ctx, d.db, scanOrder, sql, args...)
	return list, failed(op, err)
}

// Settle writes what came of an order, once, with the step of the call that carried it out.
func (d *Desk) Settle(ctx context.Context, id uuid.UUID, result Result, at time.Time) error {
	who, err := pg.Collect(ctx, d.db, pgx.RowTo[casecore.StaffID], `
		UPDATE call_orders SET done_at = $2, result = $3 WHERE id = $1 AND done_at IS NULL RETURNING staff_id`, id, at, string(result))
	for _, staff := range who {
		d.told(ctx, staff)
	}
	return failed("settle", err)
}
