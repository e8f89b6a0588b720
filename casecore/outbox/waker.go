package outbox

import (
	"context"
	"log/slog"

	"github.com/redis/go-redis/v9"

	"hotline/internal/live/wire"
)

// Waker tells the relay of a stream, in whatever process it works, that something was committed. Wake-ups that come
// while one is on its way become one. One that is lost costs a poll's time.
type Waker struct {
	client  redis.UniversalClient
	channel string
	log     *slog.Logger
	wake    chan struct{}
}

// NewWaker returns a waker of the stream's relay; [Waker.Run] lets it speak.
func NewWaker(client redis.UniversalClient, stream string, log *slog.Logger) *Waker {
	return &Waker{client: client, channel: wire.KeysOf(stream).Wake, log: log, wake: make(chan struct{}, 1)}
}

// Wake never blocks.
func (w *Waker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Run publishes wake-ups until ctx ends.
func (w *Waker) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.wake:
		}
		call, cancel := context.WithTimeout(ctx, redisWait)
		err := w.client.Publish(call, w.channel, "").Err()
		cancel()
		if err != nil && ctx.Err() == nil {
			w.log.DebugContext(ctx, "wake-up not sent", "channel", w.channel, "err", err)
		}
	}
}

// Listen calls wake whenever a [Waker] of the stream speaks, in whatever process, until ctx ends. The client subscribes
// again by itself.
func Listen(ctx context.Context, client redis.UniversalClient, stream string, wake func()) error {
	sub := client.Subscribe(ctx, wire.KeysOf(stream).Wake)
	defer sub.Close()
	messages := sub.Channel(redis.WithChannelSize(1))
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-messages:
			wake()
		}
	}
}
