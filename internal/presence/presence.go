// Package presence knows who looks at what now: people say so every few seconds while they do, and whoever has not been
// heard for [Silent] is gone. All copies of the product share one picture, in Redis; it is worth nothing the moment after,
// so nothing is kept, and without Redis nobody is known to be anywhere.
//
// A [Board] is safe for concurrent use and has nothing to close. It does not rest on keys that expire: whoever reads leaves
// out what is too old; the expiry only tidies up.
package presence

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// Every is how often somebody says that they are there.
	Every = 5 * time.Second
	// Silent is how long after their last word somebody still counts as there.
	Silent = 3 * Every
	keep   = time.Minute
	wait   = time.Second
)

// Board tells who is where.
type Board struct {
	client redis.UniversalClient
	now    func() time.Time
}

// New returns a board. now is real time: people do not look any faster when the city's clock does.
func New(client redis.UniversalClient, now func() time.Time) *Board { return &Board{client, now} }

func key(subject string) string { return "hotline:presence:{" + subject + "}" }

// Here says that who looks at the subject, and returns the others who do, whoever was heard last first.
func (b *Board) Here(ctx context.Context, subject, who string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	now := b.now()
	pipe := b.client.Pipeline()
	pipe.ZAdd(ctx, key(subject), redis.Z{Score: float64(now.UnixMilli()), Member: who})
	pipe.ZRemRangeByScore(ctx, key(subject), "-inf", "("+strconv.FormatInt(now.Add(-Silent).UnixMilli(), 10))
	there := pipe.ZRevRange(ctx, key(subject), 0, -1)
	pipe.PExpire(ctx, key(subject), keep)
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("presence: %w", err)
	}
	var others []string
	for _, member := range there.Val() {
		if member != who {
			others = append(others, member)
		}
	}
	return others, nil
}

// Gone says that who no longer looks at the subject.
func (b *Board) Gone(ctx context.Context, subject, who string) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if err := b.client.ZRem(ctx, key(subject), who).Err(); err != nil {
		return fmt.Errorf("presence: %w", err)
	}
	return nil
}
