package redistimer

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"

	"hotline/casecore"
)

// MaxAttempts is how often a deadline may fail before it is a dead letter.
const MaxAttempts = 8

const (
	// pingWait is how soon a healthy server answers.
	pingWait = time.Second
	// lastErrorBytes is how much of an error is kept with a deadline.
	lastErrorBytes = 500
)

// blame notes a culprit's failure and when it is tried again.
func (e *Engine) blame(ctx context.Context, ref casecore.TimerRef, cause error, out *outcome) {
	ctx, cancel := context.WithTimeout(ctx, e.cfg.Lease/txShare)
	defer cancel()
	now := e.cfg.Now()
	failure, found, err := e.rows.fail(ctx, ref, now, e.scaled(e.cfg.RetryFirst), clip(cause.Error(), lastErrorBytes))
	again := now.Add(e.scaled(e.cfg.RetryFirst))
	switch {
	case err != nil:
		e.cfg.Log.WarnContext(ctx, "timers: a failure was not noted", "err", err)
	case found:
		e.cfg.Hooks.failed(ref, failure.dead)
		e.cfg.Log.ErrorContext(ctx, "timers: a deadline failed", "subject_type", ref.Subject.Type, "subject", ref.Subject.ID,
			"kind", ref.Kind, "attempt", failure.attempts, "dead", failure.dead, "err", cause)
		if failure.dead {
			out.done = append(out.done, ref)
			return
		}
		again = failure.retryAt
	}
	out.back = append(out.back, timer{ref, again})
}

// nobodysFault tells errors of the connection and the server, which end by themselves, from those of a deadline.
func (e *Engine) nobodysFault(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return true
	}
	if errors.Is(err, context.DeadlineExceeded) {
		// A handler that hangs and a server that hangs look alike, except to somebody else.
		ctx, cancel := context.WithTimeout(ctx, pingWait)
		defer cancel()
		_, err := e.cfg.DB.Pool().Exec(ctx, `SELECT 1`)
		return err != nil
	}
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) {
		switch {
		case strings.HasPrefix(pgErr.Code, "08"), // the connection
			strings.HasPrefix(pgErr.Code, "40"),  // a deadlock, a serialisation failure
			strings.HasPrefix(pgErr.Code, "53"),  // no disk, memory, connections
			strings.HasPrefix(pgErr.Code, "57P"), // a shutdown, a start
			strings.HasPrefix(pgErr.Code, "58"),  // the system
			pgErr.Code == "25006",                // a standby answered
			pgErr.Code == "55P03":                // a lock was not to be had
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	var network *net.OpError
	return pgconn.SafeToRetry(err) || errors.As(err, &connect) || errors.As(err, &network) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// clip cuts a text to n bytes at a rune.
func clip(s string, n int) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
