package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	superuser      = "postgres"
	maxConnections = 200
	// pollEvery is how often a starting server is asked whether it is ready.
	pollEvery = 10 * time.Millisecond
)

// cluster is a data directory with its socket and log, all under home.
type cluster struct {
	installation
	home string
}

func (c cluster) data() string    { return filepath.Join(c.home, "data") }
func (c cluster) sockets() string { return filepath.Join(c.home, "run") }
func (c cluster) logFile() string { return filepath.Join(c.home, "server.log") }
func (c cluster) at() address {
	return address{Scheme: "postgres", Path: "/postgres", RawQuery: c.query()}
}

// The user is in the query because libpq does not take one without a host.
func (c cluster) query() string {
	return url.Values{"host": {c.sockets()}, "user": {superuser}}.Encode()
}

// address is a server's URL, whatever database it names.
type address url.URL

// database is the address of one database on the server.
func (a address) database(name string) string {
	u := url.URL(a)
	u.Path = "/" + name
	return u.String()
}

// initialise makes the data directory as a copy of a pristine one, which is
// made once: initdb takes a second, copying a tenth of it.
func (c cluster) initialise(ctx context.Context) error {
	pristine := filepath.Join(c.caches, fmt.Sprintf("pristine-%d", c.major))
	if err := c.makeDir(c.caches); err != nil {
		return err
	}
	unlock, err := lock(pristine+".lock", syscall.LOCK_EX)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := os.Stat(pristine); errors.Is(err, os.ErrNotExist) {
		unfinished := pristine + ".unfinished"
		if err := os.RemoveAll(unfinished); err != nil {
			return err
		}
		if err := c.run(ctx, c.program("initdb"), "--pgdata", unfinished, "--username", superuser, "--auth", "trust",
			"--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"); err != nil {
			return err
		}
		if err := os.Rename(unfinished, pristine); err != nil {
			return err
		}
	}
	if err := c.makeDir(c.home); err != nil {
		return err
	}
	return c.run(ctx, "cp", "-a", "--reflink=auto", pristine, c.data())
}

// run runs a program as the server's user and gives what it printed as the error.
func (c cluster) run(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.runAs}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(program), err, bytes.TrimSpace(out))
	}
	return nil
}

// launch starts the server, none of whose processes may be alive, and waits until
// it answers. An orphanSignal is sent to the server when this process dies. The
// channel is closed when the server has exited.
func (c cluster) launch(
	ctx context.Context, orphanSignal syscall.Signal, settings ...string,
) (*os.Process, <-chan struct{}, error) {
	if err := c.removeLocks(); err != nil {
		return nil, nil, err
	}
	log, err := os.Create(c.logFile())
	if err != nil {
		return nil, nil, err
	}
	defer log.Close()

	args := []string{"-D", c.data()}
	for _, setting := range append([]string{
		"listen_addresses=", "unix_socket_directories=" + c.sockets(),
		"max_connections=" + strconv.Itoa(maxConnections), "timezone=UTC", "log_timezone=UTC",
	}, settings...) {
		args = append(args, "-c", setting)
	}
	cmd := exec.Command(c.program("postgres"), args...)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.runAs, Setsid: true, Pdeathsig: orphanSignal}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how a server ended is in its log
		close(exited)
	}()
	if err := c.awaitReady(ctx, exited); err != nil {
		_ = cmd.Process.Kill()
		return nil, nil, err
	}
	return cmd.Process, exited, nil
}

func (c cluster) awaitReady(ctx context.Context, exited <-chan struct{}) error {
	for {
		err := c.ping(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("server not ready: %w", err)
		case <-exited:
			said, _ := os.ReadFile(c.logFile())
			return fmt.Errorf("server did not start: %s", bytes.TrimSpace(said))
		case <-time.After(pollEvery):
		}
	}
}

func (c cluster) ping(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.at().database("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// lock takes a lock on the file, waiting for it, and returns what gives it back.
// The kernel gives it back as well when the process dies.
func lock(path string, how int) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { file.Close() }, nil
}
