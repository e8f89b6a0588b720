package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// childConfig is the variable that tells a process of this test's binary to be a copy of the product, and how.
const childConfig = "HOTLINE_TEST_CHILD"

func TestMain(m *testing.M) {
	if told := os.Getenv(childConfig); told != "" {
		if err := serveChild(told); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serveChild serves until it is stopped or killed, and prints where.
func serveChild(told string) error {
	var c child
	if err := json.Unmarshal([]byte(told), &c); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	return run(ctx, c.config(), runOptions{
		out: io.Discard, log: slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		ready: func(addr string) { fmt.Println(addr) },
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
func (c *child) start(t *testing.T) (addr string, kill func()) {
	t.Helper()
	told, err := json.Marshal(c)
	require.NoError(t, err)
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0])
	cmd.Env = append(os.Environ(), childConfig+"="+string(told))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	kill = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	t.Cleanup(kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return line[:len(line)-1], kill
}
