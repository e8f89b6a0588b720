package bot

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
)

const (
	secretHeader = "X-Telegram-Bot-Api-Secret-Token" //nolint:gosec // a header's name
	// maxUpdate bounds a posted update, in bytes; Telegram's own are a few kilobytes.
	maxUpdate = 1 << 20
)

// Webhook takes updates that Telegram posts. It answers 200 only once the update is committed; anything else makes Telegram
// post it again. 401 is for a wrong secret, 400 for what is no update, 413 for what is too long, 503 when it could not be
// stored, 404 when no webhook is in use.
func (b *Bot) Webhook() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case b.api == nil || b.cfg.WebhookSecret == "":
			http.NotFound(w, r)
			return
		case r.Method != http.MethodPost:
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		case !equal(r.Header.Get(secretHeader), b.cfg.WebhookSecret):
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
		var tooLong *http.MaxBytesError
		if errors.As(err, &tooLong) {
			http.Error(w, "too long", http.StatusRequestEntityTooLarge)
			return
		}
		var u incoming
		if err == nil {
			u, err = parseIncoming(raw)
		}
		if err != nil {
			http.Error(w, "bad update", http.StatusBadRequest)
			return
		}
		if err := b.accept(r.Context(), []incoming{u}, b.cfg.GapHold, nil); err != nil {
			b.log.ErrorContext(r.Context(), "telegram: an update could not be stored", "update", u.id, "err", err)
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
}

// equal compares secrets in a time that depends on neither; the hashes make the lengths equal.
func equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
