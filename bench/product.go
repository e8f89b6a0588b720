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
	"strings"
	"syscall"
	"time"
)

const productReadyWait = 60 * time.Second

// product is the whole of it in a process of its own.
type product struct {
	cmd     *exec.Cmd
	address string // host:port
}

// buildProduct makes the binary that is measured.
func buildProduct(ctx context.Context, s *servers) (string, error) {
	binary := filepath.Join(s.home, "hotline")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/hotline")
	build.Dir, build.Stderr = "..", os.Stderr
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("build: %w", err)
	}
	return binary, nil
}

// startProduct starts every role and waits until it is ready. env adds settings, args flags of serve.
func startProduct(ctx context.Context, s *servers, binary, database string, env []string, args ...string) (*product, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &product{address: listener.Addr().String()}
	if err := listener.Close(); err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(s.home, "hotline.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p.cmd = exec.CommandContext(ctx, binary, append([]string{"serve"}, args...)...)
	p.cmd.Env = append(os.Environ(), "DATABASE_URL="+database, "REDIS_URL="+s.redisURL(), "LISTEN_ADDR="+p.address,
		"PUBLIC_URL=http://"+p.address, "BLOB_URL=file://"+filepath.Join(s.home, "files"),
		"SESSION_SECRET="+strings.Repeat("bench", 8), "LOG_LEVEL=warn")
	p.cmd.Env = append(p.cmd.Env, env...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, productReadyWait)
	defer cancel()
	if err := until(waiting, func() error { return isReady(waiting, p.address) }); err != nil {
		p.stop()
		said, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("not ready: %w: %s", err, said)
	}
	return p, nil
}

func (p *product) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait() // it ends by a signal
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
