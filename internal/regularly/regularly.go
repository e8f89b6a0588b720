// Package regularly does the same thing again and again: what has expired is let go, what has changed is read.
//
// It keeps nothing. Whatever is done decides by itself what becomes of its errors; the next time comes in any case.
package regularly

import (
	"context"
	"time"
)

// Do does a thing at once, and again after every pause, until ctx ends. Times that pass while it is being done are left out. It returns
// nil: that somebody wants it to end is no error.
func Do(ctx context.Context, pause time.Duration, do func(context.Context)) error {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		do(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
