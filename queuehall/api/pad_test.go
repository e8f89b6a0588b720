package api

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/outbox"
	"hotline/internal/live"
	"hotline/internal/redistest"
	"hotline/queuehall"
	"hotline/queuehall/pad"
)

// counter is a counter of a hall that is served, and its pad's token.
type counter struct {
	*results
	address string
	device  queuehall.DeviceID
	api     *API
	state   string // the pad's file
	visit   queuehall.Visit
}

// newCounter opens a hall with a client at a counter.
func newCounter(t *testing.T) *counter {
	t.Helper()
	h := newResults(t)
	log := slog.New(slog.DiscardHandler)
	client := redistest.New(t)
	relay := outbox.NewRelay(h.DB, client, outbox.Config{Stream: queuehall.Stream, Holder: "test", Now: time.Now, Log: log})
	hub := live.NewHub(queuehall.Stream, live.NewRedisSource(client, queuehall.Stream), queuehall.NewSnapshots(h.DB),
		live.Options{Now: time.Now, Log: log})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 2)
	go func() { done <- relay.Run(ctx) }()
	go func() { done <- hub.Run(ctx) }()
	c := &counter{results: h, api: New(Config{Hall: h.halls, Hub: hub, Log: log}), state: filepath.Join(t.TempDir(), "pad.json")}
	c.api.mountFeed(h.site)
	c.api.mountDevices(h.site)
	server := httptest.NewServer(h.site.Mux())
	c.address = server.URL
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
		require.NoError(t, <-done)
		server.Close()
	})
	c.visit = h.served("centre", "1")
	h.Clock.Advance(3 * time.Second)
	var err error
	c.device, err = h.halls.AddDevice(ctx, queuehall.AddDevice{
		Command: h.Command(casecore.System), Branch: c.visit.Branch, Counter: c.visit.Counter, Role: queuehall.Pad, Name: "pad",
	})
	require.NoError(t, err)
	code, _, err := h.halls.NewCode(ctx, c.device)
	require.NoError(t, err)
	token, err := pad.Pair(ctx, c.address, code)
	require.NoError(t, err)
	s, err := pad.OpenState(c.state)
	require.NoError(t, err)
	s.Token = token
	require.NoError(t, s.Save())
	_, err = pad.Pair(ctx, c.address, code)
	require.Error(t, err, "a code is good once")
	return c
}

// running is a pad and what it has shown.
type running struct {
	*pad.Pad
	state *pad.State
	lamps chan pad.Lamp
	acks  chan string
	ended chan error
	stop  func()
}

// pad starts a pad from its file.
func (c *counter) pad() *running {
	c.T.Helper()
	state, err := pad.OpenState(c.state)
	require.NoError(c.T, err)
	r := &running{state: state, lamps: make(chan pad.Lamp, 100), acks: make(chan string, 100), ended: make(chan error, 1)}
	r.Pad = pad.New(pad.Config{
		Hall: c.address, State: state, Show: func(l pad.Lamp) { r.lamps <- l }, Heard: func(bool) {}, Acked: func(why string) { r.acks <- why },
		Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.ended <- r.Run(ctx)
	}()
	r.stop = func() {
		cancel()
		<-done
	}
	c.T.Cleanup(r.stop)
	return r
}

func next[T any](t testing.TB, c chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
	}
	return v
}

func (c *counter) does(step func(context.Context, queuehall.VisitCommand) (queuehall.Visit, error)) {
	c.T.Helper()
	_, err := step(context.Background(), queuehall.VisitCommand{Command: c.Command(c.people["hall_operator"]), Visit: c.visit.ID})
	require.NoError(c.T, err)
}

func (c *counter) marks() int64 {
	return c.Number(`SELECT coalesce(sum(mark), 0) FROM hall_presses WHERE visit_id = $1 AND why = ''`, c.visit.ID.UUID())
}

