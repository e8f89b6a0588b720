package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"syscall"
	"time"
)

// task is what a subject is told on its standard input.
type task struct {
	Database string    `json:"database"`
	Redis    string    `json:"redis"`
	Count    int       `json:"count"`
	Workers  int       `json:"workers"`
	From     time.Time `json:"from"`    // when the first one is due
	Within   float64   `json:"within"`  // seconds over which they come due
	Profile  string    `json:"profile"` // a file for the CPU profile
	IDs      []string  `json:"ids"`
	Address  string    `json:"address"` // of the product
	ARI      []string  `json:"ari"`     // address, user, password, application
	Path     string    `json:"path"`    // of a socket there
	Until    string    `json:"until"`   // what a socket waits to be told
	Beat     [2]string `json:"beat"`    // what a beat begins with, and its answer
}

// answer is a line that a subject says.
type answer struct {
	Ready   bool      `json:"ready,omitempty"`
	LateMS  []float64 `json:"late_ms,omitempty"`
	FreeMS  []float64 `json:"free_ms,omitempty"` // from an agent's readiness to the caller's voice
	Seconds float64   `json:"seconds,omitempty"` // from the first due moment to the last effect
	// Seen are moments by what was seen or committed, in microseconds of the machine's clock.
	Seen map[string]int64 `json:"seen,omitempty"`
	// Times are when each console saw each case, likewise.
	Times map[string][]int64 `json:"times,omitempty"`
	Most  int                `json:"most,omitempty"` // frames that a console was sent in one second
}

// subjects by name; each says that it is ready, does its task and returns the outcome.
var subjects = map[string]func(ctx context.Context, t task, ready func()) (answer, error){
	"timers-hotline":  timersHotline,
	"timers-asynq":    timersAsynq,
	"timers-river":    timersRiver,
	"intake-hotline":  intakeHotline,
	"push-register":   pushRegister,
	"push-consoles":   pushConsoles,
	"intake-bare_sql": intakeBareSQL,
	"calls-hotline":   callsHotline,
	"hall-bare":       hallBare,
	"hall-screens":    hallScreens,
	"hall-calls":      hallCalls,
	"hall-pads":       hallPads,
}

// beSubject is the other process.
func beSubject(ctx context.Context, name string) error {
	subject, ok := subjects[name]
	if !ok {
		return fmt.Errorf("no subject %q", name)
	}
	var t task
	if err := json.NewDecoder(os.Stdin).Decode(&t); err != nil {
		return err
	}
	if t.Profile != "" {
		file, err := os.Create(t.Profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	out := json.NewEncoder(os.Stdout)
	outcome, err := subject(ctx, t, func() { _ = out.Encode(answer{Ready: true}) })
	if err != nil {
		return err
	}
	return out.Encode(outcome)
}

// started is a subject's process that is ready.
type started struct {
	cmd   *exec.Cmd
	in    io.Closer // its standard input
	lines *bufio.Scanner
}

// maxAnswer bounds a line: the latenesses of a whole run.
const maxAnswer = 64 << 20

// startSubject starts a subject and waits until it is ready.
func startSubject(ctx context.Context, name string, t task, o options) (*started, error) {
	if o.profile != "" {
		t.Profile = filepath.Join(o.profile, fmt.Sprintf("%s-%d.pprof", name, time.Now().UnixMilli()))
	}
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, binary, subjectArgument, name)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &started{cmd: cmd, in: in, lines: bufio.NewScanner(out)}
	s.lines.Buffer(nil, maxAnswer)
	if err := json.NewEncoder(in).Encode(t); err != nil {
		return nil, err
	}
	first, err := s.next()
	if err == nil && !first.Ready {
		err = errors.New("not ready")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

func (s *started) next() (answer, error) {
	var a answer
	if !s.lines.Scan() {
		return a, errors.Join(errors.New("the subject ended"), s.lines.Err(), s.cmd.Wait())
	}
	return a, json.Unmarshal(s.lines.Bytes(), &a)
}

// finish waits for the subject's outcome and end.
func (s *started) finish() (answer, error) {
	a, err := s.next()
	if err != nil {
		return a, err
	}
	return a, s.cmd.Wait()
}
