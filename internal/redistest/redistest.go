package redistest

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

const (
	// startWait bounds how long a server may take until it answers.
	startWait = 20 * time.Second
	// pollEvery is how often a starting server is asked.
	pollEvery = 2 * time.Millisecond
	// tick is how often an embedded server's clock is moved on, in real time.
	tick = 10 * time.Millisecond
)

// Server is a real Redis of one test's own, on a Unix socket whose address
// outlives stops and kills. Its methods fail the test when the server does not
// obey and are for the test's goroutine alone.
type Server struct {
	t      testing.TB
	dir    string
	client *redis.Client
	cmd    *exec.Cmd
}

// New returns a client of a real, empty Redis, both gone when the test ends.
func New(t testing.TB) *redis.Client {
	t.Helper()
	return NewServer(t).Client()
}

// NewServer starts a real, empty Redis that is gone when the test ends.
func NewServer(t testing.TB) *Server {
	t.Helper()
	dir, err := os.MkdirTemp("", "hotline-redis-") //nolint:usetesting // t.TempDir is too long for a socket's path
	require.NoError(t, err)
	s := &Server{t: t, dir: dir}
	options, err := redis.ParseURL(s.URL())
	require.NoError(t, err)
	options.DialerRetries = 1 // a test of a stopped server need not wait for more
	s.client = redis.NewClient(options)
	t.Cleanup(func() {
		s.Kill9()
		_ = s.client.Close() // the test may have closed it
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("redistest: server not removed: %v", err)
		}
	})
	s.Start()
	return s
}

// URL is the server's address, for tests that start processes.
func (s *Server) URL() string { return "unix://" + filepath.Join(s.dir, "redis.sock") }

// Client is connected to the server and closed when the test ends. It connects
// again by itself after the server was away.
func (s *Server) Client() *redis.Client { return s.client }

// Start starts a stopped or killed server with the data it had and returns when
// it answers. A running server is left as it is.
func (s *Server) Start() {
	s.t.Helper()
	if s.cmd != nil {
		return
	}
	s.cmd = launch(s.t, s.dir, "--port", "0", "--unixsocket", filepath.Join(s.dir, "redis.sock"))
	awaitReady(s.t, s.client)
}

// Stop stops the server in good order; its data stays.
func (s *Server) Stop() {
	s.t.Helper()
	s.end(syscall.SIGTERM)
}

// Kill9 kills the server; what it had answered stays.
func (s *Server) Kill9() {
	s.t.Helper()
	s.end(syscall.SIGKILL)
}

// FlushAll loses all data.
func (s *Server) FlushAll() {
	s.t.Helper()
	require.NoError(s.t, s.client.FlushAll(context.Background()).Err())
}

func (s *Server) end(signal syscall.Signal) {
	s.t.Helper()
	if s.cmd == nil {
		return
	}
	require.NoError(s.t, s.cmd.Process.Signal(signal))
	_ = s.cmd.Wait() // it ends by a signal, which Wait calls an error
	s.cmd = nil
}

// Mini returns a client of an embedded, empty miniredis whose clock goes on as
// it does in the product, both gone when the test ends.
func Mini(t testing.TB) *redis.Client {
	t.Helper()
	server := miniredis.RunT(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(tick)
		defer ticker.Stop()
		for last := time.Now(); ; {
			select {
			case <-ctx.Done():
				return
			case now := <-ticker.C:
				server.FastForward(now.Sub(last))
				last = now
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-stopped
		_ = client.Close() // the test may have closed it
	})
	return client
}

// Each runs the suite on a real Redis and on the embedded one, as subtests that
// run in parallel.
func Each(t *testing.T, suite func(t *testing.T, client redis.UniversalClient)) {
	t.Helper()
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		suite(t, New(t))
	})
	t.Run("miniredis", func(t *testing.T) {
		t.Parallel()
		suite(t, Mini(t))
	})
}

// launch starts a redis-server with its files in dir. It dies with this process.
func launch(t testing.TB, dir string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	require.NoError(t, err, "redis-server is not installed: run scripts/setup.sh")
	log, err := os.OpenFile(filepath.Join(dir, "redis.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	defer log.Close()

	cmd := exec.Command(program, append([]string{
		"--dir", dir, "--daemonize", "no", "--save", "", "--appendonly", "yes", "--appendfsync", "no",
		"--maxmemory-policy", "noeviction",
	}, args...)...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	require.NoError(t, cmd.Start())
	return cmd
}

// awaitReady dials by itself until the server listens: the client would log
// each refusal and wait longer after it.
func awaitReady(t testing.TB, client *redis.Client) {
	t.Helper()
	options := client.Options()
	require.Eventually(t, func() bool {
		conn, err := net.Dial(options.Network, options.Addr)
		if err != nil {
			return false
		}
		return conn.Close() == nil && client.Ping(context.Background()).Err() == nil
	}, startWait, pollEvery, "redis-server does not answer")
}
