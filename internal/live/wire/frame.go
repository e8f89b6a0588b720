package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Version of the protocol, in every frame.
const Version = 1

// Close codes of the feed. They tell a client whether to come back.
const (
	CloseComeBack  = 4000 // after a back-off: the server stops, or the client could not keep up
	CloseSignIn    = 4001 // not before signing in again: the session ended or its rights changed
	CloseBadFrame  = 4002 // not at all: client and server do not understand each other
	CloseTaken     = 4003 // not by itself: a newer connection of the same device is in its place
	CloseForbidden = 4004 // not at all: the device may not do what it tried
)

// Type is what a frame is.
type Type string

// The frames.
const (
	TypeHello    Type = "hello"
	TypeSnapshot Type = "snapshot"
	TypeDelta    Type = "delta"
	TypeEvents   Type = "events"
	TypeBeat     Type = "beat"
	TypeNotice   Type = "notice"
)

// Event is a change of one subject as one client may see it.
type Event struct {
	Pos     int64           `json:"pos"`
	Type    string          `json:"type"`
	Subject string          `json:"st"`
	ID      uuid.UUID       `json:"id"`
	Version int64           `json:"ver"`
	At      time.Time       `json:"at"`
	Removed bool            `json:"removed,omitempty"` // no longer for the client's eyes; Data is absent
	Data    json.RawMessage `json:"data,omitempty"`    // absolute values
}

// Row is the present state of one subject.
type Row struct {
	Subject string          `json:"st"`
	ID      uuid.UUID       `json:"id"`
	Version int64           `json:"ver"`
	Data    json.RawMessage `json:"data"`
}

// Hello is the client's first frame, and what it says when it finds that it lost something.
type Hello struct {
	V          int             `json:"v"`
	Type       Type            `json:"type"`
	Stream     string          `json:"stream"`
	Epoch      string          `json:"epoch"`
	Offset     int64           `json:"offset"`
	Credential json.RawMessage `json:"credential,omitempty"` // of a device; a person's session comes with the cookie
}

// Snapshot is everything there is, as of Offset or later.
type Snapshot struct {
	V      int    `json:"v"`
	Type   Type   `json:"type"`
	Epoch  string `json:"epoch"`
	Offset int64  `json:"offset"`
	Rows   []Row  `json:"rows"`
	Next   string `json:"next,omitempty"` // where the rows go on, over HTTP
}

// Delta is everything between the client's offset and Offset.
type Delta struct {
	V      int     `json:"v"`
	Type   Type    `json:"type"`
	Epoch  string  `json:"epoch"`
	Offset int64   `json:"offset"`
	Events []Event `json:"events"`
}

// Events is what has just happened.
type Events struct {
	V      int     `json:"v"`
	Type   Type    `json:"type"`
	Offset int64   `json:"offset"`
	After  int64   `json:"after"`
	Events []Event `json:"events"`
}

// Beat is sent every few seconds, so that silence means something.
type Beat struct {
	V      int       `json:"v"`
	Type   Type      `json:"type"`
	Offset int64     `json:"offset"`
	After  int64     `json:"after"`
	Now    time.Time `json:"now"`
	Stale  bool      `json:"stale,omitempty"`
}

// Notice says that something of this one client's own has changed: it looks at it by itself. It has no place in the stream, and
// one that is lost is not told again.
type Notice struct {
	V     int    `json:"v"`
	Type  Type   `json:"type"`
	About string `json:"about"`
}

// What is wrong with what a client sent.
var (
	ErrFrame     = errors.New("wire: bad frame") // the server does not understand it
	ErrForbidden = errors.New("wire: not for this client to say")
)

// beat is how clients answer a beat. Thousands do so every few seconds, so it is known without being decoded, which also would make
// the stack of each connection twice as large.
const beat = `{"v":1,"type":"beat"}`

// ParseClient reads what every frame of a client has: a hello whole, of a beat only the type matters, and frames of other types are
// for whoever knows them to read.
func ParseClient(b []byte) (Hello, error) {
	if string(b) == beat {
		return Hello{V: Version, Type: TypeBeat}, nil
	}
	var h Hello
	if err := json.Unmarshal(b, &h); err != nil {
		return Hello{}, fmt.Errorf("%w: %w", ErrFrame, err)
	}
	if h.V != Version || h.Type == "" || h.Offset < 0 {
		return Hello{}, ErrFrame
	}
	return h, nil
}
