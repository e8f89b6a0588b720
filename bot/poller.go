package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	tg "github.com/go-telegram/bot"

	"hotline/internal/pg"
)

// Pauses of the poller after an error: short at first, so that a blip costs little.
const (
	firstPause = 200 * time.Millisecond
	lastPause  = 10 * time.Second
)

// receive makes sure that updates come, while this copy holds the lease: it polls, or keeps the webhook set.
func (b *Bot) receive(ctx context.Context, f pg.Fence) error {
	if b.cfg.WebhookSecret != "" {
		return b.keepWebhook(ctx)
	}
	return b.poll(ctx, f)
}

// poll fetches updates until ctx ends or the lease is lost.
func (b *Bot) poll(ctx context.Context, f pg.Fence) error {
	p := poller{bot: b, fence: f}
	var pause time.Duration
	for ctx.Err() == nil {
		err := p.fetch(ctx)
		switch {
		case err == nil:
			pause = 0
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, pg.ErrLeaseLost):
			return err
		default:
			pause = b.pauseAfter(ctx, err, pause)
			wait(ctx, pause)
		}
	}
	return nil
}

// poller is one holder's polling.
type poller struct {
	bot    *Bot
	fence  pg.Fence
	offset int64 // confirms what was stored, with the next call; 0 confirms nothing
	alone  bool  // the webhook, which would get everything, is gone
}

// fetch gets updates and stores them, and only then lets the next call confirm them. The offset goes with that one call:
// ids restart at random after a quiet week, and an old offset would confirm unseen updates below it.
func (p *poller) fetch(ctx context.Context) error {
	b := p.bot
	if !p.alone {
		if err := b.api.deleteWebhook(ctx); err != nil {
			return err
		}
		p.alone = true
	}
	raws, err := b.api.getUpdates(ctx, p.offset, b.cfg.PollTimeout)
	if err != nil {
		p.alone = p.alone && !errors.Is(err, tg.ErrorConflict)
		return err
	}
	p.offset = 0
	updates := make([]incoming, 0, len(raws))
	for _, raw := range raws {
		u, err := parseIncoming(raw)
		if err != nil {
			b.log.ErrorContext(ctx, "telegram: an update without an id is skipped", "bytes", len(raw))
			continue
		}
		updates = append(updates, u)
	}
	if len(updates) == 0 {
		return nil
	}
	if err := b.accept(ctx, updates, 0, p.fence.Check); err != nil {
		return err
	}
	for _, u := range updates {
		p.offset = max(p.offset, u.id+1)
	}
	return nil
}

// pauseAfter logs an error of receiving and returns how long to wait. The first of a series is logged.
func (b *Bot) pauseAfter(ctx context.Context, err error, last time.Duration) time.Duration {
	var many *tg.TooManyRequestsError
	pause := min(max(firstPause, last*2), lastPause)
	if errors.As(err, &many) {
		pause = max(pause, time.Duration(many.RetryAfter)*time.Second)
	}
	if last == 0 {
		b.log.WarnContext(ctx, "telegram: receiving", "err", err)
	}
	return pause + rand.N(pause/4+1) //nolint:gosec // spreads copies, guards nothing
}

// keepWebhook sets the webhook and holds the lease, so that one copy does it.
func (b *Bot) keepWebhook(ctx context.Context) error {
	var pause time.Duration
	for ctx.Err() == nil {
		err := b.api.setWebhook(ctx, b.cfg.PublicURL+WebhookPath, b.cfg.WebhookSecret)
		if err == nil {
			b.log.InfoContext(ctx, "telegram: webhook set")
			<-ctx.Done()
			return nil
		}
		pause = b.pauseAfter(ctx, err, pause)
		wait(ctx, pause)
	}
	return nil
}

// accept stores updates in one transaction, if check passes, and wakes those who take them.
func (b *Bot) accept(ctx context.Context, updates []incoming, hold time.Duration, check func(context.Context) error) error {
	err := b.store.db.InTx(ctx, func(ctx context.Context) error {
		if check != nil {
			if err := check(ctx); err != nil {
				return err
			}
		}
		return b.store.insert(ctx, updates, b.now(), hold, b.cfg.AlbumWait)
	})
	if err != nil {
		return err
	}
	for _, u := range updates {
		if len(u.files) > 0 {
			b.fetching.wake()
			break
		}
	}
	b.taking.wake()
	return nil
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
