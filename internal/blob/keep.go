package blob

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
)

// Keep stores what the product itself writes, of any size, under a key in the folder that nobody guesses, and returns the
// key and the size. Nothing is kept when write fails. Whoever keeps it remembers the key and deletes it: the sweeper does
// not look into folders.
func (s *Store) Keep(ctx context.Context, folder, contentType string, write func(w io.Writer) error) (key string, size int64, err error) {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	key = folder + "/" + hex.EncodeToString(b)
	err = s.put(ctx, key, contentType, func(w io.Writer) error {
		counted := counter{w: w}
		err := write(&counted)
		size = counted.n
		return err
	})
	if err != nil {
		return "", 0, err
	}
	return key, size, nil
}

// counter counts what passes.
type counter struct {
	w io.Writer
	n int64
}

// Write passes b on.
func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}
