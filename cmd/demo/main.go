// Command demo plays a lively day in the demo city, from outside: citizens write to the bot through a Bot API server of
// its own, agents and executors work over the HTTP API. Afterwards it stays, with a window to write to the bot by hand.
//
// `make demo` runs it beside a server whose clock begins in the past and runs faster until it is the present. The same seed
// plays the same people saying the same things; who is faster in the end is up to the machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"hotline/internal/tgtest"
)

// options are the command line.
type options struct {
	city, window string
	seed         uint64
	reports      int
	speed        float64
	hours        time.Duration
	then         string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var o options
	flag.StringVar(&o.city, "city", "http://localhost:8080", "where the city is served")
	flag.StringVar(&o.window, "window", "localhost:8081", "where the chat window is served")
	flag.Uint64Var(&o.seed, "seed", 1, "what people say and how diligent they are")
	flag.IntVar(&o.reports, "reports", 60, "how many people report something")
	flag.Float64Var(&o.speed, "speed", 120, "how many seconds of the city pass in one")
	flag.DurationVar(&o.hours, "hours", 8*time.Hour, "how long the day is")
	flag.StringVar(&o.then, "then", "", "what the shell runs after the day, instead of staying")
	flag.Parse()
	if o.speed < 2 || o.speed > 600 { // faster, and what is sent would seem to take longer than it may
		fmt.Fprintln(os.Stderr, "demo: -speed is from 2 to 600")
		os.Exit(2) //nolint:gocritic // nothing has begun that would have to end
	}
	if err := run(ctx, o, flag.Args()); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1)
	}
}

// run plays the day beside the server, which the remaining arguments start, and serves the window.
func run(ctx context.Context, o options, command []string) error {
	telegram := tgtest.Start()
	defer telegram.Close()
	began := time.Now() // with the city's clock, more or less
	if len(command) > 0 {
		server, err := serve(ctx, command, telegram.URL, "--demo-speed", fmt.Sprint(o.speed), "--demo-behind", o.hours.String())
		if err != nil {
			return err
		}
		defer server.stop()
	}
	if err := awaitCity(ctx, o.city); err != nil {
		return err
	}
	window := &http.Server{Addr: o.window, Handler: newWindow(telegram), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = window.ListenAndServe() }()
	defer window.Close()

	d := &day{
		city: o.city, telegram: telegram, random: rand.New(rand.NewPCG(o.seed, 0)), //nolint:gosec // a play
		length: time.Duration(float64(o.hours)/(o.speed-1)) - time.Since(began), reports: o.reports, out: os.Stdout,
	}
	if err := d.play(ctx); err != nil {
		return err
	}
	fmt.Fprintf(d.out, "\n  The day has passed; the clock is the present's now.\n  consoles  %s\n  write to the bot  http://%s\n\n", o.city, o.window)
	if o.then != "" {
		then := exec.CommandContext(ctx, "sh", "-c", o.then) //nolint:gosec // the caller's own
		then.Stdout, then.Stderr = os.Stdout, os.Stderr
		return then.Run()
	}
	<-ctx.Done()
	return nil
}

// server is the city's process.
type server struct{ cmd *exec.Cmd }

func serve(ctx context.Context, command []string, telegram string, args ...string) (*server, error) {
	cmd := exec.CommandContext(ctx, command[0], append(command[1:], args...)...) //nolint:gosec // the caller's own
	cmd.Env = append(os.Environ(), "TELEGRAM_TOKEN="+tgtest.Token, "TELEGRAM_API_URL="+telegram)
	cmd.Stdout = os.Stdout
	log, err := os.Create("var/demo.log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stderr = log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	return &server{cmd}, cmd.Start()
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait() // it ends by a signal
}

func awaitCity(ctx context.Context, city string) error {
	deadline := time.Now().Add(time.Minute)
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, city+"/readyz", nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		if ctx.Err() != nil || time.Now().After(deadline) {
			return fmt.Errorf("%s is not ready", strings.TrimPrefix(city, "http://"))
		}
		time.Sleep(200 * time.Millisecond)
	}
}
