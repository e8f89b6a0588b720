package main

import (
	"context"
	"fmt"
	"time"
)

// What is armed, and what of it comes due.
const (
	timersArmed  = 1_000_000
	timersEven   = 20_000
	timersWithin = 20 // seconds
	timersBurst  = 50_000
	// timersLead is the time that a subject gets to load and settle before the first one is due.
	timersLead = 10 * time.Second
)

// contestant is a subject of the timers suite.
type contestant interface {
	name() string
	// arm puts n far-away timers in place, once.
	armFar(ctx context.Context, n int) error
	// armNear puts n timers in place that come due evenly from a moment on within some seconds.
	armNear(ctx context.Context, n int, from time.Time, within float64) error
	// task is what its process is told.
	task() task
	// redisUsed is what its timers take of Redis.
	redisUsed(ctx context.Context) (float64, error)
	close()
}

func timers(ctx context.Context, o options, s *servers) ([]result, error) {
	all := newSamples("timers", o.say)
	share := func(n int) int { return max(int(float64(n)*o.scale), 1) }
	for _, contender := range []struct {
		name string
		join func(ctx context.Context, s *servers, near int) (contestant, error)
	}{{"hotline", joinHotline}, {"asynq", joinAsynq}, {"river", joinRiver}} {
		if o.only != "" && o.only != contender.name {
			continue
		}
		c, err := contender.join(ctx, s, share(timersEven)+share(timersBurst))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(o.say, "timers: %s\n", c.name())
		err = contest(ctx, o, s, c, all, share)
		c.close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name(), err)
		}
	}
	return all.medians(), nil
}

func contest(
	ctx context.Context, o options, s *servers, c contestant, all *samples, share func(int) int,
) error {
	if err := c.armFar(ctx, share(timersArmed)-share(timersEven)-share(timersBurst)); err != nil {
		return err
	}
	for range o.runs {
		even, err := play(ctx, o, s, c, share(timersEven), timersWithin)
		if err != nil {
			return err
		}
		all.add(c.name(), "lateness_p50_ms", "ms", percentile(even.LateMS, 50))
		all.add(c.name(), "lateness_p99_ms", "ms", percentile(even.LateMS, 99))
		all.add(c.name(), "redis_mb", "MB", even.redisMB)
		burst, err := play(ctx, o, s, c, share(timersBurst), 0)
		if err != nil {
			return err
		}
		all.add(c.name(), "burst_per_s", "1/s", float64(len(burst.LateMS))/burst.Seconds)
		all.add(c.name(), "burst_cpu_us", "us", float64(burst.cpu.Microseconds())/float64(len(burst.LateMS)))
	}
	return nil
}

type played struct {
	answer
	redisMB float64
	cpu     time.Duration // of the subject and the servers, from its readiness on
}

// play arms n near timers and lets the subject's process fire them.
func play(ctx context.Context, o options, s *servers, c contestant, n int, within float64) (played, error) {
	var p played
	t := c.task()
	t.Count, t.Within = n, within
	t.From = time.Now().Add(timersLead + time.Duration(n/10_000)*time.Second).Truncate(time.Second)
	if err := c.armNear(ctx, n, t.From, within); err != nil {
		return p, err
	}
	subject, err := startSubject(ctx, "timers-"+c.name(), t, o)
	if err != nil {
		return p, err
	}
	if p.redisMB, err = c.redisUsed(ctx); err != nil {
		return p, err
	}
	if left := time.Until(t.From); left <= 0 {
		return p, fmt.Errorf("not ready in time: %s late", -left)
	}
	cpu := s.cpuTime()
	own, _ := processTime(subject.cmd.Process.Pid)
	p.answer, err = subject.finish()
	p.cpu = s.cpuTime() - cpu + subject.cmd.ProcessState.UserTime() + subject.cmd.ProcessState.SystemTime() - own
	if err == nil && len(p.LateMS) != n {
		err = fmt.Errorf("%d of %d fired", len(p.LateMS), n)
	}
	return p, err
}

// stopwatch gathers lateness until all have come.
type stopwatch struct {
	from time.Time
	want int
	late chan time.Duration
}

func newStopwatch(t task) *stopwatch {
	return &stopwatch{from: t.From, want: t.Count, late: make(chan time.Duration, t.Count)}
}

// note counts one. More than are wanted are a fault that shows as a timer too many.
func (s *stopwatch) note(late time.Duration) {
	select {
	case s.late <- late:
	default:
	}
}

// wait returns when all have come, or what has come when nothing does any more.
func (s *stopwatch) wait(ctx context.Context) answer {
	const silence = 60 * time.Second
	var a answer
	timer := time.NewTimer(time.Until(s.from) + silence)
	defer timer.Stop()
	for len(a.LateMS) < s.want {
		select {
		case late := <-s.late:
			a.LateMS = append(a.LateMS, float64(late.Microseconds())/1000)
			timer.Reset(silence)
			continue
		case <-ctx.Done():
		case <-timer.C:
		}
		break
	}
	a.Seconds = time.Since(s.from).Seconds()
	return a
}
