package asterisktest

import (
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// callWait bounds a call beyond what its steps last.
const callWait = 60 * time.Second

// CallerConfig is who calls what, and does what.
type CallerConfig struct {
	Line   string // as dialled; [Line] when empty
	Number string // the caller's own; "anonymous" when empty
	// GiveUp hangs up when nobody has answered for so long; zero: waits.
	GiveUp time.Duration
	// Events presses keys as RTP events (RFC 4733), as most telephones do, in the place of SIP INFO. Such a caller cannot speak.
	Events bool
	// Steps begin when the call is answered; hanging up comes by itself after them.
	Steps []Step
}

// Caller is a call through the trunk.
type Caller struct{ run *run }

// Caller begins a call, which goes on by itself; what is left of it ends with the test.
func (s *Server) Caller(t testing.TB, c CallerConfig) *Caller {
	t.Helper()
	if c.Line == "" {
		c.Line = Line
	}
	if c.Number == "" {
		c.Number = "anonymous"
	}
	sc := &scenario{t: t, dir: t.TempDir(), caller: true, number: c.Number}
	if c.Events {
		sc.voice = newStream(t, CallerHost)
	}
	sc.invite(c.GiveUp)
	sc.steps(c.Steps)
	r := play(t, sc, CallerHost, s.SIPAddr(), "-s", c.Line, "-m", "1")
	if sc.voice != nil {
		host, _, err := net.SplitHostPort(s.SIPAddr())
		require.NoError(t, err)
		go sc.voice.send(r, host)
	}
	return &Caller{run: r}
}

// refusals are the statuses that may refuse a call.
var refusals = []string{"401", "403", "404", "408", "480", "486", "488", "500", "503", "603"}

// invite calls until somebody answers; who is refused or gives up is at the end.
func (s *scenario) invite(giveUp time.Duration) {
	s.say("calling")
	s.send("INVITE", "", s.offer())
	s.writef("<recv response=\"100\" optional=\"true\"/>\n<recv response=\"180\" optional=\"true\"/>\n" +
		"<recv response=\"183\" optional=\"true\"/>\n")
	for _, status := range refusals {
		s.writef("<recv response=%q optional=\"true\" next=\"refused\"><action>"+
			"<ereg regexp=\"[0-9]{3}\" search_in=\"msg\" start_line=\"true\" assign_to=\"status\"/></action></recv>\n", status)
	}
	patience := ""
	if giveUp > 0 {
		patience = ` timeout="` + milliseconds(giveUp) + `" ontimeout="give-up"`
	}
	s.writef("<recv response=\"200\" next=\"answered\"%s>%s</recv>\n", patience, s.learn())

	s.writef("<label id=\"give-up\"/>\n")
	s.say(sayGaveUp)
	s.send("CANCEL", "", "")
	s.writef("<recv response=\"200\"/>\n<recv response=\"487\"/>\n")
	s.acknowledgeRefusal()
	s.writef("<nop next=\"end\"/>\n<label id=\"refused\"/>\n")
	s.say(sayRefused + " [$status]")
	s.acknowledgeRefusal()
	s.writef("<nop next=\"end\"/>\n<label id=\"answered\"/>\n")
	s.send("ACK", "", "")
	if s.voice != nil {
		s.say(sayMedia + " [$media]")
	}
}

func (s *scenario) acknowledgeRefusal() {
	_, who := s.identity()
	target := "sip:[service]@[remote_ip]:[remote_port]"
	s.writef("<send><![CDATA[\n%s\n]]></send>\n", message(
		"ACK "+target+" SIP/2.0\n[last_Via:]\n"+who+"Call-ID: [call_id]\nCSeq: 1 ACK\nMax-Forwards: 70\n", ""))
}

// Result waits until the call has ended and tells how.
func (c *Caller) Result() Result {
	t := c.run.t
	t.Helper()
	select {
	case <-c.run.exited:
	case <-time.After(callWait):
		require.FailNow(t, "asterisktest: the call does not end", c.run.troubles())
	}
	all := results(c.run.events())
	require.Len(t, all, 1, "asterisktest: sipp did not call: %s", c.run.troubles())
	require.True(t, all[0].EndedBy != "" || all[0].Code != 0, "asterisktest: the call broke off: %s", c.run.troubles())
	return all[0]
}

// Vanish ends the caller now, without a word.
func (c *Caller) Vanish() { c.run.kill() }
