package live

import (
	"context"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/internal/live/wire"
)

const (
	// noticeQueue is how many notices may be on their way out before one is let go: whoever misses one looks by themselves.
	noticeQueue = 256
	noticeWait  = time.Second
)

// Named is a viewer to whom notices may be addressed.
type Named interface {
	// Name does not change while the connection lasts.
	Name() string
}

// Notifier tells every process that serves connections that there is news for somebody. It is safe for concurrent use.
type Notifier struct {
	client  redis.UniversalClient
	channel string
	log     *slog.Logger
	queue   chan string
}

// NewNotifier returns a notifier about one thing; [Notifier.Run] lets it speak.
func NewNotifier(client redis.UniversalClient, about string, log *slog.Logger) *Notifier {
	return &Notifier{client: client, channel: noticeChannel(about), log: log, queue: make(chan string, noticeQueue)}
}

func noticeChannel(about string) string { return "hl:notice:" + about }

// Tell says that there is news for a name. It never blocks.
func (n *Notifier) Tell(name string) {
	select {
	case n.queue <- name:
	default:
		n.log.Warn("a notice is let go", "channel", n.channel)
	}
}

// Run publishes until ctx ends.
func (n *Notifier) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case name := <-n.queue:
			call, cancel := context.WithTimeout(ctx, noticeWait)
			err := n.client.Publish(call, n.channel, name).Err()
			cancel()
			if err != nil && ctx.Err() == nil {
				n.log.DebugContext(ctx, "notice not sent", "channel", n.channel, "err", err)
			}
		}
	}
}

// Notices sends what notifiers say about one thing, in whatever process, to the connections of whom it is for, until ctx ends.
func (h *Hub) Notices(ctx context.Context, client redis.UniversalClient, about string) error {
	sub := client.Subscribe(ctx, noticeChannel(about))
	defer sub.Close()
	messages := sub.Channel()
	for {
		select {
		case <-ctx.Done():
			return nil
		case m, ok := <-messages:
			if !ok {
				return nil
			}
			h.Notify(m.Payload, about)
		}
	}
}

// Notify tells the connections of a name that something of theirs has changed; they look at it by themselves.
func (h *Hub) Notify(name, about string) {
	b, err := encodeNotice(about)
	if err != nil {
		h.log.Error("notice", "err", err)
		return
	}
	f, err := newFrame(b)
	if err != nil {
		h.log.Error("notice", "err", err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.each(func(c *conn) {
		if v, ok := c.viewer.(Named); !ok || v.Name() != name {
			return
		}
		if !c.permitted() {
			c.end(wire.CloseSignIn, "sign in")
			return
		}
		c.enqueue(f)
	})
}
