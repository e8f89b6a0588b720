package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

const (
	riverWorkers = 200
	riverPoll    = 100 * time.Millisecond
	riverPage    = 10_000
)

// riverTimers are river's scheduled jobs.
type riverTimers struct {
	servers *servers
	url     string
	pool    *pgxpool.Pool
	client  *river.Client[pgx.Tx]
}

type riverJob struct {
	Due int64 `json:"due"` // µs
}

func (riverJob) Kind() string { return jobName }

func joinRiver(ctx context.Context, s *servers, _ int) (contestant, error) {
	url, err := s.newDatabase(ctx, "timers_river", false)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return nil, err
	}
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return nil, err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, err
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	return &riverTimers{servers: s, url: url, pool: pool, client: client}, err
}

func (r *riverTimers) name() string { return "river" }
func (r *riverTimers) close()       { r.pool.Close() }
func (r *riverTimers) task() task   { return task{Database: r.url} }

// redisUsed is nothing: river needs no Redis.
func (r *riverTimers) redisUsed(context.Context) (float64, error) { return 0, nil }

func (r *riverTimers) armFar(ctx context.Context, n int) error {
	from := time.Now().Add(24 * time.Hour)
	if err := r.insert(ctx, n, func(i int) time.Time { return from.Add(time.Duration(i) * 5 * time.Second) }); err != nil {
		return err
	}
	return settle(ctx, r.pool)
}

func (r *riverTimers) armNear(ctx context.Context, n int, from time.Time, within float64) error {
	if err := r.insert(ctx, n, func(i int) time.Time { return dueAt(i, n, from, within) }); err != nil {
		return err
	}
	return vacuum(ctx, r.pool)
}

func (r *riverTimers) insert(ctx context.Context, n int, at func(i int) time.Time) error {
	for from := 0; from < n; from += riverPage {
		var page []river.InsertManyParams
		for i := from; i < min(from+riverPage, n); i++ {
			due := at(i)
			page = append(page, river.InsertManyParams{
				Args: riverJob{Due: due.UnixMicro()}, InsertOpts: &river.InsertOpts{ScheduledAt: due},
			})
		}
		if _, err := r.client.InsertManyFast(ctx, page); err != nil {
			return err
		}
	}
	return nil
}

type riverWorker struct {
	river.WorkerDefaults[riverJob]
	watch *stopwatch
}

func (w *riverWorker) Work(_ context.Context, job *river.Job[riverJob]) error {
	w.watch.note(time.Since(time.UnixMicro(job.Args.Due)))
	return nil
}

// timersRiver is a river client whose worker does nothing.
func timersRiver(ctx context.Context, t task, ready func()) (answer, error) {
	pool, err := pgxpool.New(ctx, t.Database)
	if err != nil {
		return answer{}, err
	}
	defer pool.Close()
	watch := newStopwatch(t)
	workers := river.NewWorkers()
	river.AddWorker(workers, &riverWorker{watch: watch})
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Queues: map[string]river.QueueConfig{river.QueueDefault: {
			MaxWorkers: riverWorkers, FetchCooldown: river.FetchCooldownMin, FetchPollInterval: riverPoll,
		}},
		Workers: workers,
	})
	if err != nil {
		return answer{}, err
	}
	completed, unsubscribe := client.SubscribeConfig(&river.SubscribeConfig{
		Kinds: []river.EventKind{river.EventKindJobCompleted}, ChanSize: t.Count,
	})
	defer unsubscribe()
	if err := client.Start(ctx); err != nil {
		return answer{}, err
	}
	ready()
	a := watch.wait(ctx)
	for range len(a.LateMS) { // its lateness ends when a job begins, its burst when the last one is recorded as done
		select {
		case <-completed:
		case <-ctx.Done():
			return a, ctx.Err()
		}
	}
	a.Seconds = time.Since(t.From).Seconds()
	return a, client.Stop(ctx)
}
