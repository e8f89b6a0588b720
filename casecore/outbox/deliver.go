package outbox

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"hotline/internal/pg"
)

const (
	// deliverLease is how long a claimed row is left alone by the other workers; a worker that dies costs this much.
	deliverLease = 60 * time.Second
	// startWithin is how long after its claim a send may begin, so that it ends before the lease does.
	startWithin = 30 * time.Second
	// sendTimeout bounds one send.
	sendTimeout = 20 * time.Second
	// recordTimeout bounds the second transaction when the process is stopping.
	recordTimeout = 5 * time.Second
	// deliverPoll runs behind the wake-ups, and follows a failure.
	deliverPoll = 500 * time.Millisecond
	// maxAttempts makes a row a dead letter.
	maxAttempts = 8
)

// DeliverConfig adjusts a Deliverer; of its zero value only Now, Log and Resolver have to be set.
type DeliverConfig struct {
	// Senders by channel. Rows of other channels are left to other copies.
	Senders map[string]Sender
	// Resolver finds where recipients are reached.
	Resolver Resolver
	// Batch is how many rows one transaction claims, 64 when zero.
	Batch int
	// Parallel is how many addresses of a channel are sent to at once, 8 when zero.
	Parallel int
	// Lang is the language of recipients who have none, "uk" when empty.
	Lang  string
	Now   func() time.Time
	Log   *slog.Logger
	Hooks DeliverHooks
}

// DeliverHooks let metrics watch; each may be nil and must not block.
type DeliverHooks struct {
	// Settled is told what became of a row (sent, queued again, dead, unreachable) and how long after it was due.
	Settled func(channel, state string, late time.Duration)
}

// Deliverer tells people what committed transactions left to be told. Any number of copies may run.
type Deliverer struct {
	rows  *deliveryRows
	cfg   DeliverConfig
	pause map[string]*pause
	wakes []chan struct{}
}

// NewDeliverer returns a Deliverer; [Deliverer.Run] sets it to work.
func NewDeliverer(db *pg.DB, cfg DeliverConfig) *Deliverer {
	if cfg.Batch <= 0 {
		cfg.Batch = 64
	}
	if cfg.Parallel <= 0 {
		cfg.Parallel = 8
	}
	if cfg.Lang == "" {
		cfg.Lang = "uk"
	}
	if cfg.Hooks.Settled == nil {
		cfg.Hooks.Settled = func(string, string, time.Duration) {}
	}
	d := &Deliverer{rows: &deliveryRows{db: db, lang: cfg.Lang}, cfg: cfg, pause: make(map[string]*pause)}
	for channel := range cfg.Senders {
		d.pause[channel] = &pause{}
	}
	for range len(cfg.Senders) + 1 {
		d.wakes = append(d.wakes, make(chan struct{}, 1))
	}
	return d
}

// Wake says that deliveries were committed. It never blocks.
func (d *Deliverer) Wake() {
	for _, wake := range d.wakes {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
}

// Run expands and sends until ctx ends. Sends under way are finished and recorded before it returns, which takes
// sendTimeout at most.
func (d *Deliverer) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return d.loop(ctx, d.wakes[0], "expand", func(ctx context.Context) (bool, error) {
			n, err := d.Expand(ctx)
			if n > 0 {
				d.Wake()
			}
			return n > 0, err
		})
	})
	i := 0
	for channel := range d.cfg.Senders {
		i++
		wake := d.wakes[i]
		group.Go(func() error {
			return d.loop(ctx, wake, channel, func(ctx context.Context) (bool, error) {
				n, err := d.Deliver(ctx, channel)
				return n > 0, err
			})
		})
	}
	return group.Wait()
}

// loop works until there is nothing to do, then waits for a wake-up or the poll.
func (d *Deliverer) loop(ctx context.Context, wake <-chan struct{}, name string, work func(context.Context) (bool, error)) error {
	timer := time.NewTimer(deliverPoll)
	defer timer.Stop()
	for {
		more, err := work(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			d.cfg.Log.ErrorContext(ctx, "deliveries held up", "worker", name, "error", err)
		case more:
			continue
		}
		woken := wake
		if err != nil {
			woken = nil // a database that is away is not asked at every commit of somebody else
		}
		timer.Reset(deliverPoll)
		select {
		case <-ctx.Done():
			return nil
		case <-woken:
		case <-timer.C:
		}
	}
}
