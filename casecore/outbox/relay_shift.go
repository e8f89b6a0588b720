package outbox

import (
	"context"
	"errors"
	"time"

	"hotline/internal/pg"
)

// shift is one ownership of the stream.
type shift struct {
	*Relay
	fence  pg.Fence
	state  state     // of the stream in PostgreSQL
	synced bool      // Redis holds everything up to state.position, as far as is known
	last   int64     // what Redis held when it answered last
	next   time.Time // when Redis is asked again
}

// work relays until ctx ends or PostgreSQL fails; then the lease is let go and somebody takes it anew.
func (s *shift) work(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	woken := true
	for {
		more, err := s.cycle(ctx, woken)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case more:
			woken = true
			continue
		}
		timer.Reset(poll)
		select {
		case <-ctx.Done():
			return nil
		case <-s.wake:
			woken = true
		case <-timer.C:
			woken = false
		}
	}
}

// cycle moves one batch; more tells that another is likely to wait. An unwoken cycle looks before it writes.
func (s *shift) cycle(ctx context.Context, woken bool) (more bool, err error) {
	if !woken {
		seen, waiting, err := s.look(ctx)
		if err != nil {
			return false, err
		}
		if !waiting && seen.marked {
			s.see(seen)
			s.settle(ctx, nil)
			return false, nil
		}
	}
	rows, now, err := s.position(ctx, s.fence)
	if err != nil {
		return false, err
	}
	if !now.marked {
		s.cfg.Log.WarnContext(ctx, "PostgreSQL was not shut down in order: positions may have been lost, a new epoch begins", "position", now.position)
		return true, s.mark(ctx, s.fence)
	}
	s.see(now)
	s.settle(ctx, rows)
	return len(rows) == batchRows, nil
}

// see takes note of the stream's state; another epoch makes what Redis holds worthless.
func (s *shift) see(now state) {
	if now.epoch != s.state.epoch {
		s.synced, s.next = false, time.Time{}
	}
	s.state = now
}

// settle brings Redis up to the state: by adding rows when nothing else is missing, by reading the table otherwise. It
// fails softly, since the table keeps what Redis lacks.
func (s *shift) settle(ctx context.Context, rows []row) {
	due := !time.Now().Before(s.next)
	if !due && (len(rows) == 0 || !s.synced) {
		return
	}
	call, cancel := context.WithTimeout(ctx, redisWait)
	defer cancel()
	last := int64(-1)
	var err error
	if s.synced {
		last, err = s.redis.add(call, s.state.epoch, rows)
	}
	if err == nil && last < s.state.position || errors.Is(err, errForeign) {
		last, err = s.refill(ctx)
	}
	if err == nil {
		s.last = last
	}
	s.synced = err == nil && last >= s.state.position
	s.next = time.Now().Add(checkEvery)
	if err != nil {
		s.next = time.Now().Add(redisPause)
		if ctx.Err() == nil {
			s.cfg.Log.WarnContext(ctx, "redis lacks committed changes", "position", s.state.position, "err", err)
		}
	}
	if s.cfg.Hooks.Behind != nil {
		s.cfg.Hooks.Behind(max(s.state.position-s.last, 0))
	}
}

// refill adds from the table what is above the last entry in Redis. When Redis holds nothing, something else, or less
// than the table still knows, the stream begins anew with the recent part.
func (s *shift) refill(ctx context.Context) (int64, error) {
	for {
		last, err := s.refillSome(ctx)
		if err != nil || last >= s.state.position {
			return last, err
		}
	}
}

func (s *shift) refillSome(ctx context.Context) (int64, error) {
	call, cancel := context.WithTimeout(ctx, redisWait)
	defer cancel()
	last, err := s.redis.add(call, s.state.epoch, nil)
	switch {
	case err == nil && last > s.state.position:
		if err := s.renewEpoch(call, last); err != nil {
			return 0, err
		}
		fallthrough
	case errors.Is(err, errForeign):
		if err := s.beginAnew(call); err != nil {
			return 0, err
		}
		last = 0
	case err != nil:
		return 0, err
	}
	rows, err := s.recent(call, s.state.epoch, max(last, s.state.position-int64(s.cfg.Keep)))
	if err != nil {
		return last, err
	}
	if len(rows) == 0 { // pruned: only a snapshot tells now
		return s.state.position, nil
	}
	if last > 0 && rows[0].position != last+1 {
		if err := s.beginAnew(call); err != nil {
			return 0, err
		}
	}
	return s.redis.add(call, s.state.epoch, rows)
}

// beginAnew empties the stream in Redis, as its owner.
func (s *shift) beginAnew(ctx context.Context) error {
	now, err := s.confirm(ctx, s.fence)
	if err != nil {
		return err
	}
	s.state = now
	return s.redis.reset(ctx, now.epoch)
}

// renewEpoch starts an epoch: Redis is ahead of PostgreSQL, which therefore has lost commits (a failover to a standby
// that lagged), and positions are about to mean something else than they did.
func (s *shift) renewEpoch(ctx context.Context, last int64) error {
	s.cfg.Log.ErrorContext(ctx, "PostgreSQL is behind Redis: committed changes were lost, a new epoch begins",
		"position", s.state.position, "redis", last)
	return s.startEpoch(ctx, s.fence, last)
}
