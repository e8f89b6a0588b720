package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/google/uuid"

	"hotline/casecore"
)

// Sender tells chats what the core has to say: deliveries by the channel "telegram". It is safe for concurrent use and
// keeps Telegram's limits together with the conversation of the same process.
type Sender struct {
	bot *Bot
}

// Sender returns the bot's sender of deliveries.
func (b *Bot) Sender() *Sender { return &Sender{bot: b} }

// RetryAfter is a sender's error: Telegram, or the lack of a token, asks to be left alone for a while.
type RetryAfter struct {
	After time.Duration
	Err   error
}

// Error writes the error for a log.
func (e RetryAfter) Error() string {
	return fmt.Sprintf("telegram: retry after %s: %v", e.After, e.Err)
}

// Unwrap returns the cause.
func (e RetryAfter) Unwrap() error { return e.Err }

// Unreachable is a sender's error: the chat takes nothing until its people come back with /start.
type Unreachable struct {
	Err error
}

// Error writes the error for a log.
func (e Unreachable) Error() string { return fmt.Sprintf("telegram: unreachable: %v", e.Err) }

// Unwrap returns the cause.
func (e Unreachable) Unwrap() error { return e.Err }

// Later is a sender's error: the chat's person wants to be told later.
type Later struct {
	At time.Time
}

// Error writes the error for a log.
func (e Later) Error() string { return "telegram: not before " + e.At.UTC().Format(time.RFC3339) }

var (
	errNoToken = errors.New("no token")
	errNoChat  = errors.New("the chat does not take messages")
)

// tokenPause is how long deliveries wait before they look again whether there is a token.
const tokenPause = time.Minute

// Send renders a delivery, with more of the same template where letters gather, in the reader's language and sends it to
// the chat that is its address. It returns the message's id. It waits for its turn as long as ctx allows. It fails with
// [RetryAfter], [Later], [Unreachable], or another error after which trying again may help.
func (s *Sender) Send(ctx context.Context, d casecore.Delivery, more []casecore.Delivery, lang string) (string, error) {
	b := s.bot
	if b.api == nil {
		return "", RetryAfter{After: tokenPause, Err: errNoToken}
	}
	chat, err := strconv.ParseInt(d.Address, 10, 64)
	if err != nil || chat == 0 {
		return "", Unreachable{Err: errNoChat}
	}
	c, err := b.store.hearing(ctx, chat)
	switch {
	case err != nil:
		return "", err
	case c.gone:
		return "", Unreachable{Err: errNoChat}
	}
	if at, waits, err := b.waits(d, c); err != nil {
		return "", err
	} else if waits {
		return "", Later{At: at}
	}
	html, markup, err := b.render(d, more, lang)
	if err != nil {
		return "", err
	}
	for {
		after := b.limiter.take(chat)
		if after == 0 {
			break
		}
		wait(ctx, after)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
	}
	id, err := b.api.send(ctx, chat, html, markup)
	var moved *tg.MigrateError
	if errors.As(err, &moved) && moved.MigrateToChatID != 0 {
		if err := b.store.moveChat(ctx, chat, int64(moved.MigrateToChatID)); err != nil {
			return "", err
		}
		id, err = b.api.send(ctx, int64(moved.MigrateToChatID), html, markup)
	}
	if err != nil {
		return "", s.failure(ctx, chat, err)
	}
	return strconv.Itoa(id), s.expectAnswer(ctx, d, chat)
}

// What is answered in the chat.
const (
	templateQuestion = "citizen.question"
	templateMessage  = "citizen.message"
)

// expectAnswer remembers a question, so that its answer may simply be written into the chat.
func (s *Sender) expectAnswer(ctx context.Context, d casecore.Delivery, chat int64) error {
	if d.Template != templateQuestion && d.Template != templateMessage {
		return nil
	}
	var about struct {
		Case   uuid.UUID `json:"case_id"`
		Report uuid.UUID `json:"report_id"`
		Number string    `json:"number"`
	}
	if err := json.Unmarshal(d.Args, &about); err != nil {
		return err
	}
	question := asked{What: askedOffered, ID: about.Case, Number: about.Number}
	if d.Template == templateMessage {
		question.Answer = askedAdd
		if about.Case == uuid.Nil {
			question.ID, question.Answer = about.Report, askedAddReport
		}
	}
	if err := s.bot.store.offer(ctx, chat, question); err != nil {
		// The message is out, and its button works all the same: sending it again would be worse.
		s.bot.log.WarnContext(ctx, "telegram: a question is not remembered", "err", err)
	}
	return nil
}

func (s *Sender) failure(ctx context.Context, chat int64, err error) error {
	var many *tg.TooManyRequestsError
	switch {
	case errors.As(err, &many):
		after := time.Duration(many.RetryAfter) * time.Second
		s.bot.limiter.pause(chat, after)
		return RetryAfter{After: after, Err: err}
	case gone(err):
		return errors.Join(Unreachable{Err: err}, s.bot.store.markUnreachable(ctx, chat, s.bot.now()))
	}
	return err
}
