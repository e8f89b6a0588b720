package bot

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter keeps this process below Telegram's limits, in all and for each chat, and silent while Telegram asks for it.
// It is safe for concurrent use.
type limiter struct {
	now     func() time.Time
	perChat rate.Limit

	mu    sync.Mutex
	all   *rate.Limiter
	chats map[int64]*pace
	until time.Time // nobody is sent anything before
	swept time.Time
}

type pace struct {
	limit *rate.Limiter
	until time.Time
}

func newLimiter(all, perChat rate.Limit, now func() time.Time) *limiter {
	return &limiter{now: now, perChat: perChat, all: rate.NewLimiter(all, 1), chats: make(map[int64]*pace)}
}

// take asks for one message to chat, 0 for a call that is no message. It returns how long to wait before asking again; 0
// means that it may be sent now.
func (l *limiter) take(chat int64) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.sweep(now)
	if wait := l.until.Sub(now); wait > 0 {
		return wait
	}
	if chat == 0 {
		return grab(l.all, now)
	}
	c := l.pace(chat)
	if wait := c.until.Sub(now); wait > 0 {
		return wait
	}
	// The chat's own limit is looked at first, and only looked at: a chat that has to wait must not use up what is everybody's.
	if c.limit.TokensAt(now) < 1 {
		r := c.limit.ReserveN(now, 1)
		defer r.CancelAt(now)
		return r.DelayFrom(now)
	}
	if wait := grab(l.all, now); wait > 0 {
		return wait
	}
	c.limit.AllowN(now, 1)
	return 0
}

// pause honours a retry_after: it names no culprit, so the chat and everything else keep silent.
func (l *limiter) pause(chat int64, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	until := l.now().Add(d)
	if until.After(l.until) {
		l.until = until
	}
	if c := l.pace(chat); until.After(c.until) {
		c.until = until
	}
}

func (l *limiter) pace(chat int64) *pace {
	c, ok := l.chats[chat]
	if !ok {
		c = &pace{limit: rate.NewLimiter(l.perChat, 1)}
		l.chats[chat] = c
	}
	return c
}

// sweep forgets chats that may be written to anyway.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for id, c := range l.chats {
		if c.until.Before(now) && c.limit.TokensAt(now) >= 1 {
			delete(l.chats, id)
		}
	}
}

func grab(l *rate.Limiter, now time.Time) time.Duration {
	r := l.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}
