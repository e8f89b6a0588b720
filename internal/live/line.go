package live

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// line is a network connection on which nobody waits to write: it gives the kernel what that takes at once and keeps the rest for
// [line.flush]. So a few goroutines can write to thousands of connections, and one that does not read holds up nobody else.
type line struct {
	net.Conn
	raw syscall.RawConn // nil where only waiting helps: everything is kept

	mu    sync.Mutex
	rest  []byte // not written yet
	try   func(fd uintptr) bool
	bytes []byte // what try writes, and what came of it
	n     int
	err   error
}

func newLine(c net.Conn) *line {
	l := &line{Conn: c}
	if s, ok := c.(syscall.Conn); ok {
		l.raw, _ = s.SyscallConn() // without it, it waits
	}
	l.try = l.once
	return l
}

// once tries a write; it always is done, so that it is not waited for.
func (l *line) once(fd uintptr) bool {
	for again := true; again; again = errors.Is(l.err, syscall.EINTR) {
		l.n, l.err = syscall.Write(int(fd), l.bytes) //nolint:gosec // a descriptor is an int
	}
	return true
}

// Write never waits for the other side, unless what was kept before is just being flushed.
func (l *line) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.raw == nil || len(l.rest) > 0 {
		l.rest = append(l.rest, p...)
		return len(p), nil
	}
	l.bytes = p
	err := l.raw.Write(l.try)
	l.bytes = nil
	if err == nil && l.err != nil && !errors.Is(l.err, syscall.EAGAIN) {
		err = l.err
	}
	if err != nil {
		return 0, err
	}
	if n := max(l.n, 0); n < len(p) {
		l.rest = bytes.Clone(p[n:])
	}
	return len(p), nil
}

// SetWriteDeadline does nothing: only flush waits.
func (l *line) SetWriteDeadline(time.Time) error { return nil }

// full tells whether something is left for flush.
func (l *line) full() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.rest) > 0
}

// flush writes what was kept, waiting so long at most.
func (l *line) flush(wait time.Duration) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rest) == 0 {
		return nil
	}
	if err := l.Conn.SetWriteDeadline(time.Now().Add(wait)); err != nil {
		return err
	}
	_, err := l.Conn.Write(l.rest)
	l.rest = nil
	if err != nil {
		return err
	}
	return l.Conn.SetWriteDeadline(time.Time{})
}

// hijacked makes the connection that is taken over from HTTP a line.
type hijacked struct {
	http.ResponseWriter
	line *line
}

// Hijack implements http.Hijacker.
func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.line = newLine(c)
	return h.line, rw, nil
}
