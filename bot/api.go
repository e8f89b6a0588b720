package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

const (
	callTimeout = 10 * time.Second // beyond what a call waits for on purpose
	fileTimeout = 60 * time.Second
	// maxBatch bounds an answer to getUpdates, in bytes.
	maxBatch = 64 << 20
)

// allowedUpdates are the kinds that the conversation understands.
var allowedUpdates = []string{
	models.AllowedUpdateMessage, models.AllowedUpdateEditedMessage, models.AllowedUpdateCallbackQuery,
	models.AllowedUpdateMyChatMember,
}

// api speaks to the Bot API. The library sends; fetching updates and files is ours, because the library acknowledges
// updates before anything has stored them. No error that leaves it shows the token.
type api struct {
	lib   *tg.Bot
	http  *http.Client
	url   string
	token string
}

func newAPI(url, token string, timeout time.Duration) (*api, error) {
	a := &api{http: &http.Client{}, url: url, token: token}
	lib, err := tg.New(token, tg.WithServerURL(url), tg.WithSkipGetMe(),
		tg.WithHTTPClient(timeout, &http.Client{Timeout: timeout}),
		tg.WithErrorsHandler(func(error) {}))
	if err != nil {
		return nil, a.redact(err)
	}
	a.lib = lib
	return a, nil
}

// redacted is an error whose text had the token in it.
type redacted struct {
	text string
	err  error
}

func (r *redacted) Error() string { return r.text }
func (r *redacted) Unwrap() error { return r.err }

func (a *api) redact(err error) error {
	if err == nil || !strings.Contains(err.Error(), a.token) {
		return err
	}
	return &redacted{text: strings.ReplaceAll(err.Error(), a.token, "***"), err: err}
}

// getUpdates returns raw updates from offset on, 0 for the earliest unconfirmed, waiting up to wait for the first. Updates
// below the offset are confirmed by the call.
func (a *api) getUpdates(ctx context.Context, offset int64, wait time.Duration) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, wait+callTimeout)
	defer cancel()
	body, err := json.Marshal(map[string]any{
		"offset": offset, "limit": 100, "timeout": int(wait / time.Second), "allowed_updates": allowedUpdates,
	})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+"/bot"+a.token+"/getUpdates", bytes.NewReader(body))
	if err != nil {
		return nil, a.redact(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.http.Do(req)
	if err != nil {
		return nil, a.redact(err)
	}
	defer resp.Body.Close()
	var answer struct {
		OK          bool              `json:"ok"`
		Result      []json.RawMessage `json:"result"`
		Code        int               `json:"error_code"`
		Description string            `json:"description"`
		Parameters  struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxBatch)).Decode(&answer); err != nil {
		return nil, fmt.Errorf("getUpdates: status %d: %w", resp.StatusCode, a.redact(err))
	}
	switch {
	case answer.OK:
		return answer.Result, nil
	case answer.Code == http.StatusTooManyRequests:
		return nil, &tg.TooManyRequestsError{Message: answer.Description, RetryAfter: answer.Parameters.RetryAfter}
	case answer.Code == http.StatusConflict:
		return nil, fmt.Errorf("getUpdates: %w: %s", tg.ErrorConflict, answer.Description)
	}
	return nil, fmt.Errorf("getUpdates: %d %s", answer.Code, answer.Description)
}

// setWebhook makes Telegram post updates to url with secret in a header.
func (a *api) setWebhook(ctx context.Context, url, secret string) error {
	_, err := a.lib.SetWebhook(ctx, &tg.SetWebhookParams{URL: url, SecretToken: secret, AllowedUpdates: allowedUpdates})
	return a.redact(err)
}

// deleteWebhook makes Telegram keep updates for getUpdates.
func (a *api) deleteWebhook(ctx context.Context) error {
	_, err := a.lib.DeleteWebhook(ctx, &tg.DeleteWebhookParams{})
	return a.redact(err)
}

func (a *api) send(ctx context.Context, chat int64, html string, markup *keyboard) (message int, err error) {
	disabled := true
	p := &tg.SendMessageParams{
		ChatID: chat, Text: html, ParseMode: models.ParseModeHTML,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: &disabled},
	}
	if markup != nil {
		p.ReplyMarkup = markup
	}
	m, err := a.lib.SendMessage(ctx, p)
	if err != nil {
		return 0, a.redact(err)
	}
	return m.ID, nil
}

func (a *api) answer(ctx context.Context, query, text string) error {
	_, err := a.lib.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: query, Text: text})
	return a.redact(err)
}

func (a *api) strip(ctx context.Context, chat int64, message int) error {
	_, err := a.lib.EditMessageReplyMarkup(ctx, &tg.EditMessageReplyMarkupParams{ChatID: chat, MessageID: message})
	return a.redact(err)
}

// errTooBig is for a file that Telegram does not hand to bots, or that is larger than what is taken.
var errTooBig = errors.New("bot: the file is too big")

// download streams a file. Its address holds the token, so it stays here.
func (a *api) download(ctx context.Context, fileID string) (io.ReadCloser, error) {
	f, err := a.lib.GetFile(ctx, &tg.GetFileParams{FileID: fileID})
	if err != nil {
		if errors.Is(err, tg.ErrorBadRequest) && strings.Contains(err.Error(), "too big") {
			return nil, errTooBig
		}
		return nil, a.redact(err)
	}
	if f.FileSize > MaxFile {
		return nil, errTooBig
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.lib.FileDownloadLink(f), nil)
	if err != nil {
		return nil, a.redact(err)
	}
	resp, err := a.http.Do(req)
	if err != nil {
		return nil, a.redact(err)
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("bot: file: status %d", resp.StatusCode)
	}
	return resp.Body, nil
}
