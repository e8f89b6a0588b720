package asterisktest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Step is one thing that a caller or a telephone does once the call is up. When the other side hangs up during a step,
// the rest is left out.
type Step interface{ write(s *scenario) }

// Wait stays on the line and is silent.
func Wait(length time.Duration) Step { return wait(length) }

// Speak says the samples, 8 kHz as those of [Tone], and goes on when they are said.
func Speak(samples []int16) Step { return speak(samples) }

// Keys presses one key after another: 0-9, * and #.
func Keys(keys string) Step { return press(keys) }

// Transfer asks the other side to call a number instead (REFER), and goes on whatever it answers.
func Transfer(number string) Step { return transfer(number) }

// HangUp ends the call from this side; it is the last step.
func HangUp() Step { return hangUp{} }

// Vanish ends without a word, as a telephone without power; it is the last step.
func Vanish() Step { return vanish{} }

// ExpectBye waits for the other side to hang up, and gives the call up after the length.
func ExpectBye(within time.Duration) Step { return expectBye(within) }

type (
	wait      time.Duration
	speak     []int16
	press     string
	transfer  string
	hangUp    struct{}
	vanish    struct{}
	expectBye time.Duration
)

// keyPause is how long a finger needs.
const keyPause = 120 * time.Millisecond

// scenario writes what sipp reads.
type scenario struct {
	t      testing.TB
	dir    string
	text   strings.Builder
	labels int
	caller bool    // of the two sides, the one that sent the INVITE
	number string  // of a caller
	voice  *stream // of a caller who presses keys as RTP events
	ended  bool
}

func (s *scenario) writef(format string, args ...any) { fmt.Fprintf(&s.text, format, args...) }

func milliseconds(d time.Duration) string { return strconv.FormatInt(max(1, d.Milliseconds()), 10) }

func (s *scenario) label() int {
	s.labels++
	return s.labels
}

// say writes a line to the log of the run.
func (s *scenario) say(word string) {
	s.writef("<nop><action><log message=\"[call_number] [clock_tick] %s\"/></action></nop>\n", word)
}

// byeLabel is where a call goes on that the other side has hung up.
const byeLabel = "bye"

// hold lasts for a while or until the other side hangs up. sipp attends to no message in a pause, so it waits for a BYE.
func (s *scenario) hold(length time.Duration) {
	after := s.label()
	s.writef("<recv request=\"BYE\" timeout=\"%d\" ontimeout=\"%d\" next=%q/>\n<label id=\"%d\"/>\n",
		max(1, length.Milliseconds()), after, byeLabel, after)
}

func (s *scenario) sound(samples []int16, times int) {
	path := filepath.Join(s.dir, fmt.Sprintf("sound-%d.alaw", s.label()))
	require.NoError(s.t, os.WriteFile(path, alaw(samples), 0o600))
	s.writef("<nop><action><exec rtp_stream=\"%s,%d,8\"/></action></nop>\n", path, times)
}

// quiet sends the voice of somebody who says nothing: without any, a recording stays empty and the line counts as dead.
func (s *scenario) quiet() {
	if s.voice == nil { // or else the stream is
		s.sound(make([]int16, rate), -1)
	}
}

func (w wait) write(s *scenario) { s.hold(time.Duration(w)) }

func (v speak) write(s *scenario) {
	require.Nil(s.t, s.voice, "asterisktest: a caller who presses keys as RTP events cannot speak")
	s.sound(v, 1)
	s.hold(time.Duration(len(v)) * time.Second / rate)
	s.quiet()
}

func (keys press) write(s *scenario) {
	for _, key := range keys {
		if s.voice != nil {
			s.say(sayKey + " " + strconv.Itoa(strings.IndexRune(eventKeys, key)))
			s.hold(eventLength + keyPause)
			continue
		}
		body := fmt.Sprintf("Signal=%c\nDuration=%d\n", key, keyPause.Milliseconds())
		s.send("INFO", "Content-Type: application/dtmf-relay\n", body)
		s.writef("<recv request=\"BYE\" optional=\"true\" next=%q/>\n<recv response=\"200\"/>\n", byeLabel)
		s.hold(keyPause)
	}
}

func (to transfer) write(s *scenario) {
	s.send("REFER", "Refer-To: <sip:"+string(to)+"@[remote_ip]:[remote_port]>\n", "")
	s.writef("<recv request=\"BYE\" optional=\"true\" next=%q/>\n", byeLabel)
	answered := s.label()
	for _, status := range []string{"202", "400", "403", "404", "405", "488", "501"} {
		s.writef("<recv response=%q optional=\"true\" next=\"%d\"/>\n", status, answered)
	}
	s.writef("<recv response=\"603\" next=\"%d\"/>\n<label id=\"%d\"/>\n", answered, answered)
}

func (hangUp) write(s *scenario) {
	s.say(sayHungUp)
	s.send("BYE", "", "")
	s.writef("<recv request=\"BYE\" optional=\"true\" next=%q/>\n<recv response=\"200\" next=\"end\"/>\n", byeLabel)
	s.ended = true
}

func (vanish) write(s *scenario) {
	s.say(sayVanished)
	s.writef("<nop next=\"end\"/>\n")
	s.ended = true
}

func (b expectBye) write(s *scenario) {
	s.hold(time.Duration(b))
	s.say(sayNoBye)
	HangUp().write(s)
}

// steps writes what is done when the call is up, and how it ends.
func (s *scenario) steps(steps []Step) {
	s.say(sayConnected)
	s.quiet()
	for _, step := range steps {
		step.write(s)
	}
	if !s.ended {
		HangUp().write(s)
	}
	s.writef("<label id=%q/>\n", byeLabel)
	s.say(sayWasHungUp)
	s.reply("200 OK", "")
	s.writef("<label id=\"end\"/>\n")
}
