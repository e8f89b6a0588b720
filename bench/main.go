package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// subjectArgument as the first argument makes this process a subject.
const subjectArgument = "subject"

// options are what the command line says.
type options struct {
	runs    int
	scale   float64
	out     string
	only    string
	set     []string
	profile string
	say     io.Writer // for whoever waits
}

// suites in the order in which they run.
var suites = []struct {
	name string
	run  func(ctx context.Context, o options, servers *servers) ([]result, error)
}{
	{"timers", timers},
	{"intake", intake},
	{"streets", lookups},
	{"push", push},
	{"process", process},
	{"search", search},
	{"web", web},
	{"calls", telephone},
	{"hall", hall},
}

func main() {
	if err := begin(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func begin() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(os.Args) > 2 && os.Args[1] == subjectArgument {
		return beSubject(ctx, os.Args[2])
	}
	return run(ctx, os.Args[1:], os.Stdout)
}

func run(ctx context.Context, args []string, say io.Writer) error {
	o := options{say: say}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&o.runs, "runs", 3, "how many runs the median is of")
	flags.Float64Var(&o.scale, "scale", 1, "share of the full load, for a quick look; its figures are not comparable")
	flags.StringVar(&o.out, "out", "results.tsv", "where the figures go")
	flags.StringVar(&o.only, "only", "", "the only subject to measure")
	flags.StringVar(&o.profile, "profile", "", "directory for CPU profiles of the subjects and PostgreSQL's log")
	flags.Func("set", "a further PostgreSQL setting, name=value", func(setting string) error {
		o.set = append(o.set, setting)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen := flags.Args()
	servers, err := startServers(ctx, o.set)
	if err != nil {
		return err
	}
	defer func() {
		if o.profile != "" {
			_ = os.Rename(servers.postgresLog(), filepath.Join(o.profile, "postgres.log")) // on another disk it stays behind
		}
		servers.stop()
	}()
	settings, err := describe(ctx, servers, o)
	if err != nil {
		return err
	}
	fmt.Fprintln(say, settings)
	var all []result
	found := false
	for _, suite := range suites {
		if len(chosen) > 0 && chosen[0] != suite.name {
			continue
		}
		found = true
		results, err := suite.run(ctx, o, servers)
		if err != nil {
			return fmt.Errorf("%s: %w", suite.name, err)
		}
		all = append(all, results...)
		if err := save(o.out, suite.name, results); err != nil {
			return err
		}
	}
	if !found {
		return errors.New("no such suite: timers, intake, streets, push, process, search, web, calls or hall")
	}
	_, err = io.WriteString(say, table(all))
	return err
}
