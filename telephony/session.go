package telephony

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/CyCoreSystems/ari/v5"

	"hotline/internal/pg"
	"hotline/telephony/asterisk"
	"hotline/telephony/flow"
)

// session is one event socket: from its connection until it breaks.
type session struct {
	b     *Bridge
	ctx   context.Context //nolint:containedctx // a socket's life, handed to the calls that it brings
	fence pg.Fence

	mu   sync.Mutex
	held []ari.Event // came before the listing was done; nil once they were passed on
	open bool
}

// session listens until the socket breaks. What is there is listed once the socket is open, so that nothing falls between.
func (b *Bridge) session(outer context.Context, f pg.Fence) error {
	ctx, cancel := context.WithCancel(outer)
	defer cancel()
	b.mu.Lock()
	b.restart = cancel
	b.mu.Unlock()
	s := &session{b: b, ctx: ctx, fence: f}
	failed := make(chan error, 1)
	var once sync.WaitGroup
	defer once.Wait()
	err := b.PBX.Listen(ctx, func() {
		once.Go(func() {
			if err := s.reconcile(); err != nil {
				failed <- err
				cancel()
				return
			}
			s.release()
			b.sessions.Add(1)
			b.setReady(true)
			b.Wake()
			select {
			case b.connected <- struct{}{}:
			default:
			}
			s.callOut()
		})
	}, s)
	cancel()
	once.Wait()       // it makes calls, and says that all is ready
	b.setReady(false) // before the calls are forgotten: a call that is not there would count as over
	all := b.stopCalls()
	if cause := context.Cause(outer); cause != nil && !errors.Is(cause, pg.ErrLeaseLost) && !errors.Is(cause, context.Canceled) {
		for _, c := range all { // nobody can serve them until the database is back
			if !c.talks() {
				c.giveUp(cause)
			}
		}
	}
	select {
	case cause := <-failed:
		return cause
	default:
		return err
	}
}

// Skipped implements asterisk.Handler.
func (s *session) Skipped(kind string) {
	if s.b.Hooks.Skipped != nil {
		s.b.Hooks.Skipped(kind)
	}
}

// Event implements asterisk.Handler.
func (s *session) Event(e ari.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.open {
		s.held = append(s.held, e)
		return
	}
	s.pass(e)
}

// release passes on what came while the listing was made.
func (s *session) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.held {
		s.pass(e)
	}
	s.held, s.open = nil, true
}

// pass hands an event to the call that it is of.
func (s *session) pass(e ari.Event) {
	switch e := e.(type) {
	case *ari.StasisStart:
		s.entered(e)
	case *ari.StasisEnd:
		s.gone(e.Channel.ID, whyHangup)
	case *ari.ChannelDestroyed:
		s.gone(e.Channel.ID, cause(e.Cause))
	case *ari.ChannelDtmfReceived:
		if c := s.b.onChannel(e.Channel.ID); c != nil && c.line == e.Channel.ID && e.Digit != "" {
			c.put(flow.Pressed{Key: e.Digit[0]})
		}
	case *ari.PlaybackStarted:
		if c := s.named(e.Playback.ID); c != nil {
			c.prompted()
		}
	case *ari.PlaybackFinished:
		if c := s.named(e.Playback.ID); c != nil {
			c.put(flow.Said{Name: e.Playback.ID, Failed: e.Playback.State == "failed"})
		}
	case *ari.RecordingFinished:
		if c := s.named(e.Recording.Name); c != nil {
			c.put(flow.Recorded{Name: e.Recording.Name})
		}
	case *ari.RecordingFailed:
		if c := s.named(e.Recording.Name); c != nil {
			c.put(flow.Recorded{Name: e.Recording.Name, Failed: true})
		}
	}
}

// entered takes a channel that came into the application: a caller's, or a leg of ours that answered.
func (s *session) entered(e *ari.StasisStart) {
	if len(e.Args) < 2 {
		s.Skipped("StasisStart without arguments")
		return
	}
	switch e.Args[0] {
	case argIn:
		number := ""
		if e.Channel.Caller != nil {
			number = e.Channel.Caller.Number
		}
		s.take(e.Channel.ID, e.Args[1], number)
	case argOut:
		if c := s.b.find(e.Args[1]); c != nil && c.line == e.Channel.ID {
			c.put(flow.Answered{})
			return
		}
		go func() { _ = s.b.PBX.Hangup(e.Channel.ID) }()
	case argLeg:
		if c := s.b.find(e.Args[1]); c != nil {
			s.b.bind(e.Channel.ID, c)
			c.put(flow.AgentUp{Channel: e.Channel.ID})
			return
		}
		go func() { _ = s.b.PBX.Hangup(e.Channel.ID) }() // its call is over
	}
}

// The first argument of the application says what a channel is; the second is the line, or the call's id.
const (
	argIn  = "in"
	argLeg = "leg"
	argOut = "out"
)

// take makes a call of a channel.
func (s *session) take(channel, line, number string) {
	c := s.b.newCall(s.ctx, s.fence, s.b.began(channel, line, number), flow.State{})
	c.began = c.row.Started
	if s.b.adopt(c) {
		c.put(flow.Entered{})
		go c.run()
	}
}

func (s *session) gone(channel, why string) {
	c := s.b.onChannel(channel)
	switch {
	case c == nil:
	case c.line == channel:
		c.put(flow.Left{Why: why})
	default:
		c.put(flow.AgentGone{Channel: channel, Why: why})
	}
}

// named is the call whose step has that name.
func (s *session) named(name string) *call {
	id, _, ok := strings.Cut(name, ".")
	if !ok {
		return nil
	}
	return s.b.find(id)
}

// whyHangup is why a line ended whose people hung up.
const whyHangup = "hangup"

// cause says in a word why a channel was destroyed (ITU-T Q.850).
func cause(q850 int) string {
	switch q850 {
	case 17:
		return flow.Busy
	case 18, 19:
		return flow.NoAnswer
	case 0, 16:
		return whyHangup
	}
	return "cause_" + strconv.Itoa(q850)
}

// stopCalls ends the goroutines of all calls, which it returns; their rows and lines stay.
func (b *Bridge) stopCalls() []*call {
	b.mu.Lock()
	all := make([]*call, 0, len(b.calls))
	for _, c := range b.calls {
		all = append(all, c)
	}
	b.calls, b.channels = map[string]*call{}, map[string]*call{}
	b.mu.Unlock()
	for _, c := range all {
		c.stop()
	}
	return all
}

var _ asterisk.Handler = (*session)(nil)
