package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/gorilla/websocket"

	"hotline/internal/live/wire"
)

// frame is an encoded text message, shared by every connection that it goes to.
type frame struct {
	message *websocket.PreparedMessage
	size    int
	exempt  bool // from the queue's bounds: what brings a connection up to date is one frame, however large
}

func newFrame(b []byte) (*frame, error) {
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, b)
	if err != nil {
		return nil, fmt.Errorf("live: prepare frame: %w", err)
	}
	return &frame{message: m, size: len(b)}, nil
}

// encodeEvents writes an events frame from events that are encoded already.
func encodeEvents(offset, after int64, events [][]byte) []byte {
	b := head(wire.TypeEvents, events)
	b = append(b, `,"offset":`...)
	b = strconv.AppendInt(b, offset, 10)
	b = append(b, `,"after":`...)
	b = strconv.AppendInt(b, after, 10)
	return tail(b, events)
}

// encodeDelta writes a delta frame.
func encodeDelta(epoch string, offset int64, events [][]byte) []byte {
	b := head(wire.TypeDelta, events)
	b = append(b, `,"epoch":`...)
	b = strconv.AppendQuote(b, epoch) // hexadecimal digits, dashes and a dot
	b = append(b, `,"offset":`...)
	b = strconv.AppendInt(b, offset, 10)
	return tail(b, events)
}

func head(t wire.Type, events [][]byte) []byte {
	size := 96
	for _, e := range events {
		size += len(e) + 1
	}
	b := make([]byte, 0, size)
	b = append(b, `{"v":`...)
	b = strconv.AppendInt(b, wire.Version, 10)
	b = append(b, `,"type":"`...)
	b = append(b, t...)
	return append(b, '"')
}

func tail(b []byte, events [][]byte) []byte {
	b = append(b, `,"events":[`...)
	b = append(b, bytes.Join(events, []byte{','})...)
	return append(b, "]}"...)
}

func encodeSnapshot(epoch string, s Snapshot) ([]byte, error) {
	rows := s.Rows
	if rows == nil {
		rows = []wire.Row{}
	}
	b, err := json.Marshal(wire.Snapshot{
		V: wire.Version, Type: wire.TypeSnapshot, Epoch: epoch, Offset: s.Offset, Rows: rows, Next: s.Next,
	})
	if err != nil {
		return nil, fmt.Errorf("live: encode snapshot: %w", err)
	}
	return b, nil
}

func encodeBeat(offset, after int64, now time.Time, stale bool) ([]byte, error) {
	b, err := json.Marshal(wire.Beat{
		V: wire.Version, Type: wire.TypeBeat, Offset: offset, After: after, Now: now.UTC(), Stale: stale,
	})
	if err != nil {
		return nil, fmt.Errorf("live: encode beat: %w", err)
	}
	return b, nil
}

func encodeNotice(about string) ([]byte, error) {
	b, err := json.Marshal(wire.Notice{V: wire.Version, Type: wire.TypeNotice, About: about})
	if err != nil {
		return nil, fmt.Errorf("live: encode notice: %w", err)
	}
	return b, nil
}
