package asterisktest

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// rtpPorts are a server's ports for voice: two for each leg of a call. Two servers may share some of them, for each takes
// another port when one is in use.
const rtpPorts = 2000

// freeRTP is the first port of a server's range, below those that the kernel gives away and above those of telephones.
func freeRTP() int { return firstServed + 2*rand.IntN(10000) }

// Telephones take no other port when theirs is in use, so each has some of its own.
const (
	firstHeld   = 3000
	firstServed = 10000
	heldEach    = 16 // one for SIP, and four for each voice: with its control, and what sipp keeps for pictures
)

// held counts the telephones of this process; others begin elsewhere.
var held atomic.Int64

func init() { //nolint:gochecknoinits // the place where this process begins
	held.Store(rand.Int64N((firstServed - firstHeld) / heldEach))
}

// freePhone is the first of a telephone's ports on a host.
func freePhone(t testing.TB, host string) int {
	t.Helper()
	for range firstServed {
		first := firstHeld + int(held.Add(1)%((firstServed-firstHeld)/heldEach))*heldEach
		if areFree(host, first, heldEach) {
			return first
		}
	}
	require.FailNow(t, "asterisktest: no port is free")
	return 0
}

func areFree(host string, first, count int) bool {
	for port := first; port < first+count; port++ {
		conn, err := net.ListenPacket("udp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			return false
		}
		_ = conn.Close()
	}
	return true
}

// isTaken tells whether somebody listens at an address. To try to listen there would keep the other one from it.
func isTaken(t testing.TB, addr string) bool {
	t.Helper()
	at := netip.MustParseAddrPort(addr)
	ip := at.Addr().As4()
	want := fmt.Sprintf(" %08X:%04X ", binary.NativeEndian.Uint32(ip[:]), at.Port()) // as the kernel writes it
	sockets, err := os.ReadFile("/proc/net/udp")
	require.NoError(t, err)
	return strings.Contains(string(sockets), want)
}

func freeTCP(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

func freeUDP(t testing.TB, host string) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", net.JoinHostPort(host, "0"))
	require.NoError(t, err)
	defer conn.Close()
	return conn.LocalAddr().String()
}
