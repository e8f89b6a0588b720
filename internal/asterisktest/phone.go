package asterisktest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// PhoneConfig is what a telephone does when it is called. Without anything set it answers at once and says nothing until
// the other side hangs up.
type PhoneConfig struct {
	Number string // who is behind it; "officer" when empty
	// RingFor is how long it rings before it is answered.
	RingFor time.Duration
	// Busy refuses (486); NoAnswer rings until the other side gives up.
	Busy, NoAnswer bool
	// Steps begin when it has answered; [Vanish] among them is a telephone without power.
	Steps []Step
}

// Phone is a telephone that takes any number of calls, each as it is told to, until the test ends.
type Phone struct {
	run    *run
	number string
}

// Phone begins to wait for calls.
func (s *Server) Phone(t testing.TB, c PhoneConfig) *Phone {
	t.Helper()
	if c.Number == "" {
		c.Number = "officer"
	}
	sc := &scenario{t: t, dir: t.TempDir()}
	sc.ring(c)
	if len(c.Steps) == 0 {
		c.Steps = []Step{ExpectBye(callWait)}
	}
	sc.steps(c.Steps)
	p := &Phone{number: c.Number, run: play(t, sc, PhoneHost, s.SIPAddr())}
	p.run.awaitListening()
	return p
}

// ring answers the INVITE as it is configured.
func (s *scenario) ring(c PhoneConfig) {
	s.writef("<recv request=\"INVITE\"><action>" +
		"<ereg regexp=\".*\" search_in=\"hdr\" header=\"From:\" assign_to=\"them\"/>" +
		"<ereg regexp=\".*\" search_in=\"hdr\" header=\"To:\" assign_to=\"us\"/>" +
		"<ereg regexp=\"sip:[^&gt;;]*\" search_in=\"hdr\" header=\"Contact:\" assign_to=\"peer\"/></action></recv>\n")
	s.say(sayRinging)
	if c.Busy {
		s.reply("486 Busy Here", "")
		s.writef("<recv request=\"ACK\"/>\n")
		s.say(sayRefused + " 486")
		s.writef("<nop next=\"end\"/>\n")
	} else {
		s.reply("180 Ringing", "")
		s.awaitCancel(c)
	}
	s.writef("<label id=\"answered\"/>\n")
	s.reply("200 OK", keyed)
	s.writef("<recv request=\"ACK\"/>\n")
}

// awaitCancel rings until it is time to answer or the other side gives up.
func (s *scenario) awaitCancel(c PhoneConfig) {
	patience := ""
	if !c.NoAnswer {
		patience = ` timeout="` + milliseconds(c.RingFor) + `" ontimeout="answered"`
	}
	s.writef("<recv request=\"CANCEL\"%s/>\n", patience)
	s.say(sayGaveUp)
	s.reply("200 OK", "")
	s.writef("<send><![CDATA[\n%s\n]]></send>\n<recv request=\"ACK\"/>\n<nop next=\"end\"/>\n", message(
		"SIP/2.0 487 Request Terminated\n[last_Via:]\n[last_From:]\nTo:[$us];tag="+tag+"\n[last_Call-ID:]\nCSeq: [last_cseq_number] INVITE\n", ""))
}

// Dial is how the product dials the telephone.
func (p *Phone) Dial() string {
	return "PJSIP/" + PhoneEndpoint + "/sip:" + p.number + "@" + p.run.addr
}

// DialThroughTrunk is how the product dials it as a citizen's.
func (p *Phone) DialThroughTrunk() string { return "PJSIP/trunk/sip:" + p.number + "@" + p.run.addr }

// Calls are the calls so far, in the order in which they rang.
func (p *Phone) Calls() []Result { return results(p.run.events()) }

// AwaitCalls waits until so many calls have come and ended.
func (p *Phone) AwaitCalls(n int) []Result {
	p.run.t.Helper()
	deadline := time.Now().Add(callWait)
	for {
		calls := p.Calls()
		if len(calls) >= n && ended(calls) {
			return calls
		}
		require.True(p.run.t, time.Now().Before(deadline), "asterisktest: %d calls, wanted %d ended: %s", len(calls), n, p.run.troubles())
		select {
		case <-p.run.exited:
			require.FailNow(p.run.t, "asterisktest: the telephone broke", p.run.troubles())
		case <-time.After(pollEvery):
		}
	}
}

func ended(calls []Result) bool {
	for _, c := range calls {
		if c.EndedBy == "" && c.Code == 0 {
			return false
		}
	}
	return true
}

// Unplug takes the telephone away: later calls reach nobody.
func (p *Phone) Unplug() { p.run.kill() }
