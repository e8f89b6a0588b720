package childtest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// told is the variable that makes a process a child, and carries its setup.
const told = "HOTLINE_TEST_CHILD"

// Main ends this process: as a child by what serve returns, as anything else by the tests.
func Main[S any](m *testing.M, serve func(context.Context, S) error) {
	setup, child := os.LookupEnv(told)
	if !child {
		os.Exit(m.Run())
	}
	if err := begin([]byte(setup), serve); err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func begin[S any](setup []byte, serve func(context.Context, S) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var s S
	if err := json.Unmarshal(setup, &s); err != nil {
		return err
	}
	return serve(ctx, s)
}

// Say prints a line for the test that started this child.
func Say(line string) { fmt.Println(line) }

// unheard is how many lines of a child wait for its test; more are lost, so that none ever waits for its test.
const unheard = 64

// Process is a child, as the test sees it that started it.
type Process struct {
	t     testing.TB
	cmd   *exec.Cmd
	lines chan string // closed when it has printed the last
	end   func() error
}

// Start starts a child that is told setup.
func Start[S any](t testing.TB, setup S) *Process {
	t.Helper()
	content, err := json.Marshal(setup)
	require.NoError(t, err)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), told+"="+string(content))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p := &Process{t: t, cmd: cmd, lines: make(chan string, unheard)}
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		p.hear(out)
	}()
	p.end = sync.OnceValue(func() error {
		<-heard // all of its output is read before Wait closes it
		return cmd.Wait()
	})
	t.Cleanup(p.Kill)
	return p
}

func (p *Process) hear(out io.Reader) {
	defer close(p.lines)
	for scan := bufio.NewScanner(out); scan.Scan(); {
		select {
		case p.lines <- scan.Text():
		default:
		}
	}
}

// Kill ends the child with signal 9, and returns when it has gone. Once is enough.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	_ = p.end()              // it ends by a signal, which is an error
}

// Ended returns when the child has ended by itself, and fails the test if it ended by an error.
func (p *Process) Ended() {
	p.t.Helper()
	require.NoError(p.t, p.end())
}

// Line is the next line that the child says. The test fails when none comes within patience.
func (p *Process) Line(patience time.Duration) string {
	p.t.Helper()
	select {
	case line, ok := <-p.lines:
		require.True(p.t, ok, "the child ended")
		return line
	case <-time.After(patience):
		require.FailNow(p.t, "the child says nothing")
		return ""
	}
}
