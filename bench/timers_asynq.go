package main

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hibiken/asynq"
	"golang.org/x/sync/errgroup"
)

const (
	asynqCheck   = 100 * time.Millisecond
	asynqWorkers = 50
	asynqFeeders = 16
	jobName      = "timer"
)

// asynqTimers are asynq's scheduled tasks.
type asynqTimers struct {
	servers *servers
	client  *asynq.Client
	before  float64
}

func asynqRedis(s *servers) asynq.RedisConnOpt {
	return asynq.RedisClientOpt{Network: "unix", Addr: s.redisURL()[len("unix://"):]}
}

func joinAsynq(ctx context.Context, s *servers, _ int) (contestant, error) {
	before, err := s.redisMB(ctx)
	return &asynqTimers{servers: s, client: asynq.NewClient(asynqRedis(s)), before: before}, err
}

func (a *asynqTimers) name() string { return "asynq" }
func (a *asynqTimers) task() task   { return task{Redis: a.servers.redisURL()} }

func (a *asynqTimers) redisUsed(ctx context.Context) (float64, error) {
	used, err := a.servers.redisMB(ctx)
	return used - a.before, err
}

// close empties Redis for the next subject.
func (a *asynqTimers) close() {
	_ = a.client.Close() // it is not used any more
	client := a.servers.redisClient()
	defer client.Close()
	client.FlushAll(context.Background())
}

func (a *asynqTimers) armFar(ctx context.Context, n int) error {
	from := time.Now().Add(24 * time.Hour)
	return a.enqueue(ctx, n, func(i int) time.Time { return from.Add(time.Duration(i) * 5 * time.Second) })
}

func (a *asynqTimers) armNear(ctx context.Context, n int, from time.Time, within float64) error {
	return a.enqueue(ctx, n, func(i int) time.Time { return dueAt(i, n, from, within) })
}

func (a *asynqTimers) enqueue(ctx context.Context, n int, at func(i int) time.Time) error {
	g, ctx := errgroup.WithContext(ctx)
	for feeder := range asynqFeeders {
		g.Go(func() error {
			for i := feeder; i < n; i += asynqFeeders {
				due := at(i)
				payload, err := json.Marshal(due.UnixMicro())
				if err != nil {
					return err
				}
				if _, err := a.client.EnqueueContext(ctx, asynq.NewTask(jobName, payload), asynq.ProcessAt(due)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// dueAt is when the i-th of n is due.
func dueAt(i, n int, from time.Time, within float64) time.Time {
	return from.Add(time.Duration(float64(i) * within / float64(n) * float64(time.Second)))
}

// timersAsynq is an asynq server whose handler does nothing.
func timersAsynq(ctx context.Context, t task, ready func()) (answer, error) {
	watch := newStopwatch(t)
	server := asynq.NewServer(
		asynq.RedisClientOpt{Network: "unix", Addr: t.Redis[len("unix://"):]},
		asynq.Config{
			Concurrency: asynqWorkers, DelayedTaskCheckInterval: asynqCheck, TaskCheckInterval: asynqCheck,
			LogLevel: asynq.WarnLevel,
		},
	)
	err := server.Start(asynq.HandlerFunc(func(_ context.Context, job *asynq.Task) error {
		now := time.Now()
		var due int64
		if err := json.Unmarshal(job.Payload(), &due); err != nil {
			return err
		}
		watch.note(now.Sub(time.UnixMicro(due).Truncate(time.Second))) // it keeps whole seconds
		return nil
	}))
	if err != nil {
		return answer{}, err
	}
	ready()
	a := watch.wait(ctx)
	server.Shutdown()
	return a, nil
}
