package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"hotline/queuehall/pad"
)

// padCmd is a rating pad in a terminal: for trying a hall, and for whoever builds pads (docs/hall-pad-protocol.md).
type padCmd struct {
	Hall    string    `arg:"" help:"The hall's address, as https://hall.example."`
	Code    string    `help:"The code to pair by, from whoever keeps the hall's devices; needed once."`
	State   string    `default:"pad.json" help:"The file with the token and with what is not acknowledged yet."`
	Verbose bool      `help:"Tell why lines end."`
	in      io.Reader // the client's fingers, the standard input when nil
}

// Run shows the lamps and takes 1, 2, 3 and p from the standard input, a line each, until it is stopped.
func (c *padCmd) Run(ctx context.Context, k *kong.Context) error {
	if !strings.HasPrefix(c.Hall, "http://") && !strings.HasPrefix(c.Hall, "https://") {
		return errors.New("the hall's address begins with http:// or https://")
	}
	state, err := pad.OpenState(c.State)
	if err != nil {
		return err
	}
	if c.Code != "" {
		if state.Token, err = pad.Pair(ctx, c.Hall, c.Code); err != nil {
			return err
		}
		if err := state.Save(); err != nil {
			return err
		}
	}
	if state.Token == "" {
		return fmt.Errorf("%s has no token: pair with --code", c.State)
	}
	out := &printer{w: k.Stdout}
	level := slog.LevelWarn
	if c.Verbose {
		level = slog.LevelDebug
	}
	lines := make(chan string, 1) // what is printed, so that one goroutine prints
	say := func(format string, args ...any) {
		select {
		case lines <- fmt.Sprintf(format, args...):
		case <-ctx.Done():
		}
	}
	p := pad.New(pad.Config{
		Hall: c.Hall, State: state, Now: time.Now, Log: slog.New(slog.NewTextHandler(k.Stderr, &slog.HandlerOptions{Level: level})),
		Show: func(l pad.Lamp) { say("%s", lamps(l)) },
		Heard: func(online bool) {
			if online {
				say("connected")
			} else {
				say("no connection")
			}
		},
		Acked: func(why string) {
			if why == "" {
				why = "counts"
			}
			say("acknowledged: %s", why)
		},
	})
	in := c.in
	if in == nil {
		in = os.Stdin
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go fingers(in, p, say)
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	for {
		select {
		case line := <-lines:
			out.line("%s", line)
			if out.err != nil {
				return out.err
			}
		case err := <-done:
			return err
		}
	}
}

// lamps is what a pad shows, in words.
func lamps(l pad.Lamp) string {
	switch {
	case !l.Lit():
		return "○ ○ ○  dark"
	case l.Mark == 0:
		return "● ● ●  1 Погано  2 Добре  3 Зразково  (p: на мене тиснули)"
	}
	shown := []string{"○", "○", "○"}
	shown[(l.Mark+2)%3] = "●"
	return strings.Join(shown, " ") + "  " + []string{"Погано", "Добре", "Зразково"}[(l.Mark+2)%3]
}

// fingers press what is typed.
func fingers(in io.Reader, p *pad.Pad, say func(string, ...any)) {
	typed := bufio.NewScanner(in)
	for typed.Scan() {
		var taken bool
		var err error
		switch key := strings.TrimSpace(typed.Text()); key {
		case "":
			continue
		case "1", "2", "3":
			taken, err = p.Press(int(key[0] - '0'))
		case "p":
			taken, err = p.Pressure()
		default:
			say("1, 2, 3 or p")
			continue
		}
		switch {
		case err != nil:
			say("%s", err)
		case !taken:
			say("not taken")
		}
	}
}
