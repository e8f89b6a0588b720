package live

import (
	"context"
	"time"
)

const (
	// frameGap bounds the frames of a connection to a hundred a second: what comes meanwhile goes into one.
	frameGap = 10 * time.Millisecond
	// shortRetry and longRetry are the pauses after a source that fails.
	shortRetry = 100 * time.Millisecond
	longRetry  = 2 * time.Second
)

// Run follows the source until ctx ends, then closes every connection.
func (h *Hub) Run(ctx context.Context) error {
	ticking := make(chan struct{})
	go func() {
		defer close(ticking)
		h.tick(ctx)
	}()
	retry := shortRetry
	for ctx.Err() == nil {
		err := h.follow(ctx, &retry)
		if ctx.Err() != nil {
			break
		}
		if err == nil { // it no longer fitted
			pause(ctx, frameGap)
			continue
		}
		h.log.Warn("feed source", "err", err)
		h.setStale(true)
		pause(ctx, retry)
		retry = min(2*retry, longRetry)
	}
	<-ticking
	ended, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWait+time.Second)
	defer cancel()
	return h.Shutdown(ended)
}

// follow loads what there is and then publishes what comes, until the source fails or what it says does not fit.
func (h *Hub) follow(ctx context.Context, retry *time.Duration) error {
	tail, err := h.source.Tail(ctx, h.recent.maxItems)
	if err != nil {
		return err
	}
	if err := h.load(tail); err != nil {
		return err
	}
	beat, heard := tail.Beat, time.Now()
	h.setStale(false)
	for {
		batch, err := h.source.Read(ctx, h.position())
		if err != nil {
			return err
		}
		*retry = shortRetry
		switch {
		case len(batch.Entries) > 0:
			heard = time.Now()
			fits, err := h.publish(batch.Entries)
			if err != nil || !fits {
				return err
			}
			pause(ctx, frameGap)
		case batch.Epoch != h.currentEpoch():
			return nil
		case batch.Beat != beat:
			beat, heard = batch.Beat, time.Now()
		}
		h.setStale(time.Since(heard) > staleAfter)
	}
}

func (h *Hub) position() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.top
}

func (h *Hub) currentEpoch() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.epoch
}

// setStale tells everybody at once when the hub loses or regains touch.
func (h *Hub) setStale(stale bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stale != stale {
		h.stale = stale
		h.beatAll()
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
