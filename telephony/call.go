package telephony

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"hotline/casecore/calls"
	"hotline/internal/pg"
	"hotline/telephony/flow"
)

// call is a live call: its events are handled one at a time, by one goroutine.
type call struct {
	b      *Bridge
	line   string          // the other party's channel; like began it never changes, so that the reader of events may look
	began  time.Time       // of a caller who has just come in, zero for others
	ctx    context.Context //nolint:containedctx // of the session that it lives in
	end    context.CancelFunc
	fence  pg.Fence
	row    calls.Call
	state  flow.State
	set    flow.Settings
	decide *flow.Machine
	fresh  bool // not written yet
	left   bool // to the dialplan

	unheard string // the prompt that failed just now
	done    chan struct{}

	mu   sync.Mutex
	box  []flow.Event
	wake chan struct{}

	first sync.Once // prompt

	offered time.Time          // the dispatcher's: when it was last given to an agent
	ordered map[uuid.UUID]bool // likewise: what the call was told
}

func (b *Bridge) newCall(ctx context.Context, f pg.Fence, row calls.Call, s flow.State) *call {
	ctx, end := context.WithCancel(ctx)
	s.Lang, s.Emergency, s.Due, s.Step, s.No = row.Lang, row.Emergency, row.Due, flow.Step(row.Step), row.StepNo
	set := b.cfg.Settings()
	return &call{
		b: b, line: row.Channel, ctx: ctx, end: end, fence: f, row: row, state: s, set: set, decide: flow.New(set),
		fresh: row.Step == "", done: make(chan struct{}), wake: make(chan struct{}, 1), ordered: map[uuid.UUID]bool{},
	}
}

