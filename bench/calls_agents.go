package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/desk"
	"hotline/casecore/regulation"
)

const (
	agentHost   = "127.0.0.3"
	servedCalls = 60
	talkLength  = 500 * time.Millisecond
	freeEvery   = 5 * time.Millisecond // an agent tries to be ready again
)

// bridged measures how long an agent who is ready waits for the caller who has waited longest. Everybody is there before the
// agent begins, whose telephone answers by itself.
func (h *hotline) bridged(ctx context.Context, all *samples) error {
	phone, err := h.pbx.agentPhone(ctx)
	if err != nil {
		return err
	}
	defer phone.stop()
	if _, err := h.number(ctx, busy); err != nil {
		return err
	}
	calls := max(int(servedCalls*h.scale), 1)
	finish, err := h.open(ctx, task{Count: calls, Address: "PJSIP/trunk/sip:agent@" + phone.address})
	if err != nil {
		return err
	}
	// They are hung up on, which sipp counts as failures.
	_, err = h.pbx.call(ctx, script{line: hotlineLine, rate: waitingRate, calls: calls, key: '0', stay: waitingWindow})
	if err == nil {
		err = h.quiet(ctx)
	}
	a, ended := finish()
	_, off := h.number(ctx, away)
	if err := errors.Join(err, ended, off); err != nil {
		return err
	}
	if len(a.FreeMS) < calls {
		return fmt.Errorf("%d of %d callers were talked with", len(a.FreeMS), calls)
	}
	all.add("hotline", "bridge_p50_ms", "ms", percentile(a.FreeMS, 50))
	all.add("hotline", "bridge_p99_ms", "ms", percentile(a.FreeMS, 99))
	return nil
}

// phone is a telephone that answers at once, and hangs up after a moment.
type phone struct {
	address string
	cmd     *exec.Cmd
}

const answering = `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="agent">
<recv request="INVITE" crlf="true"/>
<send retrans="500"><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[pid]a[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
a=ptime:20
]]></send>
<recv request="ACK"/>
<pause milliseconds="%d"/>
<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:agent@[local_ip]:[local_port]>;tag=[pid]a[call_number]
To: [peer_tag_param]
[last_Call-ID:]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
</scenario>
`

func (p *pbxServer) agentPhone(ctx context.Context) (*phone, error) {
	file := filepath.Join(p.home, "agent.xml")
	if err := os.WriteFile(file, fmt.Appendf(nil, answering, talkLength.Milliseconds()), 0o600); err != nil {
		return nil, err
	}
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp", agentHost+":0")
	if err != nil {
		return nil, err
	}
	address := conn.LocalAddr().String()
	_, port, _ := net.SplitHostPort(address) // the kernel's own
	if err := conn.Close(); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "sipp", p.sip, "-sf", file, "-i", agentHost, "-p", port, "-nostdin", "-skip_rlimit", "-deadcall_wait", "0")
	cmd.Dir, cmd.SysProcAttr = p.home, &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	return &phone{address: address, cmd: cmd}, cmd.Start()
}

func (p *phone) stop() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait() // it ends by a signal
}

// agentAtWork takes calls one after the other once n callers wait, and returns how long each came after the readiness for it.
func (c *city) agentAtWork(ctx context.Context, d *desk.Desk, n int, bridged <-chan time.Time) (freeMS []float64, err error) {
	if n == 0 {
		return nil, nil
	}
	var staff casecore.StaffID
	if err := c.db.QueryRow(ctx, `SELECT id FROM staff LIMIT 1`).Scan((*uuid.UUID)(&staff)); err != nil {
		return nil, err
	}
	agent := casecore.Actor{Staff: staff, Grants: []casecore.Grant{{Role: regulation.RoleAgent}}}
	if err := until(ctx, func() error {
		waiting := 0
		err := c.db.QueryRow(ctx, `SELECT count(*) FROM calls WHERE ended_at IS NULL AND step = 'wait'`).Scan(&waiting)
		if err == nil && waiting < n {
			err = fmt.Errorf("%d of %d callers wait", waiting, n)
		}
		return err
	}); err != nil {
		return nil, err
	}
	tries := 0
	for range n {
		var ready time.Time
		for {
			ready = time.Now()
			tries++
			err := d.Take(ctx, desk.TakeSeat{Command: casecore.Command{Scope: "bench", Key: strconv.Itoa(tries), Actor: agent}})
			if err == nil {
				break
			}
			if casecore.CodeOf(err) != casecore.Conflict { // the call before goes on
				return freeMS, err
			}
			time.Sleep(freeEvery)
		}
		select {
		case <-ctx.Done():
			return freeMS, ctx.Err()
		case <-time.After(startWait):
			return freeMS, errors.New("an agent who is ready is given nobody")
		case at := <-bridged:
			freeMS = append(freeMS, float64(at.Sub(ready).Microseconds())/1000)
		}
	}
	return freeMS, nil
}
