// Package redisdb opens the Redis that timers and the live feed meet in: a server, a cluster, or the embedded one.
//
// Redis is an index and a fan-out, rebuilt from PostgreSQL whenever it was emptied. The embedded one (miniredis) lives in
// the process, so it serves one process only: whoever opens it makes sure of that first. It never expires keys by itself;
// its clock is moved by a ticker, and nothing rests on an expiry.
package redisdb

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// tick is how often the embedded Redis is told that time passed.
const tick = time.Second

// Redis is an open client with what keeps it going.
type Redis struct {
	redis.UniversalClient

	embedded *miniredis.Miniredis
}

// Open connects to url (redis://, rediss:// or unix://; a cluster when it names more nodes by addr=host:port), or starts
// the embedded Redis when url is empty. A server that is away is no error: its users wait for it.
func Open(url string) (*Redis, error) {
	if url == "" {
		m := miniredis.NewMiniRedis()
		if err := m.Start(); err != nil {
			return nil, fmt.Errorf("redis: embedded: %w", err)
		}
		return &Redis{redis.NewClient(&redis.Options{Addr: m.Addr()}), m}, nil
	}
	if strings.Contains(url, "addr=") {
		opts, err := redis.ParseClusterURL(url)
		if err != nil {
			return nil, errWrong
		}
		return &Redis{redis.NewClusterClient(opts), nil}, nil
	}
	opts, err := redis.ParseURL(url)
	if err != nil {
		return nil, errWrong
	}
	return &Redis{redis.NewClient(opts), nil}, nil
}

// errWrong stands for the parser's message, which may quote the password.
var errWrong = errors.New("redis: REDIS_URL is not a Redis address")

// Embedded tells whether it is the one in this process.
func (r *Redis) Embedded() bool { return r.embedded != nil }

// Run moves the embedded Redis's clock until ctx ends.
func (r *Redis) Run(ctx context.Context) error {
	if r.embedded == nil {
		<-ctx.Done()
		return nil
	}
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticker.C:
			r.embedded.FastForward(now.Sub(last))
			last = now
		}
	}
}

// Close lets go of the connections and stops the embedded Redis.
func (r *Redis) Close() error {
	err := r.UniversalClient.Close()
	if r.embedded != nil {
		r.embedded.Close()
	}
	return err
}
