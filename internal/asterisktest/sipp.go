package asterisktest

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What a run says in its log: the call's number within the run, sipp's clock in ms, and one of these.
const (
	sayRinging   = "ringing"
	sayRefused   = "refused" // with a status behind it
	sayConnected = "connected"
	sayHungUp    = "hung-up"
	sayWasHungUp = "was-hung-up"
	sayVanished  = "vanished"
	sayNoBye     = "no-bye"
	sayGaveUp    = "gave-up"
	sayMedia     = "media" // with the port where the other side hears
	sayKey       = "key"   // with the event that it is
)

// run is a sipp that plays a scenario.
type run struct {
	t      testing.TB
	dir    string
	addr   string // where it is
	cmd    *exec.Cmd
	exited chan struct{}
}

// play starts sipp on a free port of host.
func play(t testing.TB, s *scenario, host, remote string, args ...string) *run {
	t.Helper()
	program, err := exec.LookPath("sipp")
	require.NoError(t, err, "sipp is not installed: run make setup")
	require.NoError(t, os.WriteFile(filepath.Join(s.dir, "scenario.xml"), []byte(
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\"test\">\n"+s.text.String()+
			"<Reference variables=\""+s.variables()+"\"/>\n</scenario>\n"), 0o600))
	voice := freePhone(t, host)
	port := strconv.Itoa(voice + heldEach - 1)
	r := &run{t: t, dir: s.dir, addr: net.JoinHostPort(host, port), exited: make(chan struct{})}
	r.cmd = exec.Command(program, append([]string{
		remote, "-sf", "scenario.xml", "-i", host, "-mi", host, "-p", port, "-mp", strconv.Itoa(voice),
		"-nostdin", "-skip_rlimit", "-deadcall_wait", "0", "-trace_logs", "-log_file", "steps.log",
		"-trace_err", "-error_file", "errors.log",
	}, args...)...)
	r.cmd.Dir = s.dir
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	require.NoError(t, r.cmd.Start())
	go func() {
		_ = r.cmd.Wait() // its log tells how it went
		close(r.exited)
	}()
	t.Cleanup(r.kill)
	return r
}

func (r *run) kill() {
	_ = r.cmd.Process.Kill() // it may have ended
	<-r.exited
}

// event is a line of the log.
type event struct {
	call int
	at   time.Duration
	word string
	code int
}

func (r *run) events() []event {
	r.t.Helper()
	log, err := os.ReadFile(filepath.Join(r.dir, "steps.log"))
	if err != nil {
		return nil // nothing happened yet
	}
	var events []event
	for line := range bytes.Lines(log) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break // it is being written
		}
		words := strings.Fields(string(line))
		if len(words) < 3 {
			continue
		}
		call, err := strconv.Atoi(words[0])
		require.NoError(r.t, err)
		tick, err := strconv.Atoi(words[1])
		require.NoError(r.t, err)
		e := event{call: call, at: time.Duration(tick) * time.Millisecond, word: words[2]}
		if len(words) > 3 {
			e.code, err = strconv.Atoi(words[3])
			require.NoError(r.t, err)
		}
		events = append(events, e)
	}
	return events
}

// troubles is what sipp did not expect.
func (r *run) troubles() string {
	text, _ := os.ReadFile(filepath.Join(r.dir, "errors.log")) // there is none when all went well
	return string(text)
}

// awaitListening waits until sipp has taken its port.
func (r *run) awaitListening() {
	r.t.Helper()
	deadline := time.Now().Add(startWait)
	for !isTaken(r.t, r.addr) {
		require.True(r.t, time.Now().Before(deadline), "asterisktest: sipp does not listen: %s", r.troubles())
		select {
		case <-r.exited:
			require.FailNow(r.t, "asterisktest: sipp did not start", r.troubles())
		case <-time.After(pollEvery):
		}
	}
}