// put hands an event to the call. It never blocks.
func (c *call) put(e flow.Event) {
	c.mu.Lock()
	c.box = append(c.box, e)
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// prompted notes that a caller who has just come in hears something.
func (c *call) prompted() {
	c.first.Do(func() {
		if hook := c.b.Hooks.Prompt; hook != nil && !c.began.IsZero() {
			hook(c.b.Now().Sub(c.began))
		}
	})
}

// stop ends the goroutine and waits for it.
func (c *call) stop() {
	c.end()
	<-c.done
}

// run handles events until the call or its session ends.
func (c *call) run() {
	defer close(c.done)
	defer c.end()
	alarm := time.NewTimer(time.Hour)
	defer alarm.Stop()
	for {
		if !c.handleAll() {
			return
		}
		if c.state.Due.IsZero() {
			alarm.Stop()
		} else {
			alarm.Reset(max(0, c.state.Due.Sub(c.b.Now())))
		}
		select {
		case <-c.ctx.Done():
			return
		case <-c.wake:
		case <-alarm.C:
			if !c.state.Due.IsZero() && !c.b.Now().Before(c.state.Due) {
				c.put(flow.Passed{})
			}
		}
	}
}

// handleAll handles what came, and tells whether the call goes on.
func (c *call) handleAll() bool {
	for c.ctx.Err() == nil {
		c.mu.Lock()
		if len(c.box) == 0 {
			c.mu.Unlock()
			return true
		}
		e := c.box[0]
		c.box = c.box[1:]
		c.mu.Unlock()
		if !c.handle(e) {
			if c.ctx.Err() == nil { // or else the session takes care of its calls
				c.b.forget(c)
			}
			return false
		}
	}
	return false
}

// handle decides about one event, commits and acts. It returns false when the call is over, or can no longer be served here.
func (c *call) handle(e flow.Event) bool {
	if _, ok := e.(flow.Passed); ok && (c.state.Due.IsZero() || c.b.Now().Before(c.state.Due)) {
		return true // of a moment that was put off since
	}
	c.notePlayed(e)
	before, id, f := c.state, c.row.ID.String(), c.facts(e)
	d := c.decide.On(id, c.state, e, f)
	if d.Find != nil {
		d = c.decide.On(id, d.State, flow.Found{Piece: c.status(d.Find.Digits)}, f)
	}
	if d.Reply != nil {
		d = c.decide.On(id, d.State, c.reply(d.Reply), f)
	}
	if d.Commit {
		if err := c.commit(before, &d); err != nil {
			return c.notWritten(e, err)
		}
	}
	c.noteBroken(e, d.State)
	c.state = d.State
	c.row = c.rowOf(d.State)
	for _, a := range d.Acts {
		c.act(a)
	}
	if c.state.Step == flow.Ended {
		if hook := c.b.Hooks.Ended; hook != nil {
			hook(string(before.Step), c.state.Why)
		}
		return false
	}
	return true
}

// notePlayed tells the log of prompts that callers did not hear. A prompt also fails when they hang up in it, which is known
// by what comes next.
func (c *call) notePlayed(e flow.Event) {
	if _, hungUp := e.(flow.Left); c.unheard != "" && !hungUp {
		c.b.Log.WarnContext(c.ctx, "telephony: a prompt could not be played", "playback", c.unheard)
	}
	c.unheard = ""
	if said, ok := e.(flow.Said); ok && said.Failed {
		c.unheard = said.Name
	}
}

// noteBroken tells of a talk whose recording ended before it, as on a full disk.
func (c *call) noteBroken(e flow.Event, next flow.State) {
	r, ok := e.(flow.Recorded)
	if !ok || r.Name == "" || r.Name != c.state.Recording() {
		return
	}
	c.b.Log.ErrorContext(c.ctx, "telephony: the recording of a talk broke", "call", c.row.ID, "recorded_on", next.Recording() != "")
	if hook := c.b.Hooks.Broken; hook != nil {
		hook()
	}
}

// notWritten leaves the caller to the dialplan. What is left here is to write that the call has ended for us, as soon as that
// can be written; a call that nobody has written yet is the dialplan's alone. A talk is left alone: what happens in it is
// written when that can be done again.
func (c *call) notWritten(e flow.Event, err error) (goesOn bool) {
	switch {
	case c.ctx.Err() != nil:
		return false
	case errors.Is(err, calls.ErrMoved) && c.b.compare(): // a commit whose answer was lost
		c.b.Log.WarnContext(c.ctx, "telephony: a call stands elsewhere than it was left", "call", c.row.ID)
		return false
	case errors.Is(err, pg.ErrLeaseLost), errors.Is(err, calls.ErrMoved):
		if !c.left && !c.talks() {
			c.giveUp(err)
		}
		return false
	case c.talks():
		c.again(e)
		return true
	case !c.left && !c.giveUp(err):
		c.again(e)
		return true
	}
	c.left = true
	if c.fresh {
		if hook := c.b.Hooks.Ended; hook != nil {
			hook("", whyDialplan)
		}
		return false
	}
	c.mu.Lock()
	c.box = []flow.Event{c.over()}
	c.mu.Unlock()
	return true
}

// again puts an event before those that came since. What an agent ordered is refused by now: nobody knows whether they still
// want it.
func (c *call) again(e flow.Event) {
	if o, ok := e.(flow.Ordered); ok {
		e = flow.Ordered{ID: o.ID, Staff: o.Staff}
	}
	c.mu.Lock()
	c.box = append([]flow.Event{e}, c.box...)
	c.mu.Unlock()
}

// over is how a call ended that is ours no more.
func (c *call) over() flow.Left {
	if c.state.Out != nil {
		return flow.Left{Why: flow.Lost} // it was hung up, and not by whom we called
	}
	return flow.Left{Why: whyDialplan}
}

// whyDialplan is why a call ended that went on in the dialplan.
const whyDialplan = "dialplan"

// commitWait bounds the tries to write a decision: after it the dialplan takes the caller.
const (
	commitWait  = 3 * time.Second
	commitPause = 100 * time.Millisecond
)

// commit writes a decision with all that goes with it. A database that is away for a moment costs the caller that moment.
func (c *call) commit(before flow.State, d *flow.Decision) error {
	ctx, cancel := context.WithTimeout(c.ctx, commitWait)
	defer cancel()
	for {
		err := c.b.DB.InTx(ctx, func(ctx context.Context) error { return c.write(ctx, before, d) })
		if err == nil {
			c.fresh = false
			return nil
		}
		if errors.Is(err, pg.ErrLeaseLost) || errors.Is(err, calls.ErrMoved) || ctx.Err() != nil {
			return err
		}
		c.b.Log.WarnContext(ctx, "telephony: a step is not written", "call", c.row.ID, "err", err)
		select {
		case <-ctx.Done():
			return err
		case <-time.After(commitPause):
		}
	}
}

// write is what one decision writes, in the transaction of ctx.
func (c *call) write(ctx context.Context, before flow.State, d *flow.Decision) error {
	if err := c.fence.Queue(ctx); err != nil {
		return err
	}
	if c.fresh {
		if err := c.recognise(ctx); err != nil {
			return err
		}
		d.State.Lang = c.row.Lang
	}
	row := c.rowOf(d.State)
	if c.fresh {
		if err := c.b.Calls.Begin(ctx, row); err != nil {
			return err
		}
	} else if err := c.b.Calls.Advance(ctx, row, before.No); err != nil {
		return err
	}
	for _, e := range d.Effects {
		if err := c.effect(ctx, row, e); err != nil {
			return err
		}
	}
	return nil
}

// rowOf is the call's row as of a state.
func (c *call) rowOf(s flow.State) calls.Call {
	row := c.row
	row.Step, row.StepNo, row.Due, row.Lang, row.Emergency = string(s.Step), s.No, s.Due, s.Lang, s.Emergency
	row.State, _ = json.Marshal(s) // of texts and numbers
	switch {
	case s.Step == flow.Wait && row.Queued.IsZero():
		row.Queued = c.b.Now()
	case s.Step == flow.Talk:
		row.Agent, _ = staffOf(s.Agent.Staff) // it was one when they were given the call
		if row.Answered.IsZero() {
			row.Answered = c.b.Now()
		}
	case s.Step == flow.Ended:
		row.Ended, row.EndedWhy = c.b.Now(), s.Why
	}
	return row
}
