package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// barePeer paces itself: what is measured begins with its loop.
func barePeer(o options) hallPeer {
	return hallPeer{
		name: "bare_gorilla",
		start: func(ctx context.Context) (serving, error) {
			address, err := freeAddress(ctx)
			if err != nil {
				return serving{}, err
			}
			p, err := startSubject(ctx, "hall-bare", task{Address: address}, o)
			if err != nil {
				return serving{}, err
			}
			return serving{address, p.cmd.Process.Pid, func() error {
				_ = p.in.Close()
				_, err := p.finish()
				return err
			}}, nil
		},
		publish: func(ctx context.Context, address string) (changes []hallChange, err error) {
			answer, err := post(ctx, "http://"+address+"/changes", nil, nil)
			if err != nil {
				return nil, err
			}
			return changes, json.Unmarshal(answer, &changes)
		},
		task: task{Path: "/feed", IDs: []string{"hello"}, Until: `"snapshot"`, Beat: [2]string{"beat", ""}},
	}
}

// post sends JSON over a connection that is kept and returns the answer.
func post(ctx context.Context, url string, header http.Header, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if header != nil {
		request.Header = header
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %.200s", url, response.Status, answer)
	}
	return answer, err
}

// centrifugo is its binary and configuration.
type centrifugo struct {
	binary, config, log string
}

// buildCentrifugo builds it and writes its configuration: the engine in its own memory, which is its fastest, no history, and what its
// documentation advises to spare memory.
func buildCentrifugo(ctx context.Context, s *servers) (*centrifugo, error) {
	c := &centrifugo{filepath.Join(s.home, "centrifugo"), filepath.Join(s.home, "centrifugo.json"), filepath.Join(s.home, "centrifugo.log")}
	build := exec.CommandContext(ctx, "go", "build", "-o", c.binary, "github.com/centrifugal/centrifugo/v5")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	config := `{"engine": "memory", "allow_anonymous_connect_without_token": true, "allow_subscribe_for_client": true, "allow_subscribe_for_anonymous": true,
		"api_insecure": true, "log_level": "error", "websocket_use_write_buffer_pool": true, "websocket_read_buffer_size": 512}`
	return c, os.WriteFile(c.config, []byte(config), 0o600)
}

// peer takes changes by its HTTP API, over a connection that is kept.
func (c *centrifugo) peer() hallPeer {
	return hallPeer{
		name:  "centrifugo",
		start: c.start,
		publish: func(ctx context.Context, address string) ([]hallChange, error) {
			return hallPace(ctx, hallWarm+hallChanges, func(n int) (hallChange, error) {
				event, change := hallEvent(n)
				body, err := json.Marshal(map[string]any{"channel": hallChannel, "data": event})
				if err != nil {
					return change, err
				}
				_, err = post(ctx, "http://"+address+"/api/publish", nil, body)
				return change, err
			})
		},
		task: task{
			Path: "/connection/websocket", Until: `"id":2`, Beat: [2]string{"{}", "{}"},
			IDs: []string{`{"id":1,"connect":{}}` + "\n" + `{"id":2,"subscribe":{"channel":"` + hallChannel + `"}}`},
		},
	}
}

func (c *centrifugo) start(ctx context.Context) (serving, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return serving{}, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return serving{}, err
	}
	log, err := os.Create(c.log)
	if err != nil {
		return serving{}, err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, c.binary, "--config", c.config, "--address", host, "--port", port)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return serving{}, err
	}
	waiting, cancel := context.WithTimeout(ctx, hallPatience)
	defer cancel()
	err = until(waiting, func() error {
		conn, err := new(net.Dialer).DialContext(waiting, "tcp", address)
		if err != nil {
			return err
		}
		return conn.Close()
	})
	return serving{address, cmd.Process.Pid, func() error {
		return errors.Join(cmd.Process.Signal(syscall.SIGTERM), ended(cmd.Wait()))
	}}, err
}

// ended is the error of a process that was told to end: that it did so by a signal is none.
func ended(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}
