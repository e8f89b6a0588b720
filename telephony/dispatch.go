package telephony

import (
	"context"
	"time"

	"hotline/casecore/desk"
	"hotline/internal/pg"
	"hotline/telephony/flow"
	"hotline/telephony/pbx"
)

const (
	// dispatchEvery is how often the desk is looked at when nobody wakes the dispatcher: for a wake-up that was lost.
	dispatchEvery = time.Second
	// strandedAfter is how long a call may be given to an agent that nobody serves here.
	strandedAfter = 5 * time.Second
)

// Wake says that there may be something for the dispatcher. It never blocks.
func (b *Bridge) Wake() {
	select {
	case b.desk <- struct{}{}:
	default:
	}
}

// dispatcher gives waiting calls to agents and carries orders to their calls. What it was told of is committed: a dispatcher that
// begins anew tells it again, and the call takes it once.
type dispatcher struct {
	b        *Bridge
	fence    pg.Fence
	admitted map[string]bool // telephones, since Asterisk was last connected
	session  int64           // in which they were
	serving  int64           // the session of this round
}

// dispatchAll works until ctx ends.
func (b *Bridge) dispatchAll(ctx context.Context, f pg.Fence) error {
	if b.Desk == nil {
		return nil
	}
	d := &dispatcher{b: b, fence: f}
	tick := time.NewTicker(dispatchEvery)
	defer tick.Stop()
	for {
		sweep := false
		select {
		case <-ctx.Done():
			return nil
		case <-b.desk:
		case <-tick.C:
			sweep = true
		}
		if !b.Ready() {
			continue
		}
		if err := d.round(ctx, sweep); err != nil && ctx.Err() == nil {
			b.Log.WarnContext(ctx, "telephony: the desk is not served", "err", err)
		}
	}
}

func (d *dispatcher) round(ctx context.Context, sweep bool) error {
	d.serving = d.b.sessions.Load()
	if sweep {
		if err := d.b.Desk.Sweep(ctx); err != nil {
			return err
		}
	}
	if err := d.assign(ctx); err != nil {
		return err
	}
	if err := d.offer(ctx); err != nil {
		return err
	}
	if err := d.order(ctx); err != nil {
		return err
	}
	return d.admit(ctx)
}

// find returns the live call of that id, nil when there is none. It returns false when nobody knows, for between two sessions no
// call is live.
func (d *dispatcher) find(id string) (*call, bool) {
	c := d.b.find(id)
	return c, c != nil || d.b.Ready() && d.b.sessions.Load() == d.serving
}

// assign gives calls to agents as long as there is one for the other.
func (d *dispatcher) assign(ctx context.Context) error {
	for given := true; given; {
		err := d.b.DB.InTx(ctx, func(ctx context.Context) (err error) {
			if err = d.fence.Check(ctx); err != nil {
				return err
			}
			_, given, err = d.b.Desk.Assign(ctx, d.b.PBX.Name())
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// offer tells calls that they have an agent, those too whose offer was lost by a kill.
func (d *dispatcher) offer(ctx context.Context) error {
	offers, err := d.b.Desk.Offers(ctx, d.b.PBX.Name())
	if err != nil {
		return err
	}
	for i := range offers {
		o := &offers[i]
		c, known := d.find(o.Call.String())
		switch {
		case !known:
			return nil
		case c == nil && d.b.Now().Sub(o.At) > strandedAfter:
			if err := d.b.Desk.Unqueue(ctx, o.Call, desk.Abandoned); err != nil {
				return err
			}
		case c != nil && !c.offered.Equal(o.At):
			c.offered = o.At
			c.put(flow.Offered{Staff: o.Staff.String(), Endpoint: d.b.agentEndpoint(o.Phone())})
		}
	}
	return nil
}

// order tells calls what their agents want. One whose call is gone is done with.
func (d *dispatcher) order(ctx context.Context) error {
	open, err := d.b.Desk.Open(ctx, d.b.PBX.Name())
	if err != nil {
		return err
	}
	for i := range open {
		o := &open[i]
		c, known := d.find(o.Call.String())
		if !known {
			return nil
		}
		if c == nil {
			if err := d.b.Desk.Settle(ctx, o.ID, desk.Over, d.b.Now()); err != nil {
				return err
			}
			continue
		}
		if !c.ordered[o.ID] {
			c.ordered[o.ID] = true
			c.put(d.b.ordered(o))
		}
	}
	return nil
}

// ordered is an order as the call hears of it.
func (b *Bridge) ordered(o *desk.Order) flow.Ordered {
	e := flow.Ordered{ID: o.ID.String(), Staff: o.Staff.String(), Kind: o.Kind, Text: o.Args.Text}
	if !o.Args.To.IsZero() {
		e.To = o.Args.To.String()
	}
	if !o.Args.Wording.IsZero() {
		e.Wording = o.Args.Wording.String()
	}
	if o.Args.Phone != "" {
		e.Endpoint, e.CallerID = b.endpoint(string(o.Args.Phone)), b.cfg.CallerID
	}
	return e
}

func (b *Bridge) agentEndpoint(name string) string {
	if b.cfg.AgentEndpoint != nil {
		return b.cfg.AgentEndpoint(name)
	}
	return "PJSIP/" + name
}

// admit lets the telephones of those at the desk register. Asterisk forgets them when it stops.
func (d *dispatcher) admit(ctx context.Context) error {
	if d.b.cfg.PhoneSecret == "" {
		return nil
	}
	if now := d.b.sessions.Load(); d.admitted == nil || d.session != now {
		d.admitted, d.session = map[string]bool{}, now
	}
	seats, err := d.b.Desk.Seats(ctx)
	if err != nil {
		return err
	}
	for i := range seats {
		name := seats[i].Phone()
		if d.admitted[name] {
			continue
		}
		agent := pbx.Agent{Name: name, Password: pbx.AgentPassword(d.b.cfg.PhoneSecret, name), DeskPhone: seats[i].DeskPhone}
		if err := pbx.Admit(ctx, d.b.PBX, agent); err != nil {
			return err
		}
		d.admitted[name] = true
	}
	return nil
}
