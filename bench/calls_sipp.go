package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// script is what callers do: all the same.
type script struct {
	line  string
	rate  int // calls/s
	calls int
	key   byte          // pressed after the prompt began; 0 for none
	stay  time.Duration // after the answer, before they hang up
}

// outcome is how calls went.
type outcome struct{ answered, failed, repeated int }

func (o outcome) clean() bool { return o.failed == 0 && o.repeated == 0 }

const (
	callerHost = "127.0.0.2" // the trunk's
	answerWait = 500 * time.Millisecond
)

// call plays a script to its end.
func (p *pbxServer) call(ctx context.Context, s script) (outcome, error) {
	dir, err := os.MkdirTemp(p.home, "sipp-")
	if err != nil {
		return outcome{}, err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "call.xml"), s.xml(), 0o600); err != nil {
		return outcome{}, err
	}
	if err := os.WriteFile(filepath.Join(dir, "numbers.csv"), p.numbers(s.calls), 0o600); err != nil {
		return outcome{}, err
	}
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp", callerHost+":0")
	if err != nil {
		return outcome{}, err
	}
	_, port, _ := net.SplitHostPort(conn.LocalAddr().String()) // the kernel's own
	if err := conn.Close(); err != nil {
		return outcome{}, err
	}
	stats := filepath.Join(dir, "stats.csv")
	cmd := exec.CommandContext(ctx, "sipp", p.sip, "-sf", "call.xml", "-inf", "numbers.csv", "-s", s.line, "-i", callerHost, "-p", port,
		"-r", strconv.Itoa(s.rate), "-m", strconv.Itoa(s.calls), "-l", strconv.Itoa(s.calls), "-nostdin", "-skip_rlimit",
		"-trace_stat", "-stf", stats, "-fd", "1", "-deadcall_wait", "0")
	cmd.Dir, cmd.SysProcAttr = dir, &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError // 1: some calls failed, which the figures tell
		if !errors.As(err, &exit) || exit.ExitCode() != 1 {
			return outcome{}, fmt.Errorf("sipp: %w: %s", err, said.String())
		}
	}
	return readStats(stats)
}

// numbers are those of n callers, none of whom has called before.
func (p *pbxServer) numbers(n int) []byte {
	b := []byte("SEQUENTIAL\n")
	for range n {
		p.callers++
		b = fmt.Appendf(b, "050%07d;\n", p.callers)
	}
	return b
}

// xml is the script as sipp reads it.
func (s script) xml() []byte {
	var b bytes.Buffer
	send := func(method, repeat, headers, body string) {
		fmt.Fprintf(&b, "<send%s><![CDATA[\n%s sip:[service]@[remote_ip]:[remote_port] SIP/2.0\n"+
			"Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\n"+
			"From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]t[call_number]\n"+
			"To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]\nCall-ID: [call_id]\nCSeq: [cseq] %s\n"+
			"Contact: <sip:[local_ip]:[local_port]>\nMax-Forwards: 70\n%sContent-Length: [len]\n\n%s]]></send>\n",
			repeat, method, method, headers, body)
	}
	const repeat = ` retrans="500"`
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\"call\">\n")
	send("INVITE", repeat, "Content-Type: application/sdp\n", "v=0\no=- 1 1 IN IP4 [local_ip]\ns=-\nc=IN IP4 [media_ip]\nt=0 0\n"+
		"m=audio [media_port] RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=ptime:20\n")
	fmt.Fprintf(&b, "<recv response=\"100\" optional=\"true\" timeout=\"%[1]d\"/>\n"+
		"<recv response=\"180\" optional=\"true\" timeout=\"%[1]d\"/>\n<recv response=\"200\" timeout=\"%[1]d\"/>\n", answerWait.Milliseconds())
	send("ACK", "", "", "")
	if s.key != 0 {
		b.WriteString("<pause milliseconds=\"700\"/>\n")
		send("INFO", repeat, "Content-Type: application/dtmf-relay\n", fmt.Sprintf("Signal=%c\nDuration=120\n", s.key))
		b.WriteString("<recv response=\"200\"/>\n")
	}
	fmt.Fprintf(&b, "<pause milliseconds=\"%d\"/>\n", s.stay.Milliseconds())
	send("BYE", repeat, "", "")
	b.WriteString("<recv response=\"200\"/>\n</scenario>\n")
	return b.Bytes()
}

// readStats reads the totals of the last line.
func readStats(path string) (outcome, error) {
	file, err := os.Open(path)
	if err != nil {
		return outcome{}, err
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comma, reader.FieldsPerRecord, reader.LazyQuotes = ';', -1, true
	lines, err := reader.ReadAll()
	if err != nil || len(lines) < 2 {
		return outcome{}, fmt.Errorf("sipp's figures: %w", errors.Join(err, errors.New("there are none")))
	}
	totals := make(map[string]int)
	last := lines[len(lines)-1]
	for i, name := range lines[0] {
		if i < len(last) {
			totals[name], _ = strconv.Atoi(last[i]) // others are times
		}
	}
	return outcome{totals["SuccessfulCall(C)"], totals["FailedCall(C)"], totals["Retransmissions(C)"]}, nil
}
