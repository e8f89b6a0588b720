package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/casecore/outbox"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// registerEvenly registers one wording after the other at its moment and notes when each was committed.
func registerEvenly(ctx context.Context, t task, waker *outbox.Waker, ready func()) (answer, error) {
	turns := make(chan int)
	var mu sync.Mutex
	seen := make(map[string]int64, len(t.IDs))
	g, ctx := errgroup.WithContext(ctx)
	for range pushWorkers {
		// Each worker has use cases of its own, so that it knows which commit the hook tells of.
		var committed int64
		c, err := openCity(ctx, t.Database, 1, time.Now, casecore.Hooks{Changed: func() {
			committed = time.Now().UnixMicro()
			waker.Wake()
		}})
		if err != nil {
			return answer{}, err
		}
		defer c.close()
		g.Go(func() error {
			for i := range turns {
				id, err := casecore.ParseID[casecore.WordingID](t.IDs[i])
				if err != nil {
					return err
				}
				registered, err := c.agree(ctx, id)
				if err != nil {
					return err
				}
				mu.Lock()
				seen[registered.ID.String()] = committed
				mu.Unlock()
			}
			return nil
		})
	}
	ready()
	start := time.Now()
	step := time.Duration(t.Within * float64(time.Second) / float64(len(t.IDs)))
	g.Go(func() error {
		defer close(turns)
		for i := range t.IDs {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Until(start.Add(time.Duration(i) * step))):
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case turns <- i:
			}
		}
		return nil
	})
	err := g.Wait()
	return answer{Seen: seen, Seconds: time.Since(start).Seconds()}, err
}
