package dashboard

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter bounds how often each of many keys comes by. It forgets keys that have all their burst back.
type limiter struct {
	rate Rate
	now  func() time.Time

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

// maxBuckets bounds the memory; past it those who waited long enough are forgotten, then all.
const maxBuckets = 50_000

func newLimiter(r Rate, now func() time.Time) *limiter {
	return &limiter{rate: r, now: now, buckets: make(map[string]*rate.Limiter)}
}

// allow takes one of the key's, and tells for how long there is none when there is none.
func (l *limiter) allow(key string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b, known := l.buckets[key]
	if !known {
		if len(l.buckets) >= maxBuckets {
			l.tidy(now)
		}
		b = rate.NewLimiter(rate.Every(l.rate.Every), l.rate.Burst)
		l.buckets[key] = b
	}
	if b.AllowN(now, 1) {
		return 0, true
	}
	return l.rate.Every, false
}

// room tells whether the key has any left, without taking one.
func (l *limiter) room(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.buckets[key]
	return !known || b.TokensAt(l.now()) >= 1
}

func (l *limiter) tidy(now time.Time) {
	for key, b := range l.buckets {
		if b.TokensAt(now) >= float64(l.rate.Burst) {
			delete(l.buckets, key)
		}
	}
	if len(l.buckets) >= maxBuckets {
		clear(l.buckets)
	}
}
