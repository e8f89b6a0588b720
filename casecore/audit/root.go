package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"hotline/casecore"
)

// leaf is the head of a subject's chain as it was when it was sealed.
type leaf struct {
	Subject casecore.Subject
	Seq     int
	Hash    []byte
}

// root hashes the root before and leaves, given one after another in the order of their ids.
type root struct{ h hash.Hash }

func newRoot(previous []byte) root {
	r := root{sha256.New()}
	r.field(previous)
	return r
}

func (r root) add(l leaf) {
	r.field([]byte(l.Subject.Type))
	r.field(l.Subject.ID[:])
	r.number(uint64(l.Seq)) //nolint:gosec // a sequence number is never negative
	r.field(l.Hash)
}

func (r root) sum() []byte { return r.h.Sum(nil) }

func (r root) field(b []byte) {
	r.number(uint64(len(b)))
	r.h.Write(b)
}

func (r root) number(n uint64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], n)
	r.h.Write(b[:])
}
