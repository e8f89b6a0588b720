package redistimer_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/redistimer"
	"hotline/casecore/regulation"
	"hotline/internal/pg"
)

// The environment that makes this test binary a worker process instead.
const (
	childDB     = "REDISTIMER_CHILD_DB"
	childRedis  = "REDISTIMER_CHILD_REDIS"
	childPrefix = "REDISTIMER_CHILD_PREFIX"
	childHangs  = "REDISTIMER_CHILD_HANGS" // in the middle of its first transaction
)

// childLease is short, so that what a dead worker held is soon free.
const childLease = time.Second

func TestMain(m *testing.M) {
	if os.Getenv(childDB) != "" {
		if err := child(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child fires deadlines until it is killed, and says so when it is in the middle.
func child(ctx context.Context) error {
	pool, err := pgxpool.New(ctx, os.Getenv(childDB))
	if err != nil {
		return err
	}
	options, err := redis.ParseURL(os.Getenv(childRedis))
	if err != nil {
		return err
	}
	db := pg.NewDB(pool)
	h := &probe{db: db, after: func(ctx context.Context, fired int) error {
		if os.Getenv(childHangs) == "" || fired == 0 {
			return nil
		}
		// The effects have reached the server, the commit has not.
		if _, err := db.Exec(ctx, `SELECT 1`); err != nil {
			return err
		}
		fmt.Println("in the middle")
		<-ctx.Done()
		return ctx.Err()
	}}
	e, err := redistimer.New(redistimer.Config{
		Redis: redis.NewClient(options), DB: db, Now: time.Now, Log: quiet(), Prefix: os.Getenv(childPrefix), Shards: 4,
		Handlers: map[regulation.DeadlineID]casecore.DeadlineHandler{probeKind: h},
		Lease:    childLease, SweepAfter: time.Hour, Batch: 20,
	})
	if err != nil {
		return err
	}
	return e.Run(ctx)
}

// worker is a process of this binary.
type worker struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func startWorker(t *testing.T, db, redisURL, prefix string, hangs bool) *worker {
	t.Helper()
	binary, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(binary)
	cmd.Env = append(os.Environ(), childDB+"="+db, childRedis+"="+redisURL, childPrefix+"="+prefix)
	if hangs {
		cmd.Env = append(cmd.Env, childHangs+"=yes")
	}
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	w := &worker{t: t, cmd: cmd, lines: bufio.NewScanner(out)}
	t.Cleanup(w.kill9)
	return w
}

// awaitMiddle returns when the worker has said that it is in the middle.
func (w *worker) awaitMiddle() {
	w.t.Helper()
	require.True(w.t, w.lines.Scan(), "the worker ended")
	require.Equal(w.t, "in the middle", w.lines.Text())
}

func (w *worker) kill9() {
	if w.cmd == nil {
		return
	}
	_ = w.cmd.Process.Kill() // it may have ended
	_ = w.cmd.Wait()         // it ends by a signal, which is an error
	w.cmd = nil
}
