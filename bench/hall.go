package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"time"

	"github.com/google/uuid"

	"hotline/internal/live/wire"
)

const (
	hallScreensOpen = 5000
	hallPerSecond   = 5
	hallChanges     = 100
	hallWarm        = 10 // changes before those that count
	hallPatience    = 30 * time.Second
	// hallNothing is a snapshot of an empty hall.
	hallNothing = `{"v":1,"type":"snapshot","epoch":"","offset":0,"rows":[]}`
	hallChannel = "hall"
)

// hallPeer is whoever serves the screens.
type hallPeer struct {
	name    string
	start   func(ctx context.Context, address string) (pid int, stop func() error, err error)
	publish func(ctx context.Context, address string) error
	task    task // of the screens
}

// hall measures the screens of a hall, its pads and its counters.
func hall(ctx context.Context, o options, s *servers) ([]result, error) {
	centre, err := foundHall(ctx, s)
	if err != nil {
		return nil, err
	}
	defer centre.close()
	centrifugo, err := buildCentrifugo(ctx, s)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(o.say, "hall:")
	all := newSamples("hall", o.say)
	for range o.runs {
		for _, peer := range []hallPeer{centre.peer(ctx, o, s), centrifugo.peer(), barePeer(ctx, o)} {
			if o.only != "" && o.only != peer.name {
				continue
			}
			if err := fanOut(ctx, o, peer, all); err != nil {
				return nil, fmt.Errorf("%s: %w", peer.name, err)
			}
		}
		if o.only == "" || o.only == "calls" {
			if err := centre.calls(ctx, o, all); err != nil {
				return nil, fmt.Errorf("calls: %w", err)
			}
		}
		if o.only == "" || o.only == "presses" {
			if err := centre.presses(ctx, o, all); err != nil {
				return nil, fmt.Errorf("presses: %w", err)
			}
		}
	}
	return all.medians(), nil
}

// fanOut lets all the screens come at once and then tells each of them every change.
func fanOut(ctx context.Context, o options, peer hallPeer, all *samples) error {
	address, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	pid, stop, err := peer.start(ctx, address)
	if err != nil {
		return err
	}
	t := peer.task
	t.Address, t.Workers, t.Count, t.Skip = address, max(int(hallScreensOpen*o.scale), 1), hallWarm+hallChanges, hallWarm
	screens, err := startSubject(ctx, "hall-screens", t, o)
	if err != nil {
		return err
	}
	if err := peer.publish(ctx, address); err != nil {
		return err
	}
	seen, err := screens.next()
	if err != nil {
		return err
	}
	memory, err := residentMB(pid)
	if err != nil {
		return err
	}
	all.add(peer.name, "fanout_p50_ms", "ms", percentile(seen.LateMS, 50))
	all.add(peer.name, "fanout_p99_ms", "ms", percentile(seen.LateMS, 99))
	all.add(peer.name, "kb_per_conn", "KB", memory*1024/float64(t.Workers))
	all.add(peer.name, "storm_s", "s", seen.Seconds)
	_ = screens.in.Close()
	if err := screens.cmd.Wait(); err != nil {
		return err
	}
	return stop()
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// hallEvent is a client who is called: as displays are told of it.
func hallEvent(n int, at time.Time) wire.Event {
	return wire.Event{
		Pos: int64(n + 1), Type: "hall.call", Subject: "call", ID: uuid.Must(uuid.NewV7()), Version: 1, At: at.UTC(),
		Data: json.RawMessage(fmt.Sprintf(`{"ticket":"А-%03d","counter":"3","direction":"0198f2a0-0000-7000-8000-00000000000a","step":"called","called_at":%q,`+
			`"recalls":0,"lang":"uk","change":%d,"sent":%d}`, n, at.UTC().Format(time.RFC3339Nano), n, at.UnixMicro())),
	}
}

// hallChange is a frame with one.
func hallChange(n int, at time.Time) []byte {
	b, _ := json.Marshal(wire.Events{ // of strings and numbers alone
		V: wire.Version, Type: wire.TypeEvents, Offset: int64(n + 1), After: int64(n), Events: []wire.Event{hallEvent(n, at)},
	})
	return b
}
