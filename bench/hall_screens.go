package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"
)

const (
	screenPause   = 10 * time.Second
	screenKey     = "dGhlIHNhbXBsZSBub25jZQ==" // its answer is not looked at
	screenPayload = 125                        // the most that a client says in one frame of the short kind
)

// hallScreens opens all the sockets of a hall at once, and then notes how late each change comes to each of them. It reads them by
// one loop, so that whoever listens takes as little as possible from whoever is measured.
func hallScreens(ctx context.Context, t task, ready func()) (answer, error) {
	screens := make([]*screen, t.Workers)
	var g errgroup.Group
	start := time.Now()
	for i := range screens {
		say := t.IDs[i%len(t.IDs)]
		g.Go(func() (err error) {
			screens[i], err = openScreen(ctx, t.Address, t.Path, say, t.Until)
			return err
		})
	}
	err := g.Wait()
	if err != nil {
		return answer{}, err
	}
	a := answer{Seconds: time.Since(start).Seconds()}
	ready()
	a.Times, err = watch(screens, t.Count*t.Workers, t.Beat)
	return a, err
}

// screen is one socket, read by hand.
type screen struct {
	fd  int
	buf []byte
	n   int // bytes in it
}

// openScreen connects, says its first words and waits until it is told what it waits for.
func openScreen(ctx context.Context, address, path, say, until string) (*screen, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close() // a copy of it lives on
	request := "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + screenKey + "\r\n\r\n"
	if _, err := io.WriteString(conn, request); err != nil {
		return nil, err
	}
	s := &screen{buf: make([]byte, 0, 1024)}
	for {
		if end := bytes.Index(s.buf[:s.n], []byte("\r\n\r\n")); end >= 0 {
			if !bytes.HasPrefix(s.buf, []byte("HTTP/1.1 101 ")) {
				return nil, fmt.Errorf("no socket: %.80s", s.buf[:s.n])
			}
			s.drop(end + 4)
			break
		}
		if err := s.fill(conn); err != nil {
			return nil, err
		}
	}
	if _, err := conn.Write(clientFrame([]byte(say))); err != nil {
		return nil, err
	}
	for told := false; !told; {
		if err := s.each(func(payload []byte) error {
			told = told || bytes.Contains(payload, []byte(until))
			return nil
		}); err != nil {
			return nil, err
		}
		if !told {
			if err := s.fill(conn); err != nil {
				return nil, fmt.Errorf("before it was told: %w", err)
			}
		}
	}
	return s, s.keep(conn)
}

// keep copies the descriptor away from Go's own loop.
func (s *screen) keep(conn net.Conn) error {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return errors.New("not TCP")
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return err
	}
	var dup error
	if err := raw.Control(func(fd uintptr) { s.fd, dup = unix.Dup(int(fd)) }); err != nil { //nolint:gosec // descriptors are small numbers
		return err
	}
	return dup
}

func (s *screen) fill(conn net.Conn) error {
	s.grow()
	if err := conn.SetReadDeadline(time.Now().Add(hallPatience)); err != nil {
		return err
	}
	n, err := conn.Read(s.buf[s.n:])
	s.n += n
	return err
}

func (s *screen) grow() {
	if s.n == len(s.buf) {
		s.buf = append(s.buf[:s.n], make([]byte, max(512, s.n))...)
	}
}

func (s *screen) drop(n int) { s.n = copy(s.buf, s.buf[n:s.n]) }

// each calls f with the payload of each whole frame that is there.
func (s *screen) each(f func(payload []byte) error) error {
	at := 0
	for {
		b := s.buf[at:s.n]
		if len(b) < 2 {
			break
		}
		head, size := 2, int(b[1]&0x7f)
		switch {
		case size == 126 && len(b) >= 4:
			head, size = 4, int(binary.BigEndian.Uint16(b[2:]))
		case size == 127 && len(b) >= 10:
			head, size = 10, int(binary.BigEndian.Uint32(b[6:])) // the rest of it is 0
		case size > 125:
			size = len(b) // not all of its head is there
		}
		if len(b) < head+size {
			break
		}
		if b[0]&0x0f == 8 {
			return fmt.Errorf("closed: %q", b[head:head+size])
		}
		if err := f(b[head : head+size]); err != nil {
			return err
		}
		at += head + size
	}
	s.drop(at)
	return nil
}

// clientFrame is a text as a client sends it, masked by zeroes.
func clientFrame(text []byte) []byte {
	b := []byte{0x81}
	if len(text) <= screenPayload {
		b = append(b, 0x80|byte(len(text))) //nolint:gosec // so it is
	} else {
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(len(text))) //nolint:gosec // a hello is short
	}
	return append(append(b, 0, 0, 0, 0), text...)
}

// callMark begins a client's call in a frame, and firstMark follows its id when it is new.
var callMark, firstMark = []byte(`"st":"call","id":"`), []byte(`","ver":1,`)

const idSize = 36

// watch reads all screens until so many changes have come in all, and tells when each came to each, in microseconds. What begins with
// beat is answered with it.
func watch(screens []*screen, count int, beat [2]string) (map[string][]int64, error) {
	poll, err := unix.EpollCreate1(0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(poll)
	for i, s := range screens {
		if err := unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, s.fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(i)}); err != nil {
			return nil, err
		}
	}
	l := &listener{beat: []byte(beat[0]), answer: clientFrame([]byte(beat[1])), seen: make(map[string][]int64), screens: len(screens)}
	events := make([]unix.EpollEvent, 256)
	for l.count < count {
		n, err := unix.EpollWait(poll, events, int(screenPause.Milliseconds()))
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, fmt.Errorf("%d changes of %d came", l.count, count)
		}
		for _, e := range events[:n] {
			if err := l.read(screens[e.Fd]); err != nil {
				return nil, err
			}
		}
	}
	return l.seen, nil
}

// listener hears what all screens are told.
type listener struct {
	beat, answer []byte
	seen         map[string][]int64
	screens      int
	count        int
}

// read takes what has come to a screen.
func (l *listener) read(s *screen) error {
	s.grow()
	got, err := unix.Read(s.fd, s.buf[s.n:])
	if errors.Is(err, unix.EAGAIN) {
		return nil
	}
	if err != nil || got <= 0 {
		return fmt.Errorf("a screen was cut off: %w", errors.Join(err, io.EOF))
	}
	s.n += got
	now := time.Now().UnixMicro()
	return s.each(func(payload []byte) error {
		for line := range bytes.SplitSeq(payload, []byte{'\n'}) { // Centrifugo puts several into one frame
			if bytes.HasPrefix(line, l.beat) {
				if _, err := unix.Write(s.fd, l.answer); err != nil {
					return err
				}
				continue
			}
			l.note(line, now)
		}
		return nil
	})
}

// note takes down the calls of a frame.
func (l *listener) note(line []byte, now int64) {
	for {
		_, after, found := bytes.Cut(line, callMark)
		if !found || len(after) < idSize {
			return
		}
		line = after[idSize:]
		if !bytes.HasPrefix(line, firstMark) {
			continue
		}
		times, known := l.seen[string(after[:idSize])]
		if !known {
			times = make([]int64, 0, l.screens)
		}
		l.seen[string(after[:idSize])] = append(times, now)
		l.count++
	}
}
