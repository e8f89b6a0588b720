package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/internal/live/wire"
)

// ErrNoEpoch is returned by a source that no relay has filled yet, or that has lost its data.
var ErrNoEpoch = errors.New("live: the stream is empty in Redis")

// Source is where a hub reads committed changes from, in the order of their positions.
type Source interface {
	// Tail returns the newest n entries, oldest first.
	Tail(ctx context.Context, n int) (Tail, error)
	// Read returns what comes after a position, waiting up to about a second for it. A batch without entries says what
	// the source knows.
	Read(ctx context.Context, after int64) (Batch, error)
}

// Tail is the end of a stream.
type Tail struct {
	Epoch   string
	Beat    string
	Entries []wire.Entry
}

// Batch is what came after a position. Without entries, Epoch and Beat are the present ones; Beat moves while a relay
// is at work.
type Batch struct {
	Epoch   string
	Beat    string
	Entries []wire.Entry
}

const (
	readCount = 500
	readWait  = 500 * time.Millisecond
)

// RedisSource reads the stream that a relay fills.
type RedisSource struct {
	client redis.UniversalClient
	keys   wire.Keys
}

// NewRedisSource returns the source of the stream called name.
func NewRedisSource(client redis.UniversalClient, name string) *RedisSource {
	return &RedisSource{client: client, keys: wire.KeysOf(name)}
}

// Tail implements [Source].
func (s *RedisSource) Tail(ctx context.Context, n int) (Tail, error) {
	epoch, beat, err := s.state(ctx)
	if err != nil {
		return Tail{}, err
	}
	messages, err := s.client.XRevRangeN(ctx, s.keys.Stream, "+", "-", int64(n)).Result()
	if err != nil {
		return Tail{}, fmt.Errorf("live: read stream: %w", err)
	}
	slices.Reverse(messages)
	entries, err := parse(messages)
	if err != nil {
		return Tail{}, err
	}
	// The epoch was read first: entries of a newer one are found by the next read, which ends this tail's time.
	entries = slices.DeleteFunc(entries, func(e wire.Entry) bool { return e.Epoch != epoch })
	return Tail{Epoch: epoch, Beat: beat, Entries: entries}, nil
}

// Read implements [Source].
func (s *RedisSource) Read(ctx context.Context, after int64) (Batch, error) {
	streams, err := s.client.XRead(ctx, &redis.XReadArgs{
		Streams: []string{s.keys.Stream, strconv.FormatInt(after, 10) + "-0"}, Count: readCount, Block: readWait,
	}).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return Batch{}, fmt.Errorf("live: read stream: %w", err)
	}
	if len(streams) > 0 && len(streams[0].Messages) > 0 {
		entries, err := parse(streams[0].Messages)
		return Batch{Entries: entries}, err
	}
	epoch, beat, err := s.state(ctx)
	return Batch{Epoch: epoch, Beat: beat}, err
}

func (s *RedisSource) state(ctx context.Context) (epoch, beat string, err error) {
	values, err := s.client.MGet(ctx, s.keys.Epoch, s.keys.Beat).Result()
	if err != nil {
		return "", "", fmt.Errorf("live: read epoch: %w", err)
	}
	epoch, _ = values[0].(string)
	beat, _ = values[1].(string)
	if epoch == "" {
		return "", "", ErrNoEpoch
	}
	return epoch, beat, nil
}

func parse(messages []redis.XMessage) ([]wire.Entry, error) {
	entries := make([]wire.Entry, 0, len(messages))
	for _, m := range messages {
		e, err := wire.ParseEntry(m.Values)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}
