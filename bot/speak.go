package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
)

const (
	speakAttempts = 8
	speakBackoff  = time.Second
)

// States in which an outgoing row ends.
const (
	stateSent = "sent"
	stateLate = "late" // a callback that was answered too late, buttons that are no longer there
	stateDead = "dead"
)

// speakLease is how long a claimed row is out of others' sight.
func (b *Bot) speakLease() time.Duration { return 2 * b.cfg.SendTimeout }

func (b *Bot) claimAnswers(ctx context.Context, free int) ([]job, time.Time, error) {
	rows, next, err := b.store.claimOutgoing(ctx, b.now(), b.speakLease(), free)
	if err != nil {
		return nil, next, err
	}
	jobs := make([]job, len(rows))
	for i, q := range rows {
		jobs[i] = func(ctx context.Context) { b.speak(ctx, q) }
	}
	return jobs, next, nil
}

// speak sends one row. Where it cannot know whether Telegram took it, it sends it again: at least once.
func (b *Bot) speak(ctx context.Context, q queued) {
	ctx, cancel := context.WithTimeout(ctx, b.speakLease())
	defer cancel()
	paced := int64(0)
	if q.method == methodSend {
		paced = q.chat
	}
	now := b.now()
	if wait := b.limiter.take(paced); wait > 0 {
		b.settle(ctx, q, b.store.postponeOutgoing(ctx, q.id, now.Add(wait), "", false))
		return
	}
	message, err := b.deliver(ctx, q)
	now = b.now()
	var many *tg.TooManyRequestsError
	switch {
	case err == nil:
		err = b.store.settleOutgoing(ctx, q.id, stateSent, message, "", now)
	case errors.As(err, &many):
		after := time.Duration(many.RetryAfter) * time.Second
		b.limiter.pause(q.chat, after)
		err = b.store.postponeOutgoing(ctx, q.id, now.Add(after), "429", false)
	case gone(err) && q.method == methodSend:
		b.log.InfoContext(ctx, "telegram: a chat is unreachable")
		err = b.store.markUnreachable(ctx, q.chat, now)
	case q.method != methodSend && permanent(err):
		err = b.store.settleOutgoing(ctx, q.id, stateLate, 0, err.Error(), now)
	case permanent(err) || q.attempts >= speakAttempts:
		b.log.ErrorContext(ctx, "telegram: an answer is given up", "row", q.id, "attempts", q.attempts, "err", err)
		err = b.store.settleOutgoing(ctx, q.id, stateDead, 0, err.Error(), now)
	default:
		err = b.store.postponeOutgoing(ctx, q.id, now.Add(speakBackoff<<min(q.attempts-1, 6)), err.Error(), true)
	}
	b.settle(ctx, q, err)
}

func (b *Bot) deliver(ctx context.Context, q queued) (message int, err error) {
	switch q.method {
	case methodAnswer:
		return 0, b.api.answer(ctx, q.payload.Query, q.payload.Text)
	case methodStrip:
		return 0, b.api.strip(ctx, q.chat, q.payload.Message)
	}
	return b.api.send(ctx, q.chat, q.payload.Text, q.payload.Markup)
}

func (b *Bot) settle(ctx context.Context, q queued, err error) {
	if err != nil {
		b.log.WarnContext(ctx, "telegram: an answer's end could not be recorded", "row", q.id, "err", err)
	}
}

// gone tells whether the chat itself refuses: blocked, deleted, never started.
func gone(err error) bool {
	return errors.Is(err, tg.ErrorForbidden) || isChatNotFound(err)
}

// permanent tells whether the same call would fail again.
func permanent(err error) bool {
	return errors.Is(err, tg.ErrorBadRequest) || errors.Is(err, tg.ErrorNotFound) || errors.Is(err, tg.ErrorForbidden)
}

// isChatNotFound tells a chat that the bot may not write to from other bad requests, which Telegram tells apart by words.
func isChatNotFound(err error) bool {
	return errors.Is(err, tg.ErrorBadRequest) && strings.Contains(err.Error(), "chat not found")
}
