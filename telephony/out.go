package telephony

import (
	"context"
	"errors"
	"strings"
	"time"

	"hotline/casecore"
	"hotline/casecore/callout"
	"hotline/casecore/calls"
	"hotline/internal/pg"
	"hotline/internal/phone"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
	"hotline/telephony/speech"
)

// Out says whom to call, and hears what came of it.
type Out interface {
	// Next gives the next call that is due to the call of that id, in the transaction of ctx.
	Next(ctx context.Context, call calls.CallID, now time.Time) (callout.Ring, bool, error)
	// Settle hears what the call came to, in the transaction of ctx.
	Settle(ctx context.Context, call calls.CallID, result string, now time.Time) error
}

// outEvery is how often the bridge looks for somebody to call.
const outEvery = 500 * time.Millisecond

// callOut places the calls that are due, until the session ends.
func (s *session) callOut() {
	if s.b.Out == nil {
		return
	}
	tick := time.NewTicker(outEvery)
	defer tick.Stop()
	for {
		for s.ctx.Err() == nil {
			placed, err := s.place()
			if err != nil && s.ctx.Err() == nil && !errors.Is(err, pg.ErrLeaseLost) {
				s.b.Log.WarnContext(s.ctx, "telephony: a call out is not placed", "err", err)
			}
			if !placed || err != nil {
				break
			}
		}
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// place takes one call that is due, writes it, and rings. It returns false when none is due.
func (s *session) place() (bool, error) {
	b := s.b
	var c *call
	var d flow.Decision
	err := b.DB.InTx(s.ctx, func(ctx context.Context) error {
		c = nil
		if err := s.fence.Check(ctx); err != nil {
			return err
		}
		id := casecore.NewID[calls.CallID]()
		r, ok, err := b.Out.Next(ctx, id, b.Now())
		if err != nil || !ok {
			return err
		}
		row, state := b.outgoing(id, &r)
		c = b.newCall(s.ctx, s.fence, row, state)
		d = c.decide.On(id.String(), c.state, flow.Entered{}, flow.Facts{Now: b.Now()})
		c.row = c.rowOf(d.State)
		if err = b.Calls.Begin(ctx, c.row); err != nil || state.Out.Staff == "" {
			return err
		}
		return b.Desk.Occupy(ctx, id, r.By, b.Now())
	})
	if err != nil || c == nil {
		return false, err
	}
	c.state, c.fresh = d.State, false
	b.adopt(c)
	go func() {
		for _, a := range d.Acts {
			c.act(a)
		}
		c.run()
	}()
	return true, nil
}

// outgoing is the call that a ring becomes.
func (b *Bridge) outgoing(id calls.CallID, r *callout.Ring) (calls.Call, flow.State) {
	centre := b.cfg.CallerID
	out := &flow.Out{Endpoint: b.endpoint(r.Near), CallerID: centre}
	switch r.Kind {
	case casecore.CallOfficer:
		out.Purpose = calls.ToOfficer
		about := "voice.officer.current"
		if r.Emergency {
			about = "voice.officer"
		}
		out.Outside, out.About = r.Outside, []flow.Piece{{Key: about, Args: b.told(r)}, {Key: "voice.officer.keys"}}
	case casecore.CallSample:
		out.Purpose = calls.ToCheck
		out.About = []flow.Piece{{Key: "voice.sample", Args: b.told(r)}, {Key: "voice.sample.keys"}}
	default:
		out.Purpose = calls.ToCallBack
		out.Far = &flow.Far{Endpoint: b.endpoint(r.Far), CallerID: centre}
	}
	if !r.By.IsZero() && b.Desk != nil {
		out.Staff = r.By.String()
	}
	row := calls.Call{
		ID: id, PBX: b.PBX.Name(), Channel: flow.State{No: 1}.Name(id.String()), Direction: calls.Out, Purpose: out.Purpose, Line: centre,
		Caller: r.Applicant, Grade: calls.New, Lang: r.Lang, Emergency: r.Emergency, Agent: r.By, Started: b.Now(),
	}
	return row, flow.State{Lang: r.Lang, Emergency: r.Emergency, Out: out}
}

// told are the words that name a case.
func (b *Bridge) told(r *callout.Ring) map[string]string {
	args := map[string]string{"topic": r.Topic.In(r.Lang), "place": r.Place, "text": r.Text, "number": speech.Digits(b.Texts, r.Lang, r.Number.String())}
	if r.Place == "" {
		args["place"] = b.Texts.T(r.Lang, "voice.no_place", nil)
	}
	return args
}

// endpoint is how Asterisk rings a number or a telephone that it knows.
func (b *Bridge) endpoint(whom string) string {
	switch {
	case strings.Contains(whom, "/"):
		return whom
	case strings.Trim(whom, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && strings.ContainsAny(whom, "abcdefghijklmnopqrstuvwxyz"):
		return b.agentEndpoint(whom)
	}
	number := digitsOf(whom)
	if n, ok := phone.Parse(whom); ok {
		number = n.E164
	}
	if b.cfg.Dial != nil {
		return b.cfg.Dial(number)
	}
	return "PJSIP/" + number + "@trunk"
}

// digitsOf leaves away what people write between digits.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// ring does a [flow.Place]. A channel of that name is there after a kill, and rings already.
func (c *call) ring(a flow.Place) error {
	arg := argLeg
	if a.Near {
		arg = argOut
	}
	c.b.bind(a.Channel, c)
	err := c.b.PBX.Originate(asterisk.Originate{
		ID: a.Channel, Endpoint: a.Endpoint, CallerID: a.CallerID, Args: []string{arg, c.row.ID.String()},
		Timeout: c.set.RingOut,
	})
	if errors.Is(err, asterisk.ErrState) {
		return nil
	}
	return err
}

// announce says something to both sides of a talk.
func (c *call) announce(a flow.Announce) error {
	return c.sayInto(a.Bridge, a.Name, c.words(a.Pieces))
}

// standingOut tells a call of ours, whose line is there, what became of the rest of its step.
func standingOut(c *call, there *scene) []flow.Event {
	switch c.state.Step {
	case flow.Calls:
		if there.channels[c.row.Channel].State == up {
			return []flow.Event{flow.Answered{}}
		}
		return nil // it still rings
	case flow.Reach, flow.Joined:
		leg, ok := there.channels[c.state.Leg()]
		switch {
		case !ok:
			return []flow.Event{flow.AgentGone{Channel: c.state.Leg(), Why: flow.Lost}}
		case c.state.Step == flow.Reach && leg.State == up:
			return []flow.Event{flow.AgentUp{Channel: leg.ID}}
		case c.state.Step == flow.Reach:
			return nil
		}
		return []flow.Event{there.talk(c)}
	}
	return []flow.Event{flow.Resumed{}}
}
