package redistimer_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"

	"hotline/casecore"
	"hotline/casecore/redistimer"
	"hotline/casecore/regulation"
	"hotline/internal/childtest"
	"hotline/internal/pg"
)

// doomed is what a child is told: a worker process, to be killed.
type doomed struct {
	Database, Redis, Prefix string
	Hangs                   bool // in the middle of its first transaction
}

// childLease is short, so that what a dead worker held is soon free.
const childLease = time.Second

// inTheMiddle is what a worker says that hangs.
const inTheMiddle = "in the middle"

func TestMain(m *testing.M) { childtest.Main(m, child) }

// child fires deadlines until it is killed, and says so when it is in the middle.
func child(ctx context.Context, told doomed) error {
	pool, err := pgxpool.New(ctx, told.Database)
	if err != nil {
		return err
	}
	options, err := redis.ParseURL(told.Redis)
	if err != nil {
		return err
	}
	db := pg.NewDB(pool)
	h := &probe{db: db, after: func(ctx context.Context, fired int) error {
		if !told.Hangs || fired == 0 {
			return nil
		}
		// The effects have reached the server, the commit has not.
		if _, err := db.Exec(ctx, `SELECT 1`); err != nil {
			return err
		}
		childtest.Say(inTheMiddle)
		<-ctx.Done()
		return ctx.Err()
	}}
	e, err := redistimer.New(redistimer.Config{
		Redis: redis.NewClient(options), DB: db, Now: time.Now, Log: quiet(), Prefix: told.Prefix, Shards: 4,
		Handlers: map[regulation.DeadlineID]casecore.DeadlineHandler{probeKind: h},
		Lease:    childLease, SweepAfter: time.Hour, Batch: 20,
	})
	if err != nil {
		return err
	}
	return e.Run(ctx)
}
