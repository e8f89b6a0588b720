package asterisktest

import (
	"math/rand/v2"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

// rtpPorts are a server's ports for voice: two for each leg of a call. Two servers may share some of them, for each takes
// another port when one is in use.
const rtpPorts = 2000

// freeRTP is the first port of a range below those that the kernel gives away.
func freeRTP() int { return 10000 + 2*rand.IntN(10000) }

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
