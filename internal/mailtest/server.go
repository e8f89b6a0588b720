// Package mailtest is a mail server in the test's own process: enough of SMTP to be talked to by a real client, and able to
// fail the ways that real servers fail.
//
// A [Server] accepts letters after the commands have come in their order, offers STARTTLS, AUTH PLAIN, 8BITMIME and
// enhanced status codes, and keeps what it took. [Server.On] makes it answer otherwise, [Server.CutAfterData] makes it
// take a letter and die before saying so. It stops with the test.
package mailtest

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Letter is one that the server took.
type Letter struct {
	From      string
	To        []string
	Data      string // headers and body as they came, without the dot-stuffing
	Encrypted bool
	User      string // who had signed in, "" for nobody
}

// Server is a mail server on a port of its own.
type Server struct {
	// Addr is host:port.
	Addr string
	// Roots trust the server's certificate.
	Roots *x509.CertPool

	listener net.Listener
	tls      *tls.Config
	user     string
	password string

	mu      sync.Mutex
	letters []Letter
	answers map[string]string
	cut     bool
	conns   map[net.Conn]bool
	closed  bool
	wg      sync.WaitGroup
}

// Option adjusts a Server.
type Option func(*Server)

// WithoutTLS makes the server offer no STARTTLS.
func WithoutTLS() Option { return func(s *Server) { s.tls = nil } }

// WithUser makes the server take letters only after a sign-in.
func WithUser(user, password string) Option {
	return func(s *Server) { s.user, s.password = user, password }
}

// New starts a server that stops with the test.
func New(t testing.TB, options ...Option) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	certificate, roots := selfSigned(t)
	s := &Server{
		Addr: l.Addr().String(), Roots: roots, listener: l, answers: make(map[string]string), conns: make(map[net.Conn]bool),
		tls: &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
	}
	for _, o := range options {
		o(s)
	}
	s.wg.Go(s.serve)
	t.Cleanup(s.Stop)
	return s
}

// On makes the server answer a command (EHLO, MAIL, RCPT, DATA, "." for the end of the data, RSET, QUIT) with reply from
// now on, once it would have been accepted; "" restores the usual.
func (s *Server) On(command, reply string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if reply == "" {
		delete(s.answers, command)
		return
	}
	s.answers[command] = reply
}

// CutAfterData makes the server keep the next letter and close the connection instead of confirming it.
func (s *Server) CutAfterData() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut = true
}

// Letters returns what the server took, in order.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// Stop closes the server and its connections, as when its machine is taken away.
func (s *Server) Stop() {
	s.mu.Lock()
	s.closed = true
	_ = s.listener.Close()
	for c := range s.conns {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

func (s *Server) serve() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.closed {
			_ = conn.Close()
		} else {
			s.conns[conn] = true
			s.wg.Go(func() {
				newSession(s, conn).run()
				s.mu.Lock()
				delete(s.conns, conn)
				s.mu.Unlock()
			})
		}
		s.mu.Unlock()
	}
}

// keep stores a letter and tells whether the connection has to be cut now.
func (s *Server) keep(l Letter) (cut bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, l)
	cut, s.cut = s.cut, false
	return cut
}

func (s *Server) answer(command string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answers[command]
}
