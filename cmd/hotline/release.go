package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alecthomas/kong"

	"hotline/internal/backup"
	"hotline/internal/pg"
)

// releaseCmd lets go of what a restore holds.
type releaseCmd struct {
	What     string         `arg:"" optional:"" enum:"all,timers,letters,nothing" default:"all" help:"all, timers or letters; nothing only tells what is held."`
	Drop     bool           `help:"Do not send the letters that wait: keep them among those that could not be delivered. Nobody is called either."`
	Database DatabaseConfig `embed:""`
}

// Run releases, and says how much leaves now.
func (c *releaseCmd) Run(ctx context.Context, k *kong.Context) error {
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	hold := backup.NewHold(pg.NewDB(pool))
	state, err := hold.State(ctx)
	if err != nil {
		return err
	}
	if !state.Held() {
		_, err = fmt.Fprintln(k.Stdout, "nothing is held")
		return err
	}
	waiting, err := hold.Waiting(ctx, time.Now())
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(k.Stdout, "restored from a backup of %s: %s\n", state.MadeAt.Format(time.RFC3339),
		orElse(held(state, waiting), "nothing waits")); err != nil || c.What == "nothing" {
		return err
	}
	release := backup.Release{Timers: c.What != "letters", Letters: c.What != "timers", Drop: c.Drop}
	dropped, err := hold.Release(ctx, release, time.Now())
	if errors.Is(err, backup.ErrNotHeld) {
		err = nil // somebody was faster
	}
	if err != nil {
		return err
	}
	if dropped != (backup.Dropped{}) {
		_, err = fmt.Fprintf(k.Stdout, "%d letters kept back, %d calls not made\n", dropped.Letters, dropped.Calls)
	}
	if err == nil {
		_, err = fmt.Fprintln(k.Stdout, "released")
	}
	return err
}

// held says what waits.
func held(s backup.State, w backup.Waiting) string {
	switch {
	case s.Timers && s.Letters:
		return fmt.Sprintf("%d letters, %d calls and %d overdue timers are held", w.Letters, w.Calls, w.Timers)
	case s.Timers:
		return fmt.Sprintf("%d overdue timers are held", w.Timers)
	default:
		return fmt.Sprintf("%d letters and %d calls are held", w.Letters, w.Calls)
	}
}
