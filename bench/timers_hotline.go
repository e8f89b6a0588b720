package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"hotline/casecore"
	"hotline/casecore/redistimer"
	"hotline/internal/clock"
	"hotline/internal/pg"
)

// hotlineTimers arms acceptance terms of real cases; the far ones are of cases that never come up.
type hotlineTimers struct {
	servers *servers
	city    *city
	url     string
	cases   []uuid.UUID
	next    int // of cases
	cycle   int
	before  float64 // MB of Redis
}

func joinHotline(ctx context.Context, s *servers, near int) (contestant, error) {
	url, err := s.newDatabase(ctx, "timers_hotline", true)
	if err != nil {
		return nil, err
	}
	city, worded, err := foundCity(ctx, url)
	if err != nil {
		return nil, err
	}
	first, err := city.agree(ctx, worded.Wording.ID)
	if err != nil {
		return nil, err
	}
	h := &hotlineTimers{servers: s, city: city, url: url}
	if h.before, err = s.redisMB(ctx); err != nil {
		return nil, err
	}
	h.cases, err = city.copyCase(ctx, first, near)
	if err != nil {
		return nil, err
	}
	_, err = city.db.Exec(ctx, `UPDATE deadlines SET stopped_at = now() WHERE stopped_at IS NULL`) // the first case's own
	return h, err
}

func (h *hotlineTimers) name() string { return "hotline" }
func (h *hotlineTimers) close()       { h.city.close() }
func (h *hotlineTimers) task() task {
	return task{Database: h.url, Redis: h.servers.redisURL()}
}

func (h *hotlineTimers) redisUsed(ctx context.Context) (float64, error) {
	used, err := h.servers.redisMB(ctx)
	return used - h.before, err
}

func (h *hotlineTimers) armFar(ctx context.Context, n int) error {
	if _, err := h.city.db.Exec(ctx, `
		INSERT INTO deadlines (subject_id, kind, level, cycle, subject_type, due_at, armed_at, why)
		SELECT gen_random_uuid(), 'accept', 0, 1, 'case', now() + interval '1 day' + random() * interval '60 days', now(), '{}'
		FROM generate_series(1, $1)`, n); err != nil {
		return err
	}
	return settle(ctx, h.city.db.Pool())
}

func (h *hotlineTimers) armNear(ctx context.Context, n int, from time.Time, within float64) error {
	if h.next+n > len(h.cases) { // each case is late once more in every run
		h.next = 0
	}
	if h.next == 0 {
		h.cycle++
	}
	cases := h.cases[h.next : h.next+n]
	h.next += n
	if _, err := h.city.db.Exec(ctx, `
		INSERT INTO deadlines (subject_id, kind, level, cycle, subject_type, due_at, armed_at, why)
		SELECT id, 'accept', 0, 1 + $2::int, 'case', $3::timestamptz + (i - 1) * $4::float8 / $5::int * interval '1 second',
			now(), '{}'
		FROM unnest($1::uuid[]) WITH ORDINALITY AS c (id, i)`, cases, h.cycle, from, within, n); err != nil {
		return err
	}
	return vacuum(ctx, h.city.db.Pool())
}

// timersHotline is the core role's engine with the real handlers.
func timersHotline(ctx context.Context, t task, ready func()) (answer, error) {
	pool, err := pg.Open(ctx, t.Database, 0)
	if err != nil {
		return answer{}, err
	}
	defer pool.Close()
	now := clock.New(pool, clock.Config{})
	if err := now.Measure(ctx); err != nil {
		return answer{}, err
	}
	city, err := newCity(ctx, pool, now.Now, casecore.Hooks{})
	if err != nil {
		return answer{}, err
	}
	options, err := redis.ParseURL(t.Redis)
	if err != nil {
		return answer{}, err
	}
	watch := newStopwatch(t)
	loaded := make(chan int, 1)
	engine, err := redistimer.New(redistimer.Config{
		Redis: redis.NewClient(options), DB: city.db, Now: now.Now, Handlers: city.service.Handlers(),
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Hooks: redistimer.Hooks{
			Loaded: func(n int) {
				select {
				case loaded <- n:
				default:
				}
			},
			Settled: func(_ casecore.TimerRef, _ redistimer.Path, late time.Duration) { watch.note(late) },
		},
	})
	if err != nil {
		return answer{}, err
	}
	ctx, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- engine.Run(ctx) }()
	<-loaded
	ready()
	a := watch.wait(ctx)
	stop()
	return a, <-done
}
