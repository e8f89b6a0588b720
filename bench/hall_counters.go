package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/queuehall"
)

const (
	hallBursts         = 20 // of calls, one of every operator each
	hallPressPerSecond = 500
	hallPressSeconds   = 10
)

// hallCalls lets every operator of a hall call the next client at the same moment, again and again.
func hallCalls(ctx context.Context, t task, ready func()) (answer, error) {
	pool, err := pg.Open(ctx, t.Database, 0)
	if err != nil {
		return answer{}, err
	}
	defer pool.Close()
	db := pg.NewDB(pool)
	hall, err := openHall(db)
	if err != nil {
		return answer{}, err
	}
	desks, err := pg.Collect(ctx, db, pgx.RowToStructByPos[hallDesk], `SELECT s.staff_id, s.counter_id FROM hall_signons s
		JOIN hall_counters c ON c.id = s.counter_id WHERE s.ended_at IS NULL AND c.code LIKE 'B%'`)
	if err != nil {
		return answer{}, err
	}
	ready()
	var a answer
	for burst := range t.Count {
		late, visits, err := callAtOnce(ctx, hall, desks)
		if err != nil {
			return answer{}, err
		}
		if burst > 0 { // the first opens the pool's connections
			a.LateMS = append(a.LateMS, late...)
		}
		for i, v := range visits {
			if _, err := hall.Finish(ctx, queuehall.VisitCommand{Command: desks[i].command(), Visit: v}); err != nil {
				return answer{}, err
			}
		}
	}
	return a, nil
}

// hallDesk is an operator at a counter.
type hallDesk struct{ Staff, Counter uuid.UUID }

func (d hallDesk) command() casecore.Command {
	return casecore.Command{Scope: "bench", Key: uuid.NewString(), Actor: casecore.Actor{Staff: casecore.StaffID(d.Staff)}}
}

func callAtOnce(ctx context.Context, hall *queuehall.Hall, desks []hallDesk) ([]float64, []queuehall.VisitID, error) {
	late, visits := make([]float64, len(desks)), make([]queuehall.VisitID, len(desks))
	now := make(chan struct{})
	var g errgroup.Group
	for i, d := range desks {
		g.Go(func() error {
			<-now
			start := time.Now()
			v, err := hall.CallNext(ctx, queuehall.CounterCommand{Command: d.command(), Counter: queuehall.CounterID(d.Counter)})
			late[i], visits[i] = float64(time.Since(start).Microseconds())/1000, v.ID
			return err
		})
	}
	close(now)
	return late, visits, g.Wait()
}

// calls measures them, and counts the clients whom two operators called.
func (c *centre) calls(ctx context.Context, o options, all *samples) error {
	bursts := max(int(hallBursts*o.scale), 2)
	if err := c.fill(ctx, (bursts+1)*hallCounters); err != nil {
		return err
	}
	s, err := startSubject(ctx, "hall-calls", task{Database: c.url, Count: bursts}, o)
	if err != nil {
		return err
	}
	seen, err := s.finish()
	if err != nil {
		return err
	}
	var doubled, called int
	if err := c.db.QueryRow(ctx, `SELECT count(*) FILTER (WHERE n > 1), count(*) FROM (SELECT count(*) AS n FROM hall_visits GROUP BY ticket_id) v`).
		Scan(&doubled, &called); err != nil {
		return err
	}
	if called == 0 {
		return errors.New("nobody was called")
	}
	all.add("hotline", "call_next_p50_ms", "ms", percentile(seen.LateMS, 50))
	all.add("hotline", "call_next_p99_ms", "ms", percentile(seen.LateMS, 99))
	all.add("hotline", "doubled", "", float64(doubled))
	return nil
}

// fill lets so many clients wait, and nobody else.
func (c *centre) fill(ctx context.Context, n int) error {
	if _, err := c.db.Exec(ctx, `UPDATE hall_tickets SET state = 'left' WHERE state = 'waiting'`); err != nil {
		return err
	}
	if _, err := c.db.Exec(ctx, `DELETE FROM outbox`); err != nil {
		return err
	}
	if _, err := c.db.Exec(ctx, `INSERT INTO hall_tickets (id, branch_id, direction_id, day, letter, number, state, source, lang, lane, turn_at,
			issued_at, version)
		SELECT gen_random_uuid(), $1, d.id, current_date, d.letter, n + (SELECT coalesce(max(number), 0) FROM hall_tickets), 'waiting', 'kiosk', 'uk', 1,
			now() - n * interval '1 second', now(), 1
		FROM generate_series(1, $2) n
		JOIN (SELECT id, letter, row_number() OVER (ORDER BY place) - 1 AS i, count(*) OVER () AS of FROM hall_directions WHERE branch_id = $1) d
			ON n % d.of = d.i`, c.branch, n); err != nil {
		return err
	}
	return settle(ctx, c.db.Pool())
}

