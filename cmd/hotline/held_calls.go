package main

import (
	"context"
	"sync/atomic"
	"time"

	"hotline/casecore/callout"
	"hotline/casecore/calls"
	"hotline/internal/backup"
	"hotline/telephony"
)

// heldCalls has nobody rung while a restored city is held: what its tasks are about is the archive's past. What a call came to
// that rings already is written all the same.
type heldCalls struct {
	telephony.Out

	hold *backup.Hold
	free atomic.Bool // not asked about any more: a restore needs a database that no copy is connected to
}

// Next implements telephony.Out. Whether the city is held must be known: a call that is late does less harm than one that is wrong.
func (h *heldCalls) Next(ctx context.Context, call calls.CallID, now time.Time) (callout.Ring, bool, error) {
	if !h.free.Load() {
		s, err := h.hold.State(ctx)
		if err != nil || s.Letters {
			return callout.Ring{}, false, err
		}
		h.free.Store(true)
	}
	return h.Out.Next(ctx, call, now)
}
