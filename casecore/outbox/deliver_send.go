package outbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// States of a row in deliveries.
const (
	stateQueued      = "queued"
	stateSent        = "sent"
	stateDead        = "dead"
	stateUnreachable = "unreachable"
)

// Reasons that people read where a delivery could not be made: keys of the catalogue, kept as the row's last error.
const (
	reasonRefused  = "delivery.reason.refused"  // the address takes nothing any more
	reasonNobody   = "delivery.reason.nobody"   // nobody holds the role
	reasonNoPoint  = "delivery.reason.no_point" // no chat and no mailbox are known
	reasonNoReply  = "delivery.reason.no_reply" // the applicant left no way to be told
	reasonByPhone  = "delivery.reason.by_phone" // the applicant asked to be telephoned
	reasonUnknown  = "delivery.reason.unknown"  // there is no such person or organisation
	maxErrorLength = 500
)

// outcome is what became of a claimed row.
type outcome struct {
	row      *claimed
	state    string
	next     time.Time
	reason   string
	external string
	refund   bool // the attempt was not made, or was not the row's fault
}

// Deliver claims what is due on a channel, sends it and records what came of it. It returns how many rows it claimed.
func (d *Deliverer) Deliver(ctx context.Context, channel string) (int, error) {
	now := d.cfg.Now()
	if d.pause[channel].until(now) {
		return 0, nil
	}
	singles, err := d.rows.claim(ctx, channel, now, d.cfg.Batch)
	if err != nil {
		return 0, fmt.Errorf("outbox: claim deliveries: %w", err)
	}
	gathered, err := d.rows.claimGathering(ctx, channel, now)
	if err != nil {
		return 0, fmt.Errorf("outbox: claim a gathering: %w", err)
	}
	messages := make([][]claimed, 0, len(singles)+1)
	for i := range singles {
		messages = append(messages, singles[i:i+1])
	}
	if len(gathered) > 0 {
		messages = append(messages, gathered)
	}
	if len(messages) == 0 {
		return 0, nil
	}
	outcomes := d.sendAll(ctx, channel, messages)
	if err := d.record(ctx, outcomes); err != nil {
		return 0, err
	}
	for _, o := range outcomes {
		d.cfg.Hooks.Settled(channel, o.state, d.cfg.Now().Sub(o.row.due))
	}
	return len(outcomes), nil
}

// sendAll sends several addresses at once and the messages for one address in their order.
func (d *Deliverer) sendAll(ctx context.Context, channel string, messages [][]claimed) []outcome {
	byAddress := make(map[string][][]claimed)
	var order []string
	for _, m := range messages {
		a := m[0].Address
		if _, seen := byAddress[a]; !seen {
			order = append(order, a)
		}
		byAddress[a] = append(byAddress[a], m)
	}
	var mu sync.Mutex
	var outcomes []outcome
	deadline := d.cfg.Now().Add(startWithin)
	var group errgroup.Group
	group.SetLimit(d.cfg.Parallel)
	for _, a := range order {
		group.Go(func() error {
			for _, m := range byAddress[a] {
				o := d.sendOne(ctx, channel, m, deadline)
				mu.Lock()
				outcomes = append(outcomes, o...)
				mu.Unlock()
			}
			return nil
		})
	}
	_ = group.Wait()
	return outcomes
}

// sendOne sends one message. A stop lets a send that has begun end; one that has not begun, or could end after the
// lease, is given back.
func (d *Deliverer) sendOne(ctx context.Context, channel string, rows []claimed, deadline time.Time) []outcome {
	now := d.cfg.Now()
	switch {
	case ctx.Err() != nil || now.After(deadline):
		return all(rows, outcome{state: stateQueued, next: now, refund: true})
	case d.pause[channel].until(now):
		return all(rows, outcome{state: stateQueued, next: d.pause[channel].end(), refund: true})
	}
	res, err := d.send(ctx, channel, rows)
	var wait RetryAfter
	var gone Unreachable
	var later Later
	switch {
	case errors.As(err, &later):
		return all(rows, outcome{state: stateQueued, next: later.At, refund: true})
	case err == nil:
		return all(rows, outcome{state: stateSent, next: now, external: res.ExternalID})
	case errors.As(err, &wait):
		d.cfg.Log.WarnContext(ctx, "channel asks to wait", "channel", channel, "seconds", wait.After.Seconds(),
			"error", wait.Err)
		d.pause[channel].extend(d.cfg.Now().Add(wait.After))
		return all(rows, outcome{state: stateQueued, next: d.pause[channel].end(), refund: true})
	case errors.As(err, &gone):
		d.cfg.Log.InfoContext(ctx, "address is unreachable", "channel", channel, "delivery", rows[0].ID)
		return all(rows, outcome{state: stateUnreachable, next: now, reason: reasonRefused})
	}
	list := make([]outcome, len(rows))
	for i := range rows {
		list[i] = outcome{row: &rows[i], state: stateQueued, next: d.cfg.Now().Add(backoff(rows[i].Attempts)), reason: cutError(err)}
		if rows[i].Attempts >= maxAttempts {
			list[i].state = stateDead
		}
	}
	// The error itself may name the address: it stays in the row, for those who may see the case.
	d.cfg.Log.WarnContext(ctx, "delivery failed", "channel", channel, "delivery", rows[0].ID, "template", rows[0].Template,
		"attempt", rows[0].Attempts, "dead", list[0].state == stateDead)
	return list
}

// send calls the sender, whose panic is one failed attempt and not the end of the process.
func (d *Deliverer) send(ctx context.Context, channel string, rows []claimed) (res Result, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("sender of %s panicked: %v", channel, p)
		}
	}()
	o := Outgoing{Delivery: rows[0].Delivery, Lang: rows[0].lang}
	for _, r := range rows[1:] {
		o.More = append(o.More, r.Delivery)
	}
	return d.cfg.Senders[channel].Send(ctx, o)
}

// backoff is how long to wait after the attempt: 5 s, then three times as long each time, an hour at most; a fifth of it is
// left to chance, so that what failed together does not come back together.
func backoff(attempt int) time.Duration {
	wait := 5 * time.Second
	for range attempt - 1 {
		wait = min(3*wait, time.Hour)
	}
	return wait - time.Duration(rand.Int64N(int64(wait)/5)) //nolint:gosec // not a secret
}

func cutError(err error) string {
	s := []rune(err.Error())
	return string(s[:min(len(s), maxErrorLength)])
}

func all(rows []claimed, o outcome) []outcome {
	list := make([]outcome, len(rows))
	for i := range rows {
		list[i] = o
		list[i].row = &rows[i]
	}
	return list
}

func sortByDue(rows []claimed) {
	slices.SortFunc(rows, func(a, b claimed) int {
		if c := a.due.Compare(b.due); c != 0 {
			return c
		}
		return slices.Compare(a.ID[:], b.ID[:])
	})
}

// pause is until when a channel has to be left alone.
type pause struct {
	mu sync.Mutex
	at time.Time
}

func (p *pause) until(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return now.Before(p.at)
}

func (p *pause) end() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at
}

func (p *pause) extend(to time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if to.After(p.at) {
		p.at = to
	}
}
