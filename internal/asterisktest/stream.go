package asterisktest

import (
	"encoding/binary"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// eventKeys are keys in the order of their events (RFC 4733, 3.2).
	eventKeys = "0123456789*#"
	// eventLength is how long a key is held down.
	eventLength = 100 * time.Millisecond
	eventEnds   = 3 // times its end is sent, should one be lost (RFC 4733, 2.5.1.4)

	audioType, eventType = 8, 101
	perPacket            = 20 * time.Millisecond
	perPacketSamples     = rate / 50
	quietByte            = 0xd5 // A-law
)

// stream is what a caller sends whose keys are RTP events: silence, and each key in its time. sipp says when, in its log.
type stream struct {
	conn     *net.UDPConn
	sequence uint16
	clock    uint32 // samples
	source   uint32
	keys     []int // to be pressed
	held     int   // packets for which the first of them is
}

// newStream opens a port, which is closed when the test ends.
func newStream(t testing.TB, host string) *stream {
	t.Helper()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(host)})
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return &stream{conn: conn, source: rand.Uint32()}
}

// offer is what the caller's side speaks.
func (s *scenario) offer() string {
	if s.voice == nil {
		return voice
	}
	_, port, err := net.SplitHostPort(s.voice.conn.LocalAddr().String())
	require.NoError(s.t, err)
	return strings.Replace(keyed, "[rtpstream_audio_port]", port, 1)
}

// learn reads where the other side hears.
func (s *scenario) learn() string {
	if s.voice == nil {
		return ""
	}
	return `<action><ereg regexp="m=audio ([0-9]+)" search_in="body" assign_to="line,media"/></action>`
}

// send sends until the call of the run has ended.
func (v *stream) send(r *run, host string) {
	tick := time.NewTicker(perPacket)
	defer tick.Stop()
	var to *net.UDPAddr
	for read := 0; ; {
		select {
		case <-r.exited:
			return
		case <-tick.C:
		}
		events := r.events()
		for _, e := range events[read:] {
			switch e.word {
			case sayMedia:
				to = &net.UDPAddr{IP: net.ParseIP(host), Port: e.code}
			case sayKey:
				v.keys = append(v.keys, e.code)
			}
		}
		if read = len(events); to != nil {
			for _, packet := range v.next() {
				_, _ = v.conn.WriteToUDP(packet, to) // the network may lose it as well
			}
		}
	}
}

// next are the packets of the next 20 ms.
func (v *stream) next() [][]byte {
	defer func() { v.clock += perPacketSamples }()
	if len(v.keys) == 0 {
		silence := make([]byte, perPacketSamples)
		for i := range silence {
			silence[i] = quietByte
		}
		return [][]byte{v.packet(audioType, false, v.clock, silence)}
	}
	v.held++
	duration := v.held * perPacketSamples
	began := v.clock - uint32(duration-perPacketSamples)
	event := []byte{byte(v.keys[0]), 10, 0, 0} // at -10 dBm0
	binary.BigEndian.PutUint16(event[2:], uint16(duration))
	if time.Duration(v.held)*perPacket < eventLength {
		return [][]byte{v.packet(eventType, v.held == 1, began, event)}
	}
	v.keys, v.held = v.keys[1:], 0
	event[1] |= 0x80 // its end
	var ends [][]byte
	for range eventEnds {
		ends = append(ends, v.packet(eventType, false, began, event))
	}
	return ends
}

// packet puts the header before a payload (RFC 3550, 5.1).
func (v *stream) packet(kind byte, first bool, clock uint32, payload []byte) []byte {
	if first {
		kind |= 0x80
	}
	v.sequence++
	header := []byte{0x80, kind}
	header = binary.BigEndian.AppendUint16(header, v.sequence)
	header = binary.BigEndian.AppendUint32(header, clock)
	header = binary.BigEndian.AppendUint32(header, v.source)
	return append(header, payload...)
}