// hallPress is a press that is to come.
type hallPress struct{ Device, Counter, Nonce uuid.UUID }

// hallPresses presses evenly, each press of a visit of its own, and notes how long its answer takes, which comes after its commit.
func hallPresses(ctx context.Context, t task, ready func()) (answer, error) {
	pool, err := pg.Open(ctx, t.Database, 0)
	if err != nil {
		return answer{}, err
	}
	defer pool.Close()
	db := pg.NewDB(pool)
	hall, err := openHall(db)
	if err != nil {
		return answer{}, err
	}
	list, err := pg.Collect(ctx, db, pgx.RowToStructByPos[hallPress], `SELECT d.id, d.counter_id, v.nonce FROM hall_visits v
		JOIN hall_devices d ON d.counter_id = v.counter_id AND d.role = 'pad' AND d.revoked_at IS NULL
		JOIN hall_tickets t ON t.id = v.ticket_id AND t.state = 'waiting' ORDER BY v.id LIMIT $1`, t.Count)
	if err != nil {
		return answer{}, err
	}
	ready()
	var mu sync.Mutex
	var a answer
	var g errgroup.Group
	start := time.Now()
	for i, p := range list {
		due := start.Add(time.Duration(i) * time.Second / hallPressPerSecond)
		time.Sleep(time.Until(due))
		g.Go(func() error {
			why, err := hall.Press(ctx, queuehall.Device{ID: queuehall.DeviceID(p.Device), Counter: queuehall.CounterID(p.Counter), Role: queuehall.Pad},
				queuehall.PressButton{ID: casecore.NewID[queuehall.PressID](), Nonce: p.Nonce, Mark: queuehall.Mark(1 + i%3)})
			if err == nil && why != queuehall.Counts {
				err = fmt.Errorf("a press does not count: %s", why)
			}
			mu.Lock()
			defer mu.Unlock()
			if i >= hallPressPerSecond { // the first second warms it up
				a.LateMS = append(a.LateMS, float64(time.Since(due).Microseconds())/1000)
			}
			return err
		})
	}
	return a, g.Wait()
}

// presses measures them.
func (c *centre) presses(ctx context.Context, o options, all *samples) error {
	n := max(int(hallPressPerSecond*hallPressSeconds*o.scale), hallPressPerSecond+1)
	if err := c.fill(ctx, n); err != nil {
		return err
	}
	if _, err := c.db.Exec(ctx, `INSERT INTO hall_visits (id, ticket_id, branch_id, counter_id, staff_id, direction_id, step, stepped_at, nonce,
			called_at, started_at, ended_at, version)
		SELECT gen_random_uuid(), t.id, $1, s.counter_id, s.staff_id, t.direction_id, 'served', now(), gen_random_uuid(), now() - interval '5 minutes',
			now() - interval '5 minutes', now() + interval '1 hour', 1
		FROM (SELECT *, row_number() OVER () % $2 AS i FROM hall_tickets WHERE state = 'waiting') t
		JOIN (SELECT s.*, row_number() OVER () - 1 AS i FROM hall_signons s JOIN hall_counters c ON c.id = s.counter_id WHERE c.code LIKE 'B%') s USING (i)`,
		c.branch, hallCounters); err != nil {
		return err
	}
	if err := settle(ctx, c.db.Pool()); err != nil {
		return err
	}
	s, err := startSubject(ctx, "hall-presses", task{Database: c.url, Count: n}, o)
	if err != nil {
		return err
	}
	seen, err := s.finish()
	if err != nil {
		return err
	}
	all.add("hotline", "press_ack_p50_ms", "ms", percentile(seen.LateMS, 50))
	all.add("hotline", "press_ack_p99_ms", "ms", percentile(seen.LateMS, 99))
	return nil
}
