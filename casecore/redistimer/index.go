package redistimer

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"hotline/casecore"
)

//go:embed claim.lua
var claimSource string

var claimScript = redis.NewScript(claimSource)

// index is the near deadlines in Redis. It is stateless and safe for concurrent use.
type index struct {
	redis  redis.UniversalClient
	shards []shardKeys
	// channel carries a word to every copy when something is armed that is due before they would look again.
	channel string
}

type shardKeys struct{ due, leased, epoch string }

func newIndex(client redis.UniversalClient, prefix string, shards int) *index {
	x := &index{redis: client, channel: prefix + "wake:timers"}
	for n := range shards {
		tagged := prefix + "{t" + strconv.Itoa(n) + "}:"
		x.shards = append(x.shards, shardKeys{tagged + "due", tagged + "leased", tagged + "epoch"})
	}
	return x
}

// claimed is one shard's answer.
type claimed struct {
	shard int
	refs  []casecore.TimerRef
	junk  []any     // members that cannot be read
	epoch string    // "" when Redis has none
	next  time.Time // when something is due or a lease ends, zero when nothing waits
	err   error
}

// claim takes up to limit due members from each of the shards, in one round trip.
func (x *index) claim(ctx context.Context, shards []int, now, lease time.Time, limit int) []claimed {
	cmds := x.eval(ctx, shards, claimScript.EvalSha, now, lease, limit)
	var missing []int
	for i, cmd := range cmds {
		if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
			missing = append(missing, i)
		}
	}
	if len(missing) > 0 {
		again := make([]int, len(missing))
		for i, m := range missing {
			again[i] = shards[m]
		}
		for i, cmd := range x.eval(ctx, again, claimScript.Eval, now, lease, limit) {
			cmds[missing[i]] = cmd
		}
	}
	out := make([]claimed, len(shards))
	for i, cmd := range cmds {
		out[i] = readClaim(cmd)
		out[i].shard = shards[i]
	}
	return out
}

type evaluator func(ctx context.Context, c redis.Scripter, keys []string, args ...any) *redis.Cmd

func (x *index) eval(ctx context.Context, shards []int, eval evaluator, now, lease time.Time, limit int) []*redis.Cmd {
	cmds := make([]*redis.Cmd, len(shards))
	pipe := x.redis.Pipeline()
	for i, n := range shards {
		k := x.shards[n]
		cmds[i] = eval(ctx, pipe, []string{k.due, k.leased, k.epoch}, score(now), score(lease), limit)
	}
	_, _ = pipe.Exec(ctx) // each command has its own error
	return cmds
}

func readClaim(cmd *redis.Cmd) claimed {
	words, err := cmd.StringSlice()
	if err != nil {
		return claimed{err: fmt.Errorf("redistimer: claim: %w", err)}
	}
	const head = 2
	if len(words) < head {
		return claimed{err: errors.New("redistimer: claim: short answer")}
	}
	c := claimed{epoch: words[0]}
	if words[1] != "" {
		at, err := strconv.ParseFloat(words[1], 64)
		if err != nil {
			return claimed{err: fmt.Errorf("redistimer: claim: next: %w", err)}
		}
		c.next = time.UnixMicro(int64(at)).UTC()
	}
	for _, member := range words[head:] {
		ref, err := decode(member)
		if err != nil {
			c.junk = append(c.junk, member)
			continue
		}
		c.refs = append(c.refs, ref)
	}
	return c
}

// timer is a ref and when to look at it: its due time, or later after a failure.
type timer struct {
	ref casecore.TimerRef
	at  time.Time
}

// add puts timers into the index.
func (x *index) add(ctx context.Context, timers []timer) error {
	return x.pipelined(ctx, func(pipe redis.Pipeliner) { x.queueAdds(ctx, pipe, timers) })
}

// settle takes done members off the leased set and puts others back to be claimed again.
func (x *index) settle(ctx context.Context, done []casecore.TimerRef, back []timer) error {
	return x.pipelined(ctx, func(pipe redis.Pipeliner) {
		x.queueAdds(ctx, pipe, back) // before it leaves the leased set: a break between them repeats, and loses nothing
		members := make(map[int][]any)
		for _, ref := range done {
			n := x.shard(ref)
			members[n] = append(members[n], encode(ref))
		}
		for _, t := range back {
			n := x.shard(t.ref)
			members[n] = append(members[n], encode(t.ref))
		}
		for n, m := range members {
			pipe.ZRem(ctx, x.shards[n].leased, m...)
		}
	})
}

// discard drops members that cannot be read; what they stood for is in PostgreSQL.
func (x *index) discard(ctx context.Context, c claimed) error {
	if len(c.junk) == 0 {
		return nil
	}
	return x.redis.ZRem(ctx, x.shards[c.shard].leased, c.junk...).Err()
}

func (x *index) shard(ref casecore.TimerRef) int { return shardOf(ref.Subject.ID, len(x.shards)) }

func (x *index) queueAdds(ctx context.Context, pipe redis.Pipeliner, timers []timer) {
	members := make(map[int][]redis.Z)
	for _, t := range timers {
		n := x.shard(t.ref)
		members[n] = append(members[n], redis.Z{Score: float64(t.at.UnixMicro()), Member: encode(t.ref)})
	}
	for n, z := range members {
		pipe.ZAdd(ctx, x.shards[n].due, z...)
	}
}

func (x *index) pipelined(ctx context.Context, queue func(redis.Pipeliner)) error {
	pipe := x.redis.Pipeline()
	queue(pipe)
	if pipe.Len() == 0 {
		return nil
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("redistimer: index: %w", err)
	}
	return nil
}

// epochs returns each shard's epoch, giving one to those that have none.
func (x *index) epochs(ctx context.Context) ([]string, error) {
	pipe := x.redis.Pipeline()
	cmds := make([]*redis.StringCmd, len(x.shards))
	fresh := uuid.NewString()
	for n, k := range x.shards {
		pipe.SetNX(ctx, k.epoch, fresh, 0)
		cmds[n] = pipe.Get(ctx, k.epoch)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("redistimer: epochs: %w", err)
	}
	out := make([]string, len(cmds))
	for n, cmd := range cmds {
		out[n] = cmd.Val()
	}
	return out, nil
}

func (x *index) wake(ctx context.Context) error {
	return x.redis.Publish(ctx, x.channel, "").Err()
}