// VN-2.4, VN-2.6, VN-2.7
func TestAPadIsLitFromTheCallToTheEndAndTheClientsMarkCounts(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	p := c.pad()
	lit := pad.Lamp{Nonce: c.visit.Nonce}
	require.Equal(t, lit, next(t, p.lamps))
	require.Eventually(t, func() bool {
		return c.Number(`SELECT count(*) FROM hall_devices WHERE lit_nonce = $1 AND state = 'online'`, c.visit.Nonce) == 1
	}, 10*time.Second, 5*time.Millisecond, "the hall knows that it is lit (VN-3.3)")

	taken, err := p.Press(3)
	require.NoError(t, err)
	require.True(t, taken)
	require.Equal(t, pad.Lamp{Nonce: c.visit.Nonce, Mark: 3}, next(t, p.lamps), "at once")
	require.Empty(t, next(t, p.acks))
	require.EqualValues(t, 3, c.marks())
	taken, err = p.Press(1)
	require.NoError(t, err)
	require.False(t, taken)
	taken, err = p.Pressure()
	require.NoError(t, err)
	require.True(t, taken)
	require.Empty(t, next(t, p.acks))

	c.does(c.halls.Finish)
	require.Equal(t, pad.Lamp{}, next(t, p.lamps))
	taken, err = p.Press(2)
	require.NoError(t, err)
	require.False(t, taken, "a dark pad takes nothing")
}

// What was pressed without a line is in the file, and is sent when a pad is started from it: once, whatever was lost.
func TestAPressOutlivesACutAndARestart(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	p := c.pad()
	next(t, p.lamps)
	p.stop()
	taken, err := p.Press(1)
	require.NoError(t, err)
	require.True(t, taken)
	require.Zero(t, c.marks())

	again := c.pad()
	require.Equal(t, pad.Lamp{Nonce: c.visit.Nonce, Mark: 1}, next(t, again.lamps), "as it was")
	require.Empty(t, next(t, again.acks))
	require.EqualValues(t, 1, c.marks())
	again.stop()
	left, err := pad.OpenState(c.state)
	require.NoError(t, err)
	require.Empty(t, left.Unsent)

	p.state.Token = left.Token
	require.NoError(t, p.state.Save()) // as if the acknowledgement had been lost
	last := c.pad()
	require.Empty(t, next(t, last.acks), "the answer is the first one")
	require.EqualValues(t, 1, c.marks())
}

func TestAPadThatIsNotWantedStopsAndSaysWhy(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	first := c.pad()
	next(t, first.lamps)
	second := c.pad()
	require.ErrorIs(t, next(t, first.ended), pad.ErrTaken)
	next(t, second.lamps)
	require.NoError(t, c.halls.Revoke(t.Context(), c.device))
	c.api.devices.turnOut(c.device)
	require.ErrorIs(t, next(t, second.ended), pad.ErrRevoked)
	require.Equal(t, pad.Lamp{}, next(t, second.lamps))
}

// VN-2.6: a pad that has forgotten what was pressed on it, and comes back at once, shows it alone all the same.
func TestAPadThatForgotAPressShowsIt(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	p := c.pad()
	next(t, p.lamps)
	taken, err := p.Press(2)
	require.NoError(t, err)
	require.True(t, taken)
	require.Empty(t, next(t, p.acks))
	p.stop()
	again := c.pad() // nothing is in its file but the token
	for shown := next(t, again.lamps); shown != (pad.Lamp{Nonce: c.visit.Nonce, Mark: 2}); shown = next(t, again.lamps) {
		require.Equal(t, pad.Lamp{Nonce: c.visit.Nonce}, shown)
	}
	taken, err = again.Press(1)
	require.NoError(t, err)
	require.False(t, taken, "it was pressed")
}

// VN-2.6: what counts is what is shown, also on a pad that has another press of the same client's.
func TestAPadShowsThePressThatCounts(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	p := c.pad()
	next(t, p.lamps)
	why, err := c.halls.Press(t.Context(), queuehall.Device{ID: c.device, Counter: c.visit.Counter, Role: queuehall.Pad},
		queuehall.PressButton{ID: casecore.NewID[queuehall.PressID](), Nonce: c.visit.Nonce, Mark: queuehall.Bad})
	require.NoError(t, err)
	require.Equal(t, queuehall.Counts, why)
	if taken, err := p.Press(3); taken {
		require.NoError(t, err)
		require.Equal(t, pad.Lamp{Nonce: c.visit.Nonce, Mark: 3}, next(t, p.lamps), "latched at once")
	}
	require.Equal(t, pad.Lamp{Nonce: c.visit.Nonce, Mark: 1}, next(t, p.lamps))
}
