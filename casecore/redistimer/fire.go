package redistimer

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"hotline/casecore"
)

const (
	// heldPause is the shortest pause of a deadline whose subject is locked, faultPause after an error that is nobody's
	// fault. Both grow to a quarter of how late the deadline already is: soon at first, seldom when it lasts.
	heldPause  = 20 * time.Millisecond
	faultPause = 250 * time.Millisecond
	longPause  = time.Second
	// genericPlans keeps PostgreSQL from planning each statement anew for each batch's arrays, which costs more than firing
	// a deadline does: keys lead to rows by index, however many there are.
	genericPlans = `SET LOCAL plan_cache_mode = force_generic_plan`
	// txShare is the part of a lease that one transaction may take.
	txShare = 3
)

// outcome says what became of some refs.
type outcome struct {
	done  []casecore.TimerRef // fired or obsolete
	back  []timer             // to be tried again, when
	fault bool                // PostgreSQL did not serve
}

// fire fires refs, those of one handler in one transaction.
func (e *Engine) fire(ctx context.Context, by Path, refs []casecore.TimerRef) outcome {
	var out outcome
	parts := make([][]casecore.TimerRef, len(e.handle))
	for _, ref := range refs {
		n, known := e.groups[ref.Kind]
		if !known { // a newer copy may know it
			out.back = append(out.back, timer{ref, e.cfg.Now().Add(e.scaled(e.cfg.Release))})
			continue
		}
		parts[n] = append(parts[n], ref)
	}
	for n, part := range parts {
		if len(part) > 0 {
			e.attempt(ctx, by, e.handle[n], part, &out)
		}
	}
	return out
}

// attempt fires refs in one transaction and halves them when it fails.
func (e *Engine) attempt(
	ctx context.Context, by Path, h casecore.DeadlineHandler, refs []casecore.TimerRef, out *outcome,
) {
	held, err := e.transact(ctx, h, refs)
	switch {
	case err == nil:
		e.settle(by, refs, held, out)
	case e.nobodysFault(ctx, err):
		e.cfg.Log.WarnContext(ctx, "timers: a batch was not fired", "n", len(refs), "err", err)
		now := e.cfg.Now()
		out.fault = true
		for _, ref := range refs {
			out.back = append(out.back, timer{ref, e.again(ref, now, faultPause)})
		}
	case len(refs) == 1:
		e.blame(ctx, refs[0], err, out)
	default:
		half := len(refs) / 2
		e.attempt(ctx, by, h, refs[:half], out)
		e.attempt(ctx, by, h, refs[half:], out)
	}
}

// transact gives refs to the handler in one transaction. A panic is an error like another.
func (e *Engine) transact(
	ctx context.Context, h casecore.DeadlineHandler, refs []casecore.TimerRef,
) (held []casecore.TimerRef, err error) {
	ctx, cancel := context.WithTimeout(ctx, e.cfg.Lease/txShare)
	defer cancel()
	err = e.cfg.DB.InTx(ctx, func(ctx context.Context) (err error) {
		defer func() {
			if p := recover(); p != nil {
				e.cfg.Log.ErrorContext(ctx, "timers: a handler panicked", "panic", p, "stack", string(debug.Stack()))
				err = fmt.Errorf("panic: %v", p)
			}
		}()
		if err := e.cfg.DB.Queue(ctx, nil, genericPlans); err != nil {
			return err
		}
		held, err = h.FireDeadlines(ctx, e.cfg.Now(), refs)
		return err
	})
	if err != nil {
		return nil, err
	}
	return held, nil
}

// settle notes a committed batch.
func (e *Engine) settle(by Path, refs, held []casecore.TimerRef, out *outcome) {
	now := e.cfg.Now()
	if len(held) > 0 {
		e.cfg.Hooks.held(len(held))
	}
	kept := make(map[casecore.DeadlineKey]bool, len(held))
	for _, ref := range held {
		kept[ref.DeadlineKey] = true
	}
	for _, ref := range refs {
		if !kept[ref.DeadlineKey] {
			out.done = append(out.done, ref)
			e.cfg.Hooks.settled(ref, by, now.Sub(ref.Due))
			continue
		}
		out.back = append(out.back, timer{ref, e.again(ref, now, heldPause)})
	}
}

// again is when to try a ref again that could not be fired.
func (e *Engine) again(ref casecore.TimerRef, now time.Time, shortest time.Duration) time.Time {
	const share = 4
	return now.Add(min(max(now.Sub(ref.Due)/share, e.scaled(shortest)), e.scaled(longPause)))
}
