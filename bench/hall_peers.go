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
	"strconv"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/internal/live/wire"
	"hotline/queuehall"
)

// startHallSubject starts a process of ours that serves screens.
func startHallSubject(ctx context.Context, o options, name string, t task) (pid int, stop func() error, err error) {
	p, err := startSubject(ctx, name, t, o)
	if err != nil {
		return 0, nil, err
	}
	return p.cmd.Process.Pid, func() error {
		_ = p.in.Close()
		_, err := p.finish()
		return err
	}, nil
}

// barePeer paces itself: what is measured begins with its loop.
func barePeer(ctx context.Context, o options) hallPeer {
	return hallPeer{
		name: "bare_gorilla",
		start: func(_ context.Context, address string) (int, func() error, error) {
			return startHallSubject(ctx, o, "hall-bare", task{Address: address})
		},
		publish: func(ctx context.Context, address string) error {
			return post(ctx, "http://"+address+"/changes", nil)
		},
		task: task{Path: "/feed", IDs: []string{"hello"}, Until: `"snapshot"`, Beat: [2]string{"beat", ""}},
	}
}

func post(ctx context.Context, url string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	return nil
}

// peer is the product's feed. A change is in its hands once it is given to the Redis stream, as the relay gives it.
func (c *centre) peer(ctx context.Context, o options, s *servers) hallPeer {
	say := make([]string, len(c.tokens))
	for i, token := range c.tokens {
		say[i] = `{"v":1,"type":"hello","stream":"` + queuehall.Stream + `","epoch":"","offset":0,"credential":{"token":"` + token + `"}}`
	}
	redisClient := s.redisClient()
	keys := wire.KeysOf(queuehall.Stream)
	return hallPeer{
		name: "hotline",
		start: func(_ context.Context, address string) (int, func() error, error) {
			if err := redisClient.Del(ctx, keys.Stream).Err(); err != nil {
				return 0, nil, err
			}
			if err := redisClient.Set(ctx, keys.Epoch, c.epoch, 0).Err(); err != nil {
				return 0, nil, err
			}
			beating, end := context.WithCancel(ctx)
			go c.beat(beating, redisClient, keys.Beat)
			pid, stop, err := startHallSubject(ctx, o, "hall-hotline", task{Address: address, Database: c.url, Redis: s.redisURL()})
			return pid, func() error { end(); return stop() }, err
		},
		publish: func(ctx context.Context, _ string) error {
			return hallPace(ctx, func(n int) error {
				entry, err := json.Marshal(wire.Entry{Event: hallEvent(n, time.Now()), Epoch: c.epoch, Audience: c.audience})
				if err != nil {
					return err
				}
				return redisClient.XAdd(ctx, &redis.XAddArgs{
					Stream: keys.Stream, ID: strconv.Itoa(n+1) + "-0", Values: []any{wire.EntryField, entry},
				}).Err()
			})
		},
		task: task{Path: "/", IDs: say, Until: `"type":"snapshot"`, Beat: [2]string{`{"v":1,"type":"beat"`, `{"v":1,"type":"beat"}`}},
	}
}

// beat says that a relay is at work.
func (c *centre) beat(ctx context.Context, client *redis.Client, key string) {
	for n := 0; ; n++ {
		_ = client.Set(ctx, key, n, 0).Err() // the screens are told when it is missing
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
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
		name: "centrifugo",
		start: func(ctx context.Context, address string) (int, func() error, error) {
			host, port, err := net.SplitHostPort(address)
			if err != nil {
				return 0, nil, err
			}
			log, err := os.Create(c.log)
			if err != nil {
				return 0, nil, err
			}
			defer log.Close()
			cmd := exec.CommandContext(ctx, c.binary, "--config", c.config, "--address", host, "--port", port)
			cmd.Stdout, cmd.Stderr = log, log
			cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
			if err := cmd.Start(); err != nil {
				return 0, nil, err
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
			return cmd.Process.Pid, func() error {
				return errors.Join(cmd.Process.Signal(syscall.SIGTERM), ended(cmd.Wait()))
			}, err
		},
		publish: func(ctx context.Context, address string) error {
			return hallPace(ctx, func(n int) error {
				body, err := json.Marshal(map[string]any{"channel": hallChannel, "data": hallEvent(n, time.Now())})
				if err != nil {
					return err
				}
				return post(ctx, "http://"+address+"/api/publish", body)
			})
		},
		task: task{
			Path: "/connection/websocket", Until: `"id":2`, Beat: [2]string{"{}", "{}"},
			IDs: []string{`{"id":1,"connect":{}}` + "\n" + `{"id":2,"subscribe":{"channel":"` + hallChannel + `"}}`},
		},
	}
}

// ended is the error of a process that was told to end: that it did so by a signal is none.
func ended(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}
