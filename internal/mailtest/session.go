package mailtest

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"io"
	"net"
	"net/textproto"
	"strings"
)

// session is one client's conversation (RFC 5321).
type session struct {
	server    *Server
	conn      net.Conn
	text      *textproto.Conn
	greeted   bool
	encrypted bool
	user      string
	letter    *Letter // after MAIL
}

func newSession(s *Server, conn net.Conn) *session {
	return &session{server: s, conn: conn, text: textproto.NewConn(conn)}
}

func (s *session) run() {
	defer func() { _ = s.conn.Close() }()
	s.say("220 mailtest ready")
	for {
		line, err := s.text.ReadLine()
		if err != nil {
			return
		}
		verb, arg, _ := strings.Cut(line, " ")
		if !s.command(strings.ToUpper(verb), arg) {
			return
		}
	}
}

func (s *session) say(lines ...string) {
	for _, l := range lines {
		_ = s.text.PrintfLine("%s", l)
	}
}

// reply answers a command that is in order, with what the test ordered or with usual. It tells whether it was accepted.
func (s *session) reply(verb, usual string) bool {
	if ordered := s.server.answer(verb); ordered != "" {
		s.say(ordered)
		return ordered[0] < '4'
	}
	s.say(usual)
	return true
}

// command answers one command and tells whether to go on.
func (s *session) command(verb, arg string) bool {
	switch verb {
	case "EHLO", "HELO":
		s.hello(verb)
	case "STARTTLS":
		return s.startTLS()
	case "AUTH":
		s.auth(arg)
	case "MAIL":
		s.mail(arg)
	case "RCPT":
		s.rcpt(arg)
	case "DATA":
		return s.data()
	case "RSET":
		if s.reply("RSET", "250 2.0.0 reset") {
			s.letter = nil
		}
	case "NOOP":
		s.say("250 2.0.0 ok")
	case "QUIT":
		s.reply("QUIT", "221 2.0.0 bye")
		return false
	default:
		s.say("500 5.5.2 what?")
	}
	return true
}

func (s *session) hello(verb string) {
	if ordered := s.server.answer("EHLO"); ordered != "" {
		s.say(ordered)
		return
	}
	s.greeted, s.letter = true, nil
	if verb == "HELO" {
		s.say("250 mailtest")
		return
	}
	lines := []string{"250-mailtest", "250-8BITMIME", "250-ENHANCEDSTATUSCODES"}
	if s.server.tls != nil && !s.encrypted {
		lines = append(lines, "250-STARTTLS")
	}
	if s.server.user != "" {
		lines = append(lines, "250-AUTH PLAIN")
	}
	s.say(append(lines, "250 SIZE 10485760")...)
}

func (s *session) startTLS() bool {
	if s.server.tls == nil || s.encrypted {
		s.say("502 5.5.1 not offered")
		return true
	}
	if !s.reply("STARTTLS", "220 2.0.0 go on") {
		return true
	}
	secure := tls.Server(s.conn, s.server.tls)
	if err := secure.Handshake(); err != nil {
		return false
	}
	s.conn, s.text = secure, textproto.NewConn(secure)
	s.encrypted, s.greeted, s.letter = true, false, nil
	return true
}

func (s *session) auth(arg string) {
	mechanism, initial, _ := strings.Cut(arg, " ")
	raw, err := base64.StdEncoding.DecodeString(initial)
	parts := strings.Split(string(raw), "\x00")
	switch {
	case s.server.user == "" || !s.greeted:
		s.say("503 5.5.1 not now")
	case mechanism != "PLAIN" || err != nil || len(parts) != 3:
		s.say("504 5.5.4 only PLAIN with an initial response")
	case parts[1] != s.server.user || parts[2] != s.server.password:
		s.say("535 5.7.8 wrong name or password")
	default:
		s.user = parts[1]
		s.say("235 2.7.0 welcome")
	}
}

func (s *session) mail(arg string) {
	switch from, ok := path(arg, "FROM:"); {
	case !s.greeted || s.letter != nil:
		s.say("503 5.5.1 not now")
	case s.server.user != "" && s.user == "":
		s.say("530 5.7.0 sign in first")
	case !ok:
		s.say("501 5.5.4 from whom?")
	case s.reply("MAIL", "250 2.1.0 ok"):
		s.letter = &Letter{From: from, Encrypted: s.encrypted, User: s.user}
	}
}

func (s *session) rcpt(arg string) {
	switch to, ok := path(arg, "TO:"); {
	case s.letter == nil:
		s.say("503 5.5.1 not now")
	case !ok:
		s.say("501 5.5.4 to whom?")
	case s.reply("RCPT", "250 2.1.5 ok"):
		s.letter.To = append(s.letter.To, to)
	}
}

func (s *session) data() bool {
	if s.letter == nil || len(s.letter.To) == 0 {
		s.say("503 5.5.1 not now")
		return true
	}
	if !s.reply("DATA", "354 go on") {
		return true
	}
	body, err := io.ReadAll(bufio.NewReader(s.text.DotReader()))
	if err != nil {
		return false
	}
	letter := s.letter
	s.letter = nil
	letter.Data = string(body)
	if refused := s.server.answer("."); refused != "" && refused[0] >= '4' {
		s.say(refused)
		return true
	}
	if s.server.keep(*letter) {
		return false
	}
	s.reply(".", "250 2.0.0 queued as 42")
	return true
}

// path takes <address> after the keyword, without the parameters behind it.
func path(arg, keyword string) (string, bool) {
	if len(arg) < len(keyword) || !strings.EqualFold(arg[:len(keyword)], keyword) {
		return "", false
	}
	address, _, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(arg[len(keyword):]), "<"), ">")
	return address, ok
}
