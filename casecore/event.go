package casecore

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"time"
)

// Chain is the head of a subject's history: how many events, and the hash of the last.
type Chain struct {
	Seq  int
	Hash []byte
}

// Event is one line of a subject's history. Data holds ids, codes and salted digests, never personal data, so that a
// person can be erased and the chain still verifies.
type Event struct {
	Subject Subject
	Seq     int
	At      time.Time
	Type    string // "report.received", "wording.agreed", "case.accept", "breach.solve", ...
	Actor   string
	Role    string
	Data    json.RawMessage
	Hash    []byte
}

// Link appends the event to the chain: it gives it its number and its hash, and returns the new head. Data must be in
// canonical form (see [Canonical]), because PostgreSQL keeps it as jsonb.
func (c Chain) Link(e *Event) Chain {
	e.Seq = c.Seq + 1
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.Hash = eventHash(c.Hash, e)
	return Chain{Seq: e.Seq, Hash: e.Hash}
}

// Follows tells whether e is what comes after the head c, unaltered.
func (c Chain) Follows(e *Event) bool {
	return e.Seq == c.Seq+1 && string(eventHash(c.Hash, e)) == string(e.Hash)
}

func eventHash(previous []byte, e *Event) []byte {
	h := sha256.New()
	number := func(n uint64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], n)
		h.Write(b[:])
	}
	field := func(b []byte) {
		number(uint64(len(b)))
		h.Write(b)
	}
	field(previous)
	field([]byte(e.Subject.Type))
	field(e.Subject.ID[:])
	number(uint64(e.Seq)) //nolint:gosec // a sequence number is never negative
	number(uint64(e.At.UTC().UnixMicro()))
	field([]byte(e.Type))
	field([]byte(e.Actor))
	field([]byte(e.Role))
	field(e.Data)
	return h.Sum(nil)
}

// Canonical writes v as JSON with sorted keys and no spaces, the same from a Go value and from what PostgreSQL
// gives back. Numbers in an event's data are whole or strings.
func Canonical(v any) (json.RawMessage, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var value any
	if err := json.Unmarshal(b, &value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

// Digest is the salted digest of a personal text, which an event holds in its place.
func Digest(salt []byte, text string) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write([]byte(text))
	return h.Sum(nil)
}
