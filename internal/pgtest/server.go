package pgtest

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// serverDatabase is the migrated database of a test's own server.
const serverDatabase = "hotline"

// Server is a PostgreSQL of one test's own, with fsync on, that may be stopped,
// killed and started again; its data and its address stay. It dies with the
// test process. Its methods fail the test when the server does not obey and are
// for the test's goroutine alone.
type Server struct {
	t       testing.TB
	cluster cluster
	process *os.Process
	exited  <-chan struct{}
}

// NewServer starts a server with one migrated database, removed when the test ends.
func NewServer(t testing.TB) *Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), setupWait)
	defer cancel()

	install, err := findInstallation()
	require.NoError(t, err)
	s := &Server{t: t, cluster: cluster{
		installation: install,
		home:         filepath.Join(install.caches, "own-"+strconv.Itoa(os.Getpid())+"-"+randomHex()),
	}}
	require.NoError(t, removeOrphans(install.caches))
	t.Cleanup(func() {
		s.Kill9()
		if err := os.RemoveAll(s.cluster.home); err != nil {
			t.Errorf("pgtest: server not removed: %v", err)
		}
	})
	require.NoError(t, s.cluster.initialise(ctx))
	s.Start()

	admin, err := pgx.Connect(ctx, s.cluster.at().database("postgres"))
	require.NoError(t, err)
	_, err = admin.Exec(ctx, "CREATE DATABASE "+serverDatabase+creation)
	require.NoError(t, err)
	require.NoError(t, admin.Close(ctx))
	require.NoError(t, migrate(ctx, s.URL()))
	return s
}

// URL is the address of the server's migrated database.
func (s *Server) URL() string { return s.cluster.at().database(serverDatabase) }

// Pool opens a pool on the server's database, closed when the test ends.
func (s *Server) Pool() *pgxpool.Pool {
	s.t.Helper()
	return openPool(s.t, s.URL())
}

// Start starts a stopped or killed server and returns when it takes
// connections, its recovery done. A running server is left as it is.
func (s *Server) Start() {
	s.t.Helper()
	if s.process != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), setupWait)
	defer cancel()
	var err error
	s.process, s.exited, err = s.cluster.launch(ctx, syscall.SIGQUIT)
	require.NoError(s.t, err)
}

// Stop stops the server: in good order, closing connections and writing a
// checkpoint, or at once, so that the next start recovers from the log.
func (s *Server) Stop(immediate bool) {
	s.t.Helper()
	signal := syscall.SIGINT
	if immediate {
		signal = syscall.SIGQUIT
	}
	s.end(func(postmaster *os.Process) error { return postmaster.Signal(signal) })
}

// Kill9 kills every process of the server as a lost machine would. The
// postmaster is halted first, or it would bring its processes down in good order.
func (s *Server) Kill9() {
	s.t.Helper()
	s.end(func(postmaster *os.Process) error {
		if err := postmaster.Signal(syscall.SIGSTOP); err != nil {
			return err
		}
		return s.cluster.kill()
	})
}

func (s *Server) end(how func(postmaster *os.Process) error) {
	s.t.Helper()
	if s.process == nil {
		return
	}
	require.NoError(s.t, how(s.process))
	<-s.exited
	s.process = nil
}

// removeOrphans removes the servers of test processes that were killed.
func removeOrphans(caches string) error {
	homes, err := filepath.Glob(filepath.Join(caches, "own-*-*"))
	if err != nil {
		return err
	}
	for _, home := range homes {
		pid := strings.Split(filepath.Base(home), "-")[1]
		if _, err := os.Stat("/proc/" + pid); os.IsNotExist(err) {
			if err := os.RemoveAll(home); err != nil {
				return err
			}
		}
	}
	return nil
}
