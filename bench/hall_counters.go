package main

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/internal/pg"
	"hotline/queuehall"
)

const (
	hallBursts = 20 // of calls, one of every operator each
	hallZone   = "Europe/Kyiv"
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
		SELECT gen_random_uuid(), $1, d.id, (now() AT TIME ZONE $3)::date, d.letter, n + (SELECT coalesce(max(number), 0) FROM hall_tickets), 'waiting', 'kiosk',
			'uk', 1, now() - n * interval '1 second', now(), 1
		FROM generate_series(1, $2) n
		JOIN (SELECT id, letter, row_number() OVER (ORDER BY place) - 1 AS i, count(*) OVER () AS of FROM hall_directions WHERE branch_id = $1) d
			ON n % d.of = d.i`, c.branch, n, hallZone); err != nil {
		return err
	}
	return settle(ctx, c.db.Pool())
}
