package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"hotline/casecore"
)

const (
	intakeCount   = 10_000
	intakeWarm    = 500 // before the clock starts: plans and connections
	intakeWorkers = 16
)

// intake registers confirmed wordings as fast as 16 workers can.
func intake(ctx context.Context, o options, s *servers) ([]result, error) {
	url, err := s.newDatabase(ctx, "intake", true)
	if err != nil {
		return nil, err
	}
	city, worded, err := foundCity(ctx, url)
	if err != nil {
		return nil, err
	}
	defer city.close()
	all := newSamples("intake", o.say)
	n := max(int(intakeCount*o.scale), 1)
	fmt.Fprintln(o.say, "intake:")
	for range o.runs {
		for _, name := range []string{"hotline", "bare_sql"} {
			if o.only != "" && o.only != name {
				continue
			}
			wordings, err := city.copyWorded(ctx, worded, n+intakeWarm)
			if err != nil {
				return nil, err
			}
			if err := settle(ctx, city.db.Pool()); err != nil {
				return nil, err
			}
			a, cpu, err := register(ctx, o, s, "intake-"+name, task{Database: url, Count: n, IDs: written(wordings)})
			if err != nil {
				return nil, err
			}
			all.add(name, "registered_per_s", "1/s", float64(n)/a.Seconds)
			all.add(name, "registered_cpu_us", "us", float64(cpu.Microseconds())/float64(n+intakeWarm))
		}
	}
	return all.medians(), nil
}

// register lets a subject's process register the task's wordings and checks that it has.
func register(ctx context.Context, o options, s *servers, name string, t task) (answer, time.Duration, error) {
	cpu := s.cpuTime()
	subject, err := startSubject(ctx, name, t, o)
	if err != nil {
		return answer{}, 0, err
	}
	a, err := subject.finish()
	if err != nil {
		return a, 0, fmt.Errorf("%s: %w", name, err)
	}
	return a, s.cpuTime() - cpu + subject.cmd.ProcessState.UserTime() + subject.cmd.ProcessState.SystemTime(), nil
}

func written(ids []uuid.UUID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}

// intakeHotline goes through the use case.
func intakeHotline(ctx context.Context, t task, ready func()) (answer, error) {
	city, err := openCity(ctx, t.Database, intakeWorkers, time.Now, casecore.Hooks{})
	if err != nil {
		return answer{}, err
	}
	defer city.close()
	ids := make([]casecore.WordingID, len(t.IDs))
	for i, text := range t.IDs {
		if ids[i], err = casecore.ParseID[casecore.WordingID](text); err != nil {
			return answer{}, err
		}
	}
	ready()
	return measured(ctx, t, func(ctx context.Context, i int) error {
		_, err := city.agree(ctx, ids[i])
		return err
	})
}

// measured does the first ones unmeasured and the rest by the clock, each with all the workers.
func measured(ctx context.Context, t task, do func(ctx context.Context, i int) error) (answer, error) {
	warm := len(t.IDs) - t.Count
	if err := inParallel(ctx, 0, warm, do); err != nil {
		return answer{}, err
	}
	start := time.Now()
	err := inParallel(ctx, warm, len(t.IDs), do)
	return answer{Seconds: time.Since(start).Seconds()}, err
}

func inParallel(ctx context.Context, from, to int, do func(ctx context.Context, i int) error) error {
	var next atomic.Int64
	next.Store(int64(from))
	g, ctx := errgroup.WithContext(ctx)
	for range intakeWorkers {
		g.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= to {
					return nil
				}
				if err := do(ctx, i); err != nil {
					return err
				}
			}
		})
	}
	return g.Wait()
}

// intakeBareSQL sends the statements of a registration, made ahead, in one pipeline for each transaction.
func intakeBareSQL(ctx context.Context, t task, ready func()) (answer, error) {
	pool, tape, err := openRecorded(ctx, t.Database)
	if err != nil {
		return answer{}, err
	}
	defer pool.Close()
	city, err := newCity(ctx, pool, time.Now, casecore.Hooks{})
	if err != nil {
		return answer{}, err
	}
	first, err := casecore.ParseID[casecore.WordingID](t.IDs[0])
	if err != nil {
		return answer{}, err
	}
	tape.on.Store(true)
	made, err := city.agree(ctx, first)
	tape.on.Store(false)
	if err != nil {
		return answer{}, err
	}
	ids := slices.Clone(t.IDs[1:])
	t.IDs = ids
	copies, err := tape.copies(ctx, pool, made, ids)
	if err != nil {
		return answer{}, err
	}
	ready()
	return measured(ctx, t, func(ctx context.Context, i int) error {
		conn, err := pool.Acquire(ctx)
		if err != nil {
			return err
		}
		defer conn.Release()
		err = conn.SendBatch(ctx, copies[i]).Close()
		if err != nil && conn.Conn().PgConn().TxStatus() != 'I' {
			err = errors.Join(err, conn.Conn().Close(ctx))
		}
		return err
	})
}
