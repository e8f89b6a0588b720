package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	processReadyWait = 60 * time.Second
	// processIdle is how long it stands idle before its memory is read.
	processIdle = 10 * time.Second
)

// process starts the product with every role and leaves it alone.
func process(ctx context.Context, o options, s *servers) ([]result, error) {
	binary := filepath.Join(s.home, "hotline")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/hotline")
	build.Dir, build.Stderr = "..", os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	url, err := s.newDatabase(ctx, "process", true)
	if err != nil {
		return nil, err
	}
	fmt.Println("process:")
	all := newSamples("process")
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
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, 0, err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return 0, 0, err
	}
	log, err := os.Create(filepath.Join(s.home, "hotline.log"))
	if err != nil {
		return 0, 0, err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, binary, "serve")
	cmd.Env = append(os.Environ(), "DATABASE_URL="+database, "REDIS_URL="+s.redisURL(), "LISTEN_ADDR="+address,
		"PUBLIC_URL=http://"+address, "BLOB_URL=file://"+filepath.Join(s.home, "files"),
		"SESSION_SECRET="+strings.Repeat("bench", 8), "LOG_LEVEL=warn")
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // it ends by a signal
	}()
	waiting, cancel := context.WithTimeout(ctx, processReadyWait)
	defer cancel()
	if err := until(waiting, func() error { return isReady(waiting, address) }); err != nil {
		said, _ := os.ReadFile(log.Name())
		return 0, 0, fmt.Errorf("not ready: %w: %s", err, said)
	}
	ready = time.Since(start)
	select {
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	case <-time.After(processIdle):
	}
	rssMB, err = residentMB(cmd.Process.Pid)
	return ready, rssMB, err
}

func isReady(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	if err := response.Body.Close(); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	return nil
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
