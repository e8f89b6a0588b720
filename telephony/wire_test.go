package telephony_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/internal/asterisktest"
)

// reservedHosts are where wires may begin: the process's transport has to know them from the start.
var reservedHosts = []string{"127.0.0.4:18088", "127.0.0.5:18088", "127.0.0.6:18088", "127.0.0.7:18088"}

// wire carries the bridge's connections to Asterisk, and can be cut, held and slowed.
type wire struct {
	listener net.Listener
	to       string

	mu    sync.Mutex
	open  *sync.Cond // or slowed, while it is not held
	ends  map[net.Conn]bool
	held  bool
	delay time.Duration // of each piece
	ended bool
}

// newWire lays a wire from an address to a server, until the test ends.
func newWire(t *testing.T, from string, s *asterisktest.Server) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", from)
	require.NoError(t, err)
	to := strings.TrimSuffix(strings.TrimPrefix(s.URL(), "http://"), "/ari")
	w := &wire{listener: listener, to: to, ends: map[net.Conn]bool{}}
	w.open = sync.NewCond(&w.mu)
	go w.accept()
	t.Cleanup(func() {
		_ = listener.Close()
		w.mu.Lock()
		w.held, w.ended = false, true
		w.mu.Unlock()
		w.open.Broadcast()
		w.cut()
	})
	return w
}

func (w *wire) url() string { return fmt.Sprintf("http://%s/ari", w.listener.Addr()) }

func (w *wire) accept() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		w.mu.Lock()
		w.ends[near], w.ends[far] = true, true
		w.mu.Unlock()
		go w.carry(near, far)
		go w.carry(far, near)
	}
}

func (w *wire) carry(from, to net.Conn) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		w.mu.Lock()
		for w.held {
			w.open.Wait()
		}
		delay, ended := w.delay, w.ended
		w.mu.Unlock()
		if ended {
			return
		}
		time.Sleep(delay)
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// cut breaks every connection; new ones can be made.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for end := range w.ends {
		_ = end.Close()
	}
	clear(w.ends)
}

// hold lets nothing pass, without a word to either side, and release lets it pass again.
func (w *wire) hold() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = true
}

func (w *wire) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = false
	w.open.Broadcast()
}

func (w *wire) slow(delay time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.delay = delay
}
