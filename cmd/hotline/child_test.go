package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"hotline/internal/childtest"
)

func TestMain(m *testing.M) { childtest.Main(m, serveChild) }

// serveChild serves until it is stopped or killed, and says where.
func serveChild(ctx context.Context, c child) error {
	return run(ctx, c.config(), runOptions{
		out: io.Discard, log: slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		ready: childtest.Say,
	})
}

// child is a copy of the product in a process of its own.
type child struct {
	Database, Redis, Files, Halls string
	Roles                         []string
}

func (c *child) config() Config {
	cfg := Config{
		Roles: c.Roles, ListenAddr: "127.0.0.1:0", PublicURL: "http://city.example.org", Regulation: "mariupol", Halls: c.Halls,
		BlobURL: "file://" + c.Files, SessionSecret: []string{strings.Repeat("s", 32)}, LogLevel: "error", RedisURL: c.Redis,
		Telegram: TelegramConfig{APIURL: "http://127.0.0.1:1", Mode: telegramPoll},
	}
	cfg.ShutdownTimeout.Duration, cfg.Database.URL = 5*time.Second, c.Database
	return cfg
}

// start starts it and returns where it serves, and what kills it.
func (c *child) start(t testing.TB) (addr string, kill func()) {
	t.Helper()
	p := childtest.Start(t, c)
	return p.Line(time.Minute), p.Kill
}
