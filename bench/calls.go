package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	callsRunFor   = 6 * time.Second // at each rate
	callsFinest   = 5               // calls/s between a rate that is clean and one that is not
	callsMost     = 400             // calls/s that are tried
	callsTries    = 2               // before a rate counts as too much: a machine has its moments
	promptRate    = 50              // calls/s
	promptFor     = 20 * time.Second
	waitingCalls  = 300
	waitingRate   = 20 // calls/s while they come
	waitingWindow = 50 * time.Second
	settleWait    = 30 * time.Second
)

// hotline is the real Asterisk with the bridge, side by side with the same Asterisk's plain dialplan.
type hotline struct {
	options
	servers  *servers
	pbx      *pbxServer
	database string
	subject  *started
}

// telephone measures calls.
func telephone(ctx context.Context, o options, s *servers) ([]result, error) {
	database, err := s.newDatabase(ctx, "calls", true)
	if err != nil {
		return nil, err
	}
	city, _, err := foundCity(ctx, database)
	if err != nil {
		return nil, err
	}
	city.close()
	pbx, err := startPBX(ctx)
	if err != nil {
		return nil, err
	}
	defer pbx.stop()
	h := &hotline{options: o, servers: s, pbx: pbx, database: database}
	all := newSamples("calls", o.say)
	fmt.Fprintln(o.say, "calls:")
	for range o.runs {
		for _, part := range []struct {
			name    string
			measure func(context.Context, *samples) error
		}{{"clean", h.clean}, {"prompts", h.prompts}, {"bridged", h.bridged}, {"waiting", h.waiting}} {
			if o.only != "" && o.only != part.name {
				continue
			}
			if err := part.measure(ctx, all); err != nil {
				return nil, fmt.Errorf("%s: %w", part.name, err)
			}
		}
	}
	return all.medians(), nil
}

// open starts the bridge in a process of its own; the returned function ends it and gives its outcome.
func (h *hotline) open(ctx context.Context, t task) (finish func() (answer, error), err error) {
	t.Database, t.ARI = h.database, h.pbx.ari()
	h.subject, err = startSubject(ctx, "calls-hotline", t, h.options)
	if err != nil {
		return nil, err
	}
	return func() (answer, error) {
		if err := h.subject.in.Close(); err != nil {
			return answer{}, err
		}
		return h.subject.finish()
	}, nil
}

// clean finds the most calls a second that are all served: each is answered within half a second, hears the prompt and is
// ended properly, without a message sent twice. Each of the hotline's commits its row and a report.
func (h *hotline) clean(ctx context.Context, all *samples) error {
	dialplan, _, err := h.most(ctx, dialplanLine)
	if err != nil {
		return err
	}
	all.add("dialplan", "clean_calls_per_s", "1/s", dialplan)
	finish, err := h.open(ctx, task{})
	if err != nil {
		return err
	}
	ours, lost, err := h.most(ctx, hotlineLine)
	_, ended := finish()
	if err := errors.Join(err, ended); err != nil {
		return err
	}
	all.add("hotline", "clean_calls_per_s", "1/s", ours)
	all.add("hotline", "lost_reports", "", float64(lost))
	return nil
}

// most halves the way between a rate that is clean and one that is not. It also counts the calls of clean runs that left no report.
func (h *hotline) most(ctx context.Context, line string) (rate float64, lost int, err error) {
	low, high := 0, max(int(callsMost*min(h.scale, 1)), callsFinest)
	for high-low > callsFinest {
		try := (low + high) / 2
		isClean := false
		for range callsTries {
			missing, clean, err := h.try(ctx, line, try)
			if err != nil {
				return 0, 0, err
			}
			if isClean = clean; isClean {
				lost += missing
				break
			}
		}
		if isClean {
			low = try
		} else {
			high = try
		}
	}
	return float64(low), lost, nil
}

// try calls a line at one rate. Callers who gave up in a run that is not clean leave lines behind, which are cut.
func (h *hotline) try(ctx context.Context, line string, rate int) (missing int, clean bool, err error) {
	before, err := h.reports(ctx)
	if err != nil {
		return 0, false, err
	}
	run, err := h.pbx.call(ctx, script{line: line, rate: rate, calls: rate * int(callsRunFor.Seconds()), stay: promptLength})
	if err != nil {
		return 0, false, err
	}
	fmt.Fprintf(h.say, "    %s at %d/s: %d answered, %d failed, %d repeated\n", line, rate, run.answered, run.failed, run.repeated)
	if !run.clean() {
		if err := h.pbx.cut(ctx); err != nil {
			return 0, false, err
		}
	}
	if err := h.quiet(ctx); err != nil {
		return 0, false, err
	}
	after, err := h.reports(ctx)
	return run.answered - (after - before), run.clean(), err
}

