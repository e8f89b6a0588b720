package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"hotline/casecore/staff"
	"hotline/internal/clock"
)

// serveCmd runs the roles of this copy.
type serveCmd struct {
	Config Config `embed:""`
	// A day that passes quickly and ends now, for a demonstration in one process.
	DemoSpeed  float64       `hidden:"" default:"1"`
	DemoBehind time.Duration `hidden:""`

	Demo bool `help:"Migrate, and fill an empty database with a demo city whose people's sign-ins are printed."`
}

// Run serves until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, k *kong.Context) error {
	if wrong := c.Config.Validate(); len(wrong) > 0 {
		return errors.Join(wrong...)
	}
	if err := boundTelephony(&c.Config.Telephony); err != nil {
		return err
	}
	return run(ctx, c.Config, runOptions{
		clock: clock.Config{Scale: c.DemoSpeed, Behind: c.DemoBehind}, demo: c.Demo, out: k.Stdout,
		log: newLogger(os.Stderr, c.Config.LogLevel),
	})
}

// runOptions are what tests set besides the configuration.
type runOptions struct {
	clock clock.Config
	demo  bool
	out   io.Writer
	log   *slog.Logger
	ready func(addr string) // called when HTTP is served
	// chatRate is how many messages a second the bot sends to one chat; Telegram's own limit when zero.
	chatRate rate.Limit
}

// run serves cfg's roles until ctx ends, then stops them in order: the edges first, so that nothing new comes in, then what
// they left to be done, then the connections.
func run(ctx context.Context, cfg Config, o runOptions) error {
	if o.demo && cfg.Halls == "" {
		cfg.Halls = demoHalls
	}
	a := &app{cfg: cfg, log: o.log, pace: o.clock, demo: o.demo}
	defer a.close()
	if err := a.open(ctx, o.demo); err != nil {
		return err
	}
	core, edges, err := a.parts(ctx, o)
	if err != nil {
		return err
	}
	if o.demo {
		d := demo{app: a, office: staff.NewOffice(a.people, a.hasher, a.clock.Now), out: o.out}
		if err := d.run(ctx); err != nil {
			return err
		}
	}
	settled := time.AfterFunc(settleAfter, debug.FreeOSMemory)
	defer settled.Stop()
	return a.runParts(ctx, core, edges)
}

// settleAfter is when a start is over. Training and loading take several times what they keep; the rest goes back to the
// system then, rather than whenever the collector comes by on an idle machine.
const settleAfter = 5 * time.Second

// part is something that runs until its context ends.
type part struct {
	name string
	run  func(ctx context.Context) error
}

// runParts runs everything. The first part that fails, or the end of ctx, stops the edges, and then the core; together they
// have the shutdown's time.
func (a *app) runParts(ctx context.Context, core, edges []part) error {
	stopping, stopEdges := context.WithCancel(ctx)
	defer stopEdges()
	coreCtx, stopCore := context.WithCancel(context.WithoutCancel(ctx))
	defer stopCore()
	failures := make(chan error, len(core)+len(edges))
	start := func(ctx context.Context, parts []part) chan struct{} {
		done := make(chan struct{})
		var g errgroup.Group
		for _, p := range parts {
			g.Go(func() error {
				err := p.run(ctx)
				if err != nil {
					a.log.ErrorContext(ctx, "part failed", "part", p.name, "err", err)
					failures <- err
				}
				stopEdges() // one part that ended, ends all: the supervisor starts a whole copy
				return nil
			})
		}
		go func() { _ = g.Wait(); close(done) }()
		return done
	}
	coreDone, edgesDone := start(coreCtx, core), start(stopping, edges)
	<-stopping.Done()
	a.log.InfoContext(ctx, "stopping")
	deadline := time.After(a.cfg.ShutdownTimeout.Duration)
	late := false
	for _, stage := range []chan struct{}{edgesDone, coreDone} {
		select {
		case <-stage:
		case <-deadline:
			late = true
		}
		stopCore()
	}
	if late {
		return errors.New("not everything stopped in time")
	}
	select {
	case err := <-failures:
		return err
	default:
		return nil
	}
}

// newLogger writes JSON lines.
func newLogger(w io.Writer, level string) *slog.Logger {
	var l slog.Level
	_ = l.UnmarshalText([]byte(level)) // checked with the configuration
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l}))
}
