package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"hotline/casecore"
)

const (
	// maxAttempts is how often an update may fail before it is a dead letter and its chat goes on.
	maxAttempts = 5
	turnTimeout = 30 * time.Second
	// heldPause is how long a worker leaves a chat alone that another copy has locked.
	heldPause = 20 * time.Millisecond
)

// errUnreadable is for an update that no attempt can ever understand.
var errUnreadable = errors.New("bot: the update cannot be read")

// claimChats finds chats with something to take, leaving out those that this process has in hand.
func (b *Bot) claimChats(ctx context.Context, free int) ([]job, time.Time, error) {
	chats, next, err := b.store.ready(ctx, b.now(), free+takers)
	if err != nil {
		return nil, next, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var jobs []job
	for _, chat := range chats {
		if b.busy[chat] || len(jobs) == free {
			continue
		}
		b.busy[chat] = true
		jobs = append(jobs, func(ctx context.Context) { b.serve(ctx, chat) })
	}
	return jobs, next, nil
}

// serve takes one chat's updates until none is ready, or for a while: others wait too.
func (b *Bot) serve(ctx context.Context, chat int64) {
	defer func() {
		b.mu.Lock()
		delete(b.busy, chat)
		b.mu.Unlock()
	}()
	const inARow = 20
	for range inARow {
		if !b.take(ctx, chat) {
			return
		}
	}
}

// take deals with the chat's lowest pending update and reports whether there was one to deal with.
func (b *Bot) take(ctx context.Context, chat int64) bool {
	ctx, cancel := context.WithTimeout(ctx, turnTimeout)
	defer cancel()
	u, found, err := b.attempt(ctx, chat, nil)
	var cause *casecore.Error
	if errors.As(err, &cause) && cause.Code != casecore.Internal && len(u.ids) > 0 {
		// Everything was rolled back; the person is told why in a transaction of its own.
		u, found, err = b.attempt(ctx, chat, &refusal{update: u.ids[0], cause: cause})
	}
	switch {
	case err == nil:
		b.speaking.wake()
		return found
	case len(u.ids) == 0:
		b.log.WarnContext(ctx, "telegram: take", "err", err)
		wait(ctx, heldPause)
		return false
	}
	b.giveBack(ctx, chat, u, err)
	return true
}

// giveBack counts a failure: the update is tried again after a while, or is a dead letter from now on, and the person hears.
func (b *Bot) giveBack(ctx context.Context, chat int64, u taken, cause error) {
	dead := u.attempts+1 >= maxAttempts || errors.Is(cause, errUnreadable)
	now := b.now()
	retry := now.Add(b.cfg.Backoff << min(u.attempts, 6))
	b.log.ErrorContext(ctx, "telegram: an update failed", "update", u.ids[0], "attempt", u.attempts+1, "dead", dead, "err", cause)
	err := b.store.db.InTx(ctx, func(ctx context.Context) error {
		if err := b.store.fail(ctx, u.ids, cause.Error(), retry, dead, now); err != nil || !dead {
			return err
		}
		return b.apologise(ctx, chat, u, now)
	})
	if err != nil {
		b.log.ErrorContext(ctx, "telegram: a failure could not be recorded", "update", u.ids[0], "err", err)
		wait(ctx, errPause)
	}
	b.speaking.wake()
}

// refusal is what the core said no to, and in which update.
type refusal struct {
	update int64
	cause  *casecore.Error
}

// attempt deals with the chat's head in one transaction: the turn's state, its use case, its answers and the update's mark
// are committed together. With told set, the turn only explains that refusal.
func (b *Bot) attempt(ctx context.Context, id int64, told *refusal) (u taken, found bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			b.log.ErrorContext(ctx, "telegram: panic", "chat_update", first(u.ids), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %T", p)
		}
	}()
	held := false
	err = b.store.db.InTx(ctx, func(ctx context.Context) error {
		c, locked, err := b.store.lockChat(ctx, id)
		if held = !locked; err != nil || held {
			return err
		}
		now := b.now()
		u, found, err = b.store.head(ctx, id, now)
		if err != nil || !found {
			return err
		}
		if told != nil && told.update != u.ids[0] { // another copy was quicker
			found = false
			return nil
		}
		t, err := b.newTurn(&c, u, now)
		if err != nil {
			return err
		}
		if told != nil {
			t.explain(told.cause)
		} else if err := t.run(ctx); err != nil {
			return err
		}
		return errors.Join(
			b.store.saveChat(ctx, &c, now),
			b.store.done(ctx, u.ids, now),
			b.store.enqueue(ctx, id, u.ids[0], t.out, now))
	})
	if held {
		wait(ctx, heldPause)
	}
	return u, found && err == nil, err
}

func first(ids []int64) int64 {
	if len(ids) == 0 {
		return 0
	}
	return ids[0]
}