// quiet waits until no call is left, on the line or in the book.
func (h *hotline) quiet(ctx context.Context) error {
	settle, cancel := context.WithTimeout(ctx, settleWait)
	defer cancel()
	return until(settle, func() error { // whose last try is let come to its end, to tell what is left
		n, err := h.pbx.channels(ctx)
		if err != nil {
			return err
		}
		live, err := h.number(ctx, `SELECT count(*) FROM calls WHERE ended_at IS NULL`)
		if err == nil && n+live > 0 {
			err = fmt.Errorf("%d channels and %d calls are left", n, live)
		}
		return err
	})
}

func (h *hotline) reports(ctx context.Context) (int, error) {
	return h.number(ctx, `SELECT count(*) FROM call_reports`)
}

func (h *hotline) number(ctx context.Context, sql string) (n int, err error) {
	conn, err := pgx.Connect(ctx, h.database)
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx)
	return n, conn.QueryRow(ctx, sql).Scan(&n)
}

// prompts measures how soon callers hear something.
func (h *hotline) prompts(ctx context.Context, all *samples) error {
	finish, err := h.open(ctx, task{})
	if err != nil {
		return err
	}
	rate := max(int(promptRate*h.scale), 1)
	_, err = h.pbx.call(ctx, script{line: hotlineLine, rate: rate, calls: rate * int(promptFor.Seconds()), stay: promptLength})
	if err == nil {
		err = h.quiet(ctx)
	}
	a, ended := finish()
	if err := errors.Join(err, ended); err != nil {
		return err
	}
	all.add("hotline", "first_prompt_p50_ms", "ms", percentile(a.LateMS, 50))
	all.add("hotline", "first_prompt_p99_ms", "ms", percentile(a.LateMS, 99))
	return nil
}

// busy is an agent who is at work on what the last caller said.
const busy = `
	INSERT INTO desk_seats (staff_id, state, since, wrapup_until, freed_at, heard_at)
	SELECT id, 'wrapup', now(), now() + interval '1 hour', now(), now() + interval '1 hour' FROM staff
	ON CONFLICT (staff_id) DO UPDATE SET state = 'wrapup', wrapup_until = now() + interval '1 hour'
	RETURNING 1`

// away is nobody there.
const away = `UPDATE desk_seats SET state = 'off', wrapup_until = NULL RETURNING 1`

// waiting measures what callers cost who wait for an agent.
func (h *hotline) waiting(ctx context.Context, all *samples) error {
	if _, err := h.number(ctx, busy); err != nil {
		return err
	}
	finish, err := h.open(ctx, task{})
	if err != nil {
		return err
	}
	calls := max(int(waitingCalls*h.scale), 1)
	pid := h.subject.cmd.Process.Pid
	empty, err := residentMB(pid)
	if err != nil {
		return err
	}
	come := time.Duration(float64(calls) / waitingRate * float64(time.Second))
	done := make(chan error, 1)
	go func() {
		run, err := h.pbx.call(ctx, script{
			line: hotlineLine, rate: waitingRate, calls: calls, key: '0', stay: come + waitingWindow + settleWait,
		})
		if err == nil && run.failed > 0 {
			err = fmt.Errorf("%d callers did not wait", run.failed)
		}
		done <- err
	}()
	arrive, cancel := context.WithTimeout(ctx, come+settleWait)
	defer cancel()
	if err := until(arrive, func() error {
		n, err := h.number(arrive, `SELECT count(*) FROM calls WHERE ended_at IS NULL AND step = 'wait'`)
		if err == nil && n < calls {
			err = fmt.Errorf("%d of %d callers wait", n, calls)
		}
		return err
	}); err != nil {
		return err
	}
	cpu, _ := processTime(pid)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(waitingWindow):
	}
	used, _ := processTime(pid)
	full, err := residentMB(pid)
	if err := errors.Join(err, <-done, h.quiet(ctx)); err != nil {
		return err
	}
	_, ended := finish()
	_, err = h.number(ctx, away)
	all.add("hotline", "bridge_cpu_cores", "cores", (used-cpu).Seconds()/waitingWindow.Seconds())
	all.add("hotline", "kb_per_call", "KB", math.Max(0, full-empty)*1024/float64(calls))
	return errors.Join(ended, err)
}
