package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// processIdle is how long it stands idle before its memory is read.
const processIdle = 10 * time.Second

// process starts the product with every role and leaves it alone.
func process(ctx context.Context, o options, s *servers) ([]result, error) {
	binary, err := buildProduct(ctx, s)
	if err != nil {
		return nil, err
	}
	url, err := s.newDatabase(ctx, "process", true)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(o.say, "process:")
	all := newSamples("process", o.say)
	for range o.runs {
		ready, rss, err := idle(ctx, s, binary, url)
		if err != nil {
			return nil, err
		}
		all.add("hotline", "ready_s", "s", ready.Seconds())
		all.add("hotline", "rss_mb", "MB", rss)
	}
	return all.medians(), nil
}

func idle(ctx context.Context, s *servers, binary, database string) (ready time.Duration, rssMB float64, err error) {
	start := time.Now()
	p, err := startProduct(ctx, s, binary, database, nil)
	if err != nil {
		return 0, 0, err
	}
	defer p.stop()
	ready = time.Since(start)
	select {
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	case <-time.After(processIdle):
	}
	rssMB, err = residentMB(p.cmd.Process.Pid)
	return ready, rssMB, err
}

// residentMB is the memory that a process has in the machine's.
func residentMB(pid int) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return kb / 1024, err
		}
	}
	return 0, errors.New("the kernel does not tell the memory")
}
