package pg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrLeaseLost is returned when a holder acts after another one has taken over.
var ErrLeaseLost = errors.New("pg: the lease has been taken over")

// Lease gives one owner at a time the right to do something: to relay a stream, to poll with a bot token, to serve an
// Asterisk application. Each taking-over has a higher fence, which the owner checks inside its transactions.
type Lease struct {
	db     *DB
	name   string
	holder string
	ttl    time.Duration
	log    *slog.Logger
}

// NewLease returns a lease called name for holder, an identity unique to this process. After ttl without renewal
// another copy takes over; the holder renews every third of it.
func NewLease(db *DB, name, holder string, ttl time.Duration, log *slog.Logger) *Lease {
	return &Lease{db: db, name: name, holder: holder, ttl: ttl, log: log}
}

// Fence is one ownership of a lease.
type Fence struct {
	lease *Lease
	n     int64
}

// Check fails with ErrLeaseLost, inside the transaction of ctx, when another copy owns the lease. It locks the row in
// share mode, so that nobody takes over before that transaction ends.
func (f Fence) Check(ctx context.Context) error {
	var one int
	err := f.lease.db.QueryRow(ctx, heldSQL, f.lease.name, f.n, f.lease.holder).Scan(&one)
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrLeaseLost
	}
	return err
}

// Queue is [Fence.Check] without a wait of its own: it travels with the transaction's next statements, and fails the
// transaction at the latest when it commits.
func (f Fence) Queue(ctx context.Context) error {
	return f.lease.db.Queue(ctx, func(tag pgconn.CommandTag) error {
		if tag.RowsAffected() == 0 {
			return ErrLeaseLost
		}
		return nil
	}, heldSQL, f.lease.name, f.n, f.lease.holder)
}

// A key share lets renewals pass, which many transactions one after the other would starve, and stops takeSQL alone.
const heldSQL = `SELECT 1 FROM leases WHERE name = $1 AND fence = $2 AND holder = $3 FOR KEY SHARE`

const takeSQL = `
	WITH locked AS (
		SELECT 1 FROM leases WHERE name = $1 AND (until < clock_timestamp() OR holder = $2) FOR UPDATE
	)
	INSERT INTO leases (name, holder, fence, until) SELECT $1, $2, 1, clock_timestamp() + $3 FROM (SELECT count(*) FROM locked) l
	ON CONFLICT (name) DO UPDATE SET holder = $2, fence = leases.fence + 1, until = clock_timestamp() + $3
	WHERE leases.until < clock_timestamp() OR leases.holder = $2
	RETURNING fence`

// Run waits for the lease and calls own each time it is had, with a context that ends when it is lost; the context's cause
// tells ErrLeaseLost, taken over, from a database that could not be asked. When own returns an error it is logged and,
// like a loss, followed by standing by again. Run returns when ctx ends, having let go.
func (l *Lease) Run(ctx context.Context, own func(ctx context.Context, f Fence) error) error {
	for {
		fence, err := l.take(ctx)
		if err == nil && fence != 0 {
			err = l.hold(ctx, Fence{l, fence}, own)
		}
		if err != nil && ctx.Err() == nil {
			l.log.WarnContext(ctx, "lease", "name", l.name, "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(l.ttl / 5):
		}
	}
}

func (l *Lease) take(ctx context.Context) (int64, error) {
	var fence int64
	err := l.db.pool.QueryRow(ctx, takeSQL, l.name, l.holder, l.ttl).Scan(&fence)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("pg: lease %s: %w", l.name, err)
	}
	return fence, nil
}

func (l *Lease) hold(ctx context.Context, f Fence, own func(context.Context, Fence) error) error {
	l.log.InfoContext(ctx, "lease taken", "name", l.name, "fence", f.n)
	owned, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := make(chan error, 1)
	go func() { done <- own(owned, f) }()
	tick := time.NewTicker(l.ttl / 3)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case err := <-done:
			l.letGo(ctx, f)
			return err
		case <-tick.C:
		}
		err := l.renew(ctx, f)
		if err == nil {
			last = time.Now()
			continue
		}
		// A renewal that merely failed may be tried again while the lease still runs.
		if !errors.Is(err, ErrLeaseLost) && time.Since(last) < l.ttl*2/3 {
			continue
		}
		cancel(err)
		return errors.Join(err, <-done)
	}
}

func (l *Lease) renew(ctx context.Context, f Fence) error {
	ctx, cancel := context.WithTimeout(ctx, l.ttl/3)
	defer cancel()
	tag, err := l.db.pool.Exec(ctx, `UPDATE leases SET until = clock_timestamp() + $3 WHERE name = $1 AND fence = $2`,
		l.name, f.n, l.ttl)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return ErrLeaseLost
	}
	return nil
}

// letGo frees the lease at once, so that a planned stop costs the others nothing.
func (l *Lease) letGo(ctx context.Context, f Fence) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_, _ = l.db.pool.Exec(ctx, `UPDATE leases SET until = '-infinity' WHERE name = $1 AND fence = $2`, l.name, f.n)
}
