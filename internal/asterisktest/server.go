package asterisktest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/telephony/pbx"
)

// What every server has.
const (
	Line        = "1555" // a line in Ukrainian
	EnglishLine = "1556"
	// CallerHost is where calls of the trunk come from, PhoneHost where telephones are called.
	CallerHost = "127.0.0.2"
	PhoneHost  = "127.0.0.3"
	// PhoneEndpoint is dialled as PJSIP/phone/sip:…; [Phone.Dial] has it whole.
	PhoneEndpoint = "phone"

	username = "hotline"
	app      = "hotline"
)

const (
	// startWait bounds how long a server may take until it answers, on a busy machine.
	startWait = 30 * time.Second
	pollEvery = 10 * time.Millisecond
)

// Server is a real Asterisk. Its methods fail the test when the server does not obey; they are for one goroutine, apart
// from the addresses.
type Server struct {
	t        testing.TB
	tree     Tree
	home     string
	settings pbx.Settings
	cmd      *exec.Cmd
	exited   chan struct{}
}

// Start starts an Asterisk that is gone when the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	return StartWith(t, func(*pbx.Settings) {})
}

// StartWith is [Start] with other settings than the usual ones.
func StartWith(t testing.TB, change func(*pbx.Settings)) *Server {
	t.Helper()
	s := newServer(t, change)
	t.Cleanup(func() {
		s.Kill()
		if err := os.RemoveAll(s.home); err != nil {
			t.Errorf("asterisktest: server not removed: %v", err)
		}
	})
	s.Restart()
	return s
}

var shared struct {
	once   sync.Once
	server *Server
}

// Shared returns the Asterisk of all tests of this process, started by the first of them. It is neither killed nor
// restarted by a test, for others speak with it.
func Shared(t testing.TB) *Server {
	t.Helper()
	shared.once.Do(func() {
		s := newServer(t, func(*pbx.Settings) {})
		s.Restart()
		shared.server = s
	})
	require.NotNil(t, shared.server, "asterisktest: the package's Asterisk did not start, see the first test that needed it")
	mine := *shared.server
	mine.t = t
	return &mine
}

// newServer makes the folder and the configuration of a server on free ports.
func newServer(t testing.TB, change func(*pbx.Settings)) *Server {
	t.Helper()
	found, err := FindTree()
	require.NoError(t, err)
	require.NoError(t, removeOrphans())
	home, err := os.MkdirTemp("", homePrefix+strconv.Itoa(os.Getpid())+"-") //nolint:usetesting // t.TempDir is too long for a socket's path
	require.NoError(t, err)
	require.NoError(t, os.Chmod(home, 0o755)) // sipp's sounds and the recordings are read by others
	require.NoError(t, found.Give(home))
	paths, err := pbx.PreparePrivate(home, found.Root)
	require.NoError(t, err)
	writeSounds(t, paths)

	first := freeRTP()
	s := &Server{t: t, tree: found, home: home, settings: pbx.Settings{
		Name: "test", Paths: paths, Language: "uk", LongestMessage: time.Minute,
		HTTP: pbx.HTTP{Bind: freeTCP(t)}, SIP: pbx.SIP{Bind: freeUDP(t, "127.0.0.1")},
		ARI: pbx.ARI{User: username, Password: rand.Text(), App: app},
		RTP: pbx.RTP{First: first, Last: first + rtpPorts - 1},
		Trunk: &pbx.Trunk{
			Match: []string{CallerHost}, Host: PhoneHost, Codecs: []string{"alaw", "ulaw"}, DTMF: "auto_info",
		},
		RTPTimeout: 3 * time.Second, HoldTimeout: 30 * time.Second,
		Lines: []pbx.Line{
			{Number: Line, Dialled: []string{Line}, Language: "uk"},
			{Number: EnglishLine, Dialled: []string{EnglishLine}, Language: "en"},
		},
		Phones: []pbx.Phone{{Name: PhoneEndpoint, Contact: "sip:phone@" + PhoneHost + ":5080"}},
	}}
	change(&s.settings)
	require.NoError(t, pbx.Render(s.settings, paths.Etc))
	return s
}

