package outbox

import (
	"context"
	_ "embed"
	"errors"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/internal/live/wire"
)

var (
	//go:embed add.lua
	addLua string
	//go:embed reset.lua
	resetLua string
)

// errForeign tells that the stream in Redis is of another epoch, or gone.
var errForeign = errors.New("outbox: the stream in Redis is of another epoch")

// redisStream is a stream's copy in Redis.
type redisStream struct {
	client      redis.UniversalClient
	keys        wire.Keys
	keep        int // about how many entries stay
	addScript   *redis.Script
	resetScript *redis.Script
}

func newRedisStream(client redis.UniversalClient, name string, keep int) *redisStream {
	return &redisStream{
		client: client, keys: wire.KeysOf(name), keep: keep,
		addScript: redis.NewScript(addLua), resetScript: redis.NewScript(resetLua),
	}
}

// add appends rows, whose positions are consecutive, as far as they continue the stream, moves the beat, and returns the
// stream's last position: below the last of rows when something before them is missing. Without rows it only looks.
func (s *redisStream) add(ctx context.Context, epoch string, rows []row) (last int64, err error) {
	args := make([]any, 0, 4+len(rows))
	args = append(args, epoch, s.keep, strconv.FormatInt(time.Now().UnixNano(), 10), 0)
	for _, r := range rows {
		args = append(args, r.entry)
	}
	if len(rows) > 0 {
		args[3] = rows[0].position
	}
	last, err = s.addScript.Run(ctx, s.client, []string{s.keys.Stream, s.keys.Epoch, s.keys.Beat}, args...).Int64()
	if err == nil && last < 0 {
		err = errForeign
	}
	return last, err
}

// trim lets go of the entries before a position.
func (s *redisStream) trim(ctx context.Context, before int64) error {
	return s.client.XTrimMinID(ctx, s.keys.Stream, strconv.FormatInt(before, 10)).Err()
}

// reset empties the stream and gives it an epoch.
func (s *redisStream) reset(ctx context.Context, epoch string) error {
	return s.resetScript.Run(ctx, s.client, []string{s.keys.Stream, s.keys.Epoch}, epoch).Err()
}
