package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/alecthomas/kong"

	"hotline/casecore/audit"
)

// auditCmd is about the history of reports and cases.
type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Walk every history and every seal, print each contradiction, exit 1 when there is one."`
}

// errAltered ends a verification that has already printed what it found.
var errAltered = errors.New("the history does not hold together")

// progressEvery is how often a long verification says how far it is.
const progressEvery = 2 * time.Second

type auditVerifyCmd struct {
	Database DatabaseConfig `embed:""`
	Quiet    bool           `help:"Do not say how far it is."`
}

// Run prints each problem as it is found, and what was looked at in the end.
func (c *auditVerifyCmd) Run(ctx context.Context, k *kong.Context) error {
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	observer := audit.Observer{Found: func(p audit.Problem) { _, _ = fmt.Fprintln(k.Stdout, p) }}
	if !c.Quiet {
		observer.Progress = progressTo(k.Stderr, isTerminal(k.Stderr), time.Now)
	}
	sum, err := audit.Verify(ctx, pool, observer)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(k.Stdout, "%d histories of %d events, %d seals of %d heads: %d problems\n",
		sum.Subjects, sum.Events, sum.Seals, sum.Leaves, sum.Problems)
	if err == nil && sum.Problems > 0 {
		err = errAltered
	}
	return err
}

// progressTo writes how far a verification is: over and over on one line of a terminal, a line each time elsewhere.
func progressTo(w io.Writer, terminal bool, now func() time.Time) func(done, total int64) {
	end := "\n"
	if terminal {
		end = "\r"
	}
	last := now()
	return func(done, total int64) {
		if now().Sub(last) < progressEvery {
			return
		}
		last = now()
		_, _ = fmt.Fprintf(w, "%d of about %d (%d %%)%s", done, total, 100*done/max(total, 1), end)
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
