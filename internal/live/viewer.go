package live

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"hotline/internal/live/wire"
)

// Viewer is the person or device behind a connection.
type Viewer interface {
	// Tags are the audiences that the viewer belongs to now; ok is false once the session has ended. It is asked before
	// anything is sent, for each batch of events and each connection: it answers from memory, with a slice that
	// it never changes. A change of the tags closes the connection just as the session's end does.
	Tags() (tags []string, ok bool)
}

// Speaker is a viewer that says things of its own: a device.
type Speaker interface {
	// Hear takes a frame that is neither a hello nor a beat and returns the frame that answers it, nil for none. Frames of one connection
	// are heard one after another, and none may be kept. The connection is closed on an error: [wire.ErrFrame] and [wire.ErrForbidden] have codes of their
	// own, after any other the client comes back.
	Hear(frame []byte) (answer []byte, err error)
}

// Single is a viewer that has one connection at a time: a newer one takes the place of the older, which is closed with
// [wire.CloseTaken].
type Single interface {
	// Key names the viewer, and conn this connection of it. Of two connections the newer has the higher turn: those that come at the
	// same instant may reach the hub in any order.
	Key() (key, conn string, turn uint64)
}

// Snapshotter reads everything that a viewer may see now.
type Snapshotter interface {
	// Snapshot reads the stream's epoch and position before the rows, from the primary, so that nothing falls
	// between: rows may be newer than the position, never older. v has the tags of the viewers and nothing else of theirs: one
	// snapshot is for all who have the same.
	Snapshot(ctx context.Context, v Viewer) (Snapshot, error)
}

// Snapshot is what a viewer may see, as of a position or later.
type Snapshot struct {
	Epoch  string // of the stream, as in the table streams
	Offset int64  // its position
	Rows   []wire.Row
	Next   string // the address of the rows that do not fit into one frame, "" when all do
}

// fingerprint tells sets of tags apart.
func fingerprint(tags []string) string {
	sorted := slices.Clone(tags)
	slices.Sort(sorted)
	h := sha256.New()
	for _, t := range slices.Compact(sorted) {
		h.Write([]byte(t))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
