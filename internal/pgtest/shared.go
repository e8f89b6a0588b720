package pgtest

import (
	"context"
	_ "embed"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// idleStop is how long the shared server waits for another test process.
	idleStop = 5 * time.Minute
	// silence is how long a busy server may take to answer.
	silence = 15 * time.Second
)

//go:embed watchdog.sh
var watchdogScript string

// The tables are small, so a plan never pays for compiling it, and what the
// server forgets in a power cut nobody misses.
var sharedSettings = []string{
	"fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
	"autovacuum=off", "jit=off", "checkpoint_timeout=1h",
}

// databases makes and drops databases on a server.
type databases struct {
	at    address
	admin *pgxpool.Pool
	// release is never called: the lock it holds, which tells the watchdog that
	// the server is in use, ends with the process.
	release func()

	templateOnce sync.Mutex
	template     string
}

// sharedServer is the server of New and URL, started or found on first use and
// leased by this process until it exits.
var sharedServer = sync.OnceValues(func() (*databases, error) {
	ctx, cancel := context.WithTimeout(context.Background(), setupWait)
	defer cancel()

	if given := os.Getenv("DATABASE_URL"); given != "" {
		u, err := url.Parse(given)
		if err != nil || u.Scheme == "" {
			return nil, errors.New("DATABASE_URL is not a URL")
		}
		return openDatabases(ctx, address(*u), given)
	}
	install, err := findInstallation()
	if err != nil {
		return nil, err
	}
	return openShared(ctx, cluster{
		installation: install,
		home:         filepath.Join(install.caches, "shared-"+strconv.Itoa(install.major)),
	})
})

func openDatabases(ctx context.Context, at address, admin string) (*databases, error) {
	config, err := pgxpool.ParseConfig(admin)
	if err != nil {
		return nil, err
	}
	config.MaxConns = 4
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return &databases{at: at, admin: pool}, nil
}

func openShared(ctx context.Context, c cluster) (*databases, error) {
	if err := c.makeDir(c.home); err != nil {
		return nil, err
	}
	unlock, err := lock(filepath.Join(c.home, "start.lock"), syscall.LOCK_EX)
	if err != nil {
		return nil, err
	}
	defer unlock()
	inUse, err := lock(filepath.Join(c.home, "users.lock"), syscall.LOCK_SH)
	if err != nil {
		return nil, err
	}
	running := c.isRunning(ctx)
	if !running {
		if err := c.startShared(ctx); err != nil {
			return nil, err
		}
	}
	server, err := openDatabases(ctx, c.at(), c.at().database("postgres"))
	if err != nil {
		return nil, err
	}
	server.release = inUse
	if !running {
		err = server.dropLeftovers(ctx)
	}
	return server, err
}

// isRunning tells whether there is a server to wait for. One that answers with an
// error is: it starts, recovers or has too many clients. One that stays silent
// is beyond help.
func (c cluster) isRunning(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	err := c.ping(ctx)
	var answer *pgconn.PgError
	return err == nil || errors.As(err, &answer) && c.awaitReady(ctx, nil) == nil
}

// startShared starts the server, on a new data directory if the old one does
// not serve any more. Who holds start.lock knows that nobody else is starting it.
func (c cluster) startShared(ctx context.Context) error {
	if err := c.kill(); err != nil {
		return err
	}
	if _, _, err := c.launch(ctx, 0, sharedSettings...); err == nil {
		return c.startWatchdog()
	}
	if err := os.RemoveAll(c.data()); err != nil {
		return err
	}
	if err := c.initialise(ctx); err != nil {
		return err
	}
	if _, _, err := c.launch(ctx, 0, sharedSettings...); err != nil {
		return err
	}
	return c.startWatchdog()
}

// startWatchdog leaves behind a process that stops the server when it is idle.
// It keeps no descriptor of this process, so nobody waits for it.
func (c cluster) startWatchdog() error {
	cmd := exec.Command("/bin/sh", "-c", watchdogScript, "hotline-pgtest-watchdog",
		c.home, c.program("pg_ctl"), strconv.Itoa(int(idleStop.Seconds())))
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.runAs, Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}
