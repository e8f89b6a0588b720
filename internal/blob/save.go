package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"hotline/casecore"
)

// MaxSize is how large one file may be, in bytes.
const MaxSize = 20 << 20

// cleanupTimeout bounds the removal of bytes whose row could not be written.
const cleanupTimeout = 5 * time.Second

// Save streams r into the store and records it as a loose file. declared is the type that the sender claims, addedBy
// "citizen", "system" or a staff id, purpose photo, voice, proof, act, letter or scan. It refuses as Invalid what is
// empty, longer than MaxSize, or not of the list of types; name is cleaned, never refused. Inside a transaction the row
// belongs to it; should it be rolled back, the sweeper finds the bytes.
func (s *Store) Save(ctx context.Context, name, declared string, r io.Reader, addedBy, purpose string) (casecore.File, error) {
	head := make([]byte, sniffLen)
	n, err := io.ReadFull(r, head)
	head = head[:n]
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return casecore.File{}, refuse("error.file_empty", nil)
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return casecore.File{}, fmt.Errorf("blob: read the upload: %w", err)
	}
	k, ok := sniff(head, declared)
	if !ok {
		return casecore.File{}, refuse("error.file_type", nil)
	}
	f := casecore.File{
		ID: casecore.NewID[casecore.FileID](), Name: cleanName(name, k), ContentType: k.mime, Key: newKey(s.now()),
		Purpose: purpose, AddedBy: addedBy, AddedAt: s.now(),
	}
	if f.Size, f.SHA256, err = s.write(ctx, f.Key, k.mime, io.MultiReader(bytes.NewReader(head), r)); err != nil {
		return casecore.File{}, err
	}
	if err := s.files.AddFile(ctx, f); err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTimeout)
		defer cancel()
		return casecore.File{}, errors.Join(fmt.Errorf("blob: record the upload: %w", err), s.Delete(ctx, f.Key))
	}
	return f, nil
}

func (s *Store) write(ctx context.Context, key, contentType string, r io.Reader) (size int64, sum []byte, err error) {
	h := sha256.New()
	err = s.put(ctx, key, contentType, func(w io.Writer) error {
		n, err := io.Copy(io.MultiWriter(w, h), io.LimitReader(r, MaxSize+1))
		switch {
		case err != nil:
			return fmt.Errorf("blob: write: %w", err)
		case n > MaxSize:
			return refuse("error.file_too_large", map[string]string{"limit": strconv.Itoa(MaxSize >> 20)})
		}
		size = n
		return nil
	})
	return size, h.Sum(nil), err
}

// newKey returns a key that nobody guesses, under the UTC day on which it was made.
func newKey(now time.Time) string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return dayPrefix(now) + hex.EncodeToString(b)
}

func dayPrefix(t time.Time) string { return t.UTC().Format("2006/01/02/") }

func refuse(key string, args map[string]string) error {
	return &casecore.Error{Code: casecore.Invalid, Op: "save file", Key: key, Args: args}
}