// URL is where ARI is, without a path's end: URL() + "/channels".
func (s *Server) URL() string { return "http://" + s.settings.HTTP.Bind + "/ari" }

// Username is ARI's.
func (s *Server) Username() string { return s.settings.ARI.User }

// Password is ARI's.
func (s *Server) Password() string { return s.settings.ARI.Password }

// App is the application that the lines' calls are handed to.
func (s *Server) App() string { return s.settings.ARI.App }

// SIPAddr is host:port.
func (s *Server) SIPAddr() string { return s.settings.SIP.Bind }

// RecordingDir is where recordings and the fallback's messages are.
func (s *Server) RecordingDir() string { return s.settings.Paths.Recordings() }

// ConfigDir is where its configuration is, for those who render it anew.
func (s *Server) ConfigDir() string { return s.settings.Paths.Etc }

// Kill kills the server as a lost machine would. Its folder and its addresses stay.
func (s *Server) Kill() {
	s.t.Helper()
	if s.cmd == nil {
		return
	}
	require.NoError(s.t, s.cmd.Process.Signal(syscall.SIGKILL))
	<-s.exited
	s.cmd = nil
}

// Restart kills the server if it runs, starts it where it was, and returns when it answers.
func (s *Server) Restart() {
	s.t.Helper()
	s.Kill()
	log, err := os.Create(filepath.Join(s.home, "server.log"))
	require.NoError(s.t, err)
	defer log.Close()
	cmd := s.tree.Command(s.settings.Paths.Etc, "-f")
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(s.t, cmd.Start())
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended is in its log
		close(exited)
	}()
	s.cmd, s.exited = cmd, exited
	s.awaitReady()
}

func (s *Server) awaitReady() {
	s.t.Helper()
	for deadline := time.Now().Add(startWait); !s.answers(); {
		select {
		case <-s.exited:
			s.cmd = nil
			require.FailNow(s.t, "asterisktest: Asterisk did not start", s.log())
		case <-time.After(pollEvery):
		}
		require.True(s.t, time.Now().Before(deadline), "asterisktest: Asterisk does not answer: %s", s.log())
	}
}

func (s *Server) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+"/asterisk/ping", nil)
	require.NoError(s.t, err)
	request.SetBasicAuth(s.Username(), s.Password())
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// log is what the server said.
func (s *Server) log() string {
	said, _ := os.ReadFile(filepath.Join(s.home, "server.log"))
	kept, _ := os.ReadFile(filepath.Join(s.settings.Paths.Log, "messages.log"))
	return string(said) + string(kept)
}

// Log is what the server has written to its log, for a failed test to show.
func (s *Server) Log() string { return s.log() }

// Console gives the answer to a command of Asterisk's console.
func (s *Server) Console(command string) string {
	s.t.Helper()
	out, err := s.tree.Command(s.settings.Paths.Etc, "-rx", command).CombinedOutput()
	require.NoError(s.t, err, string(out))
	return string(out)
}

// Channels are the names of the channels that are up.
func (s *Server) Channels() []string {
	s.t.Helper()
	var names []string
	for line := range strings.Lines(s.Console("core show channels concise")) {
		if name, _, is := strings.Cut(line, "!"); is {
			names = append(names, name)
		}
	}
	return names
}

const homePrefix = "hotline-asterisk-"

// removeOrphans removes the folders of test processes that were killed, or that shared a server.
func removeOrphans() error {
	homes, err := filepath.Glob(filepath.Join(os.TempDir(), homePrefix+"*-*"))
	if err != nil {
		return err
	}
	for _, home := range homes {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(home), homePrefix), "-")
		if _, err := os.Stat("/proc/" + pid); os.IsNotExist(err) {
			if err := os.RemoveAll(home); err != nil {
				return fmt.Errorf("asterisktest: %w", err)
			}
		}
	}
	return nil
}
