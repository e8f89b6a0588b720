package wire

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Entry is a committed change on its way from the relay to the servers: the event with who may see it.
type Entry struct {
	Event
	Epoch    string   `json:"epoch"`          // of the stream
	Audience []string `json:"aud"`            // who may see the subject after the change
	Lost     []string `json:"lost,omitempty"` // who saw it before and no longer may
}

// EntryField is the one field of an entry in the Redis stream; its value is the entry's JSON.
const EntryField = "e"

// Keys are a stream's keys in Redis. They share a hash tag, so that a cluster keeps them together.
type Keys struct {
	Stream string // the entries, each with the id <position>-0
	Epoch  string // the epoch that the entries are of
	Beat   string // moves while a relay is at work
	Wake   string // the channel on which a relay is told that something was committed
}

// KeysOf returns the keys of the stream called name.
func KeysOf(name string) Keys {
	base := "hl:{" + name + "}"
	return Keys{Stream: base, Epoch: base + ":epoch", Beat: base + ":beat", Wake: "hl:wake:" + name}
}

// ParseEntry reads the fields of an entry of the Redis stream.
func ParseEntry(fields map[string]any) (Entry, error) {
	value, ok := fields[EntryField].(string)
	if !ok {
		return Entry{}, errors.New("wire: a stream entry without its field")
	}
	var e Entry
	if err := json.Unmarshal([]byte(value), &e); err != nil {
		return Entry{}, fmt.Errorf("wire: stream entry: %w", err)
	}
	return e, nil
}
