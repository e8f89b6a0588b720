package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // goose speaks database/sql
	"github.com/pressly/goose/v3"
	"github.com/redis/go-redis/v9"

	"hotline/migrations"
)

// postgresSettings are the server's. Durability is as in production; the rest is what anybody would set for this load.
var postgresSettings = []string{
	"fsync=on", "synchronous_commit=on", "full_page_writes=on", "track_commit_timestamp=on",
	"shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=30min", "max_connections=100", "jit=off",
}

const startWait = 2 * time.Minute

// servers are a PostgreSQL and a Redis of this run's own.
type servers struct {
	home     string
	postgres *exec.Cmd
	redis    *exec.Cmd
}

func startServers(ctx context.Context, set []string) (s *servers, err error) {
	home, err := os.MkdirTemp("/var/tmp", "hotline-bench-") // a disk, where /tmp may be memory
	if err != nil {
		return nil, err
	}
	s = &servers{home: home}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	if err := s.startPostgres(ctx, set); err != nil {
		return s, fmt.Errorf("postgres: %w", err)
	}
	if err := s.startRedis(ctx); err != nil {
		return s, fmt.Errorf("redis: %w", err)
	}
	return s, nil
}

func (s *servers) stop() {
	for _, cmd := range []*exec.Cmd{s.postgres, s.redis} {
		if cmd != nil {
			_ = cmd.Process.Signal(syscall.SIGINT) // a fast shutdown for both
			_ = cmd.Wait()                         // it ends by a signal
		}
	}
	_ = os.RemoveAll(s.home) // a leftover in /var/tmp is no failure
}

func (s *servers) startPostgres(ctx context.Context, set []string) error {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		return errors.New("not installed: run scripts/setup.sh test")
	}
	slices.Sort(found)
	bin := found[len(found)-1]
	var as *syscall.Credential
	if os.Geteuid() == 0 {
		if as, err = credential("postgres"); err != nil {
			return err
		}
		if err := os.Chown(s.home, int(as.Uid), int(as.Gid)); err != nil {
			return err
		}
	}
	data := filepath.Join(s.home, "data")
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "--pgdata", data, "--username", "postgres",
		"--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C.UTF-8")
	initdb.Dir, initdb.SysProcAttr = "/", &syscall.SysProcAttr{Credential: as}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	args := []string{"-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories=" + s.home, "-c", "timezone=UTC"}
	for _, setting := range slices.Concat(postgresSettings, set) {
		args = append(args, "-c", setting)
	}
	log, err := os.Create(s.postgresLog())
	if err != nil {
		return err
	}
	defer log.Close()
	s.postgres = exec.Command(filepath.Join(bin, "postgres"), args...) //nolint:noctx // it is told to stop, not killed
	s.postgres.Dir, s.postgres.Stdout, s.postgres.Stderr = "/", log, log
	s.postgres.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setsid: true, Pdeathsig: syscall.SIGQUIT}
	if err := s.postgres.Start(); err != nil {
		s.postgres = nil
		return err
	}
	return until(ctx, func() error {
		conn, err := pgx.Connect(ctx, s.databaseURL("postgres"))
		if err != nil {
			return err
		}
		return conn.Close(ctx)
	})
}

func (s *servers) startRedis(ctx context.Context) error {
	log, err := os.Create(filepath.Join(s.home, "redis.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	s.redis = exec.Command("redis-server", "--port", "0", "--unixsocket", filepath.Join(s.home, "redis.sock"), //nolint:noctx // it is told to stop, not killed
		"--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--dir", s.home)
	s.redis.Stdout, s.redis.Stderr = log, log
	s.redis.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	if err := s.redis.Start(); err != nil {
		s.redis = nil
		return err
	}
	client := s.redisClient()
	defer client.Close()
	return until(ctx, func() error { return client.Ping(ctx).Err() })
}

func (s *servers) postgresLog() string { return filepath.Join(s.home, "postgres.log") }

// databaseURL is a database's address on the private server.
func (s *servers) databaseURL(name string) string {
	u := url.URL{
		Scheme: "postgres", Path: "/" + name,
		RawQuery: url.Values{"host": {s.home}, "user": {"postgres"}}.Encode(),
	}
	return u.String()
}

func (s *servers) redisURL() string { return "unix://" + filepath.Join(s.home, "redis.sock") }

func (s *servers) redisClient() *redis.Client {
	return redis.NewClient(&redis.Options{Network: "unix", Addr: filepath.Join(s.home, "redis.sock")})
}

// redisMB is how much Redis holds.
func (s *servers) redisMB(ctx context.Context) (float64, error) {
	client := s.redisClient()
	defer client.Close()
	info, err := client.Info(ctx, "memory").Result()
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(info) {
		if value, ok := strings.CutPrefix(line, "used_memory:"); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			return n / (1 << 20), err
		}
	}
	return 0, errors.New("redis does not tell its memory")
}

// newDatabase makes a database on which Cyrillic text works, with the product's schema if so wanted.
func (s *servers) newDatabase(ctx context.Context, name string, migrated bool) (address string, err error) {
	conn, err := pgx.Connect(ctx, s.databaseURL("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" TEMPLATE template0 ENCODING 'UTF8' "+
		"LOCALE_PROVIDER icu ICU_LOCALE 'uk-UA' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"); err != nil {
		return "", err
	}
	address = s.databaseURL(name)
	if !migrated {
		return address, nil
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		return "", err
	}
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS)
	if err != nil {
		return "", err
	}
	_, err = provider.Up(ctx)
	return address, err
}

// settle lets a database digest what it was filled with, so that it does not do so while it is measured.
func settle(ctx context.Context, pool *pgxpool.Pool) error {
	if err := vacuum(ctx, pool); err != nil {
		return err
	}
	_, err := pool.Exec(ctx, `CHECKPOINT`)
	return err
}

// vacuum clears away what the run before has left, which would otherwise happen within the next one.
func vacuum(ctx context.Context, pool *pgxpool.Pool) error {
	_, err := pool.Exec(ctx, `VACUUM (ANALYZE)`)
	return err
}

// until tries again until it works or ctx ends.
func until(ctx context.Context, try func() error) error {
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func credential(name string) (*syscall.Credential, error) {
	account, err := user.Lookup(name)
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
