package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/jackc/pgx/v5"
)

// describe tells on what and how it is measured.
func describe(ctx context.Context, s *servers, o options) (string, error) {
	conn, err := pgx.Connect(ctx, s.databaseURL("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	var b strings.Builder
	say := func(what, how string) { fmt.Fprintf(&b, "%-22s %s\n", what, how) }
	say("cpu", fmt.Sprintf("%s, %d cores", cpu(), runtime.NumCPU()))
	say("go", runtime.Version())
	for _, name := range []string{
		"server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size",
	} {
		var value string
		if err := conn.QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return "", err
		}
		say("postgres "+name, value)
	}
	client := s.redisClient()
	defer client.Close()
	info, err := client.InfoMap(ctx, "server").Result()
	if err != nil {
		return "", err
	}
	say("redis", info["Server"]["redis_version"]+", appendonly, everysec")
	for _, peer := range []string{"github.com/hibiken/asynq", "github.com/riverqueue/river"} {
		say(peer, version(peer))
	}
	say("runs", fmt.Sprintf("%d, medians; load %.2g of full", o.runs, o.scale))
	return b.String(), nil
}

func cpu() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(info)) {
		if strings.HasPrefix(line, "model name") {
			_, name, _ := strings.Cut(line, ":")
			return strings.TrimSpace(name)
		}
	}
	return runtime.GOARCH
}

func version(path string) string {
	info, _ := debug.ReadBuildInfo()
	for _, dep := range info.Deps {
		if dep.Path == path {
			return dep.Version
		}
	}
	return "unknown"
}
