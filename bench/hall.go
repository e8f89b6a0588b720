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
	// hallIdle is how long whoever serves is left alone before the memory is read that they take without anybody.
	hallIdle = 7 * time.Second
	// hallNothing is a snapshot of an empty hall.
	hallNothing = `{"v":1,"type":"snapshot","epoch":"","offset":0,"rows":[]}`
	hallChannel = "hall"
)

// hallPeer is whoever serves the screens.
type hallPeer struct {
	name  string
	start func(ctx context.Context) (serving, error)
	// beside is who is connected besides the screens, once those are; nil for nobody.
	beside func(ctx context.Context, address string) (n int, leave func() error, err error)
	// publish makes the changes and tells of them in their order.
	publish func(ctx context.Context, address string) ([]hallChange, error)
	task    task // of the screens
}

// serving is a process that serves screens.
type serving struct {
	address string
	pid     int
	stop    func() error
}

// hallChange is a change by the id of its visit. Its moments are in microseconds.
type hallChange struct {
	ID    string `json:"id"`
	Made  int64  `json:"made"`            // committed, or handed over where there is no commit
	Asked int64  `json:"asked,omitempty"` // of the product, when an operator called
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
		for _, peer := range []hallPeer{centre.peer(o, s), centrifugo.peer(), barePeer(o)} {
			if o.only != "" && o.only != peer.name {
				continue
			}
			if err := fanOut(ctx, o, peer, all); err != nil {
				return nil, fmt.Errorf("%s: %w", peer.name, err)
			}
		}
		if o.only == "" || o.only == "presses" {
			if err := centre.presses(ctx, o, s, all); err != nil {
				return nil, fmt.Errorf("presses: %w", err)
			}
		}
		if o.only == "" || o.only == "calls" {
			if err := centre.calls(ctx, o, all); err != nil {
				return nil, fmt.Errorf("calls: %w", err)
			}
		}
	}
	return all.medians(), nil
}

// fanOut lets all the screens come at once and then tells each of them every change.
func fanOut(ctx context.Context, o options, peer hallPeer, all *samples) error {
	p, err := peer.start(ctx)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(hallIdle):
	}
	idle, err := residentMB(p.pid)
	if err != nil {
		return err
	}
	t := peer.task
	t.Address, t.Workers, t.Count = p.address, max(int(hallScreensOpen*o.scale), 1), hallWarm+hallChanges
	screens, err := startSubject(ctx, "hall-screens", t, o)
	if err != nil {
		return err
	}
	connections, leave := t.Workers, func() error { return nil }
	if peer.beside != nil {
		var n int
		if n, leave, err = peer.beside(ctx, p.address); err != nil {
			return err
		}
		connections += n
	}
	changes, err := peer.publish(ctx, p.address)
	if err != nil {
		return err
	}
	seen, err := screens.next()
	if err != nil {
		return err
	}
	memory, err := residentMB(p.pid)
	if err != nil {
		return err
	}
	late, asked, err := lateness(changes[hallWarm:], seen.Times, t.Workers)
	if err != nil {
		return err
	}
	all.add(peer.name, "fanout_p50_ms", "ms", percentile(late, 50))
	all.add(peer.name, "fanout_p99_ms", "ms", percentile(late, 99))
	if len(asked) > 0 {
		all.add(peer.name, "call_to_screen_p50_ms", "ms", percentile(asked, 50))
		all.add(peer.name, "call_to_screen_p99_ms", "ms", percentile(asked, 99))
	}
	all.add(peer.name, "idle_mb", "MB", idle)
	all.add(peer.name, "kb_per_conn", "KB", (memory-idle)*1024/float64(connections))
	all.add(peer.name, "storm_s", "s", seen.Seconds)
	_ = screens.in.Close()
	if err := screens.cmd.Wait(); err != nil {
		return err
	}
	if err := leave(); err != nil {
		return err
	}
	return p.stop()
}

// lateness is how late changes came to all the screens, each of which has to have seen each of them, in milliseconds: from the moment on
// at which they were made, and where somebody had asked for them before, from then on.
func lateness(changes []hallChange, seen map[string][]int64, screens int) (late, asked []float64, err error) {
	for _, c := range changes {
		if got := len(seen[c.ID]); got != screens {
			return nil, nil, fmt.Errorf("a change came to %d screens of %d", got, screens)
		}
		for _, at := range seen[c.ID] {
			late = append(late, float64(at-c.Made)/1000)
			if c.Asked != 0 {
				asked = append(asked, float64(at-c.Asked)/1000)
			}
		}
	}
	return late, asked, nil
}

// hallPace makes so many changes, each at its moment, evenly.
func hallPace(ctx context.Context, count int, do func(n int) (hallChange, error)) ([]hallChange, error) {
	tick := time.NewTicker(time.Second / hallPerSecond)
	defer tick.Stop()
	changes := make([]hallChange, 0, count)
	for n := range count {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
		c, err := do(n)
		if err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	return changes, nil
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// hallEvent is a client who is called, as displays are told of it, and the change that this is.
func hallEvent(n int) (wire.Event, hallChange) {
	now := time.Now().UTC()
	e := wire.Event{
		Pos: int64(n + 1), Type: "hall.call", Subject: "call", ID: uuid.Must(uuid.NewV7()), Version: 1, At: now,
		Data: json.RawMessage(fmt.Sprintf(`{"ticket":"А-%03d","counter":"3","direction":"0198f2a0-0000-7000-8000-00000000000a","step":"called",`+
			`"called_at":%q,"recalls":0,"lang":"uk"}`, n, now.Format(time.RFC3339Nano))),
	}
	return e, hallChange{ID: e.ID.String(), Made: now.UnixMicro()}
}
