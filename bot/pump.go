package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// pump does jobs that wait in the database: it claims as many as it has free hands, does them, and sleeps until it is
// woken, until the next job is due, or until the poll behind the wake-ups, which serves jobs that another copy made.
type pump struct {
	name  string
	hands int
	every time.Duration
	claim func(ctx context.Context, free int) (jobs []job, next time.Time, err error)
	now   func() time.Time
	log   *slog.Logger
	waked chan struct{}
}

type job func(ctx context.Context)

// errPause is how long a pump waits after it could not claim: the database may be away.
const errPause = time.Second

func newPump(name string, hands int, every time.Duration, now func() time.Time, log *slog.Logger,
	claim func(ctx context.Context, free int) ([]job, time.Time, error),
) *pump {
	return &pump{name: name, hands: hands, every: every, claim: claim, now: now, log: log, waked: make(chan struct{}, 1)}
}

// wake makes the pump look for jobs now.
func (p *pump) wake() {
	select {
	case p.waked <- struct{}{}:
	default:
	}
}

// run does jobs until ctx ends, and then waits for those in hand: they keep their context's values, not its end, so that
// a planned stop leaves nothing half done.
func (p *pump) run(ctx context.Context) error {
	free := make(chan struct{}, p.hands)
	for range p.hands {
		free <- struct{}{}
	}
	var running sync.WaitGroup
	defer running.Wait()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return nil
		case <-free:
		}
		n := 1
		for more := true; more; {
			select {
			case <-free:
				n++
			default:
				more = false
			}
		}
		jobs, next, err := p.claim(ctx, n)
		for _, do := range jobs {
			n--
			running.Go(func() {
				defer p.wake()
				defer func() { free <- struct{}{} }()
				do(context.WithoutCancel(ctx))
			})
		}
		for range n {
			free <- struct{}{}
		}
		if len(jobs) == 0 {
			p.sleep(ctx, next, err)
		}
	}
	return nil
}

func (p *pump) sleep(ctx context.Context, next time.Time, err error) {
	wait := p.every
	if !next.IsZero() {
		wait = min(wait, max(next.Sub(p.now()), time.Millisecond))
	}
	if err != nil {
		if ctx.Err() == nil {
			p.log.WarnContext(ctx, "telegram: claim", "what", p.name, "err", err)
		}
		wait = errPause
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-p.waked:
	}
}
