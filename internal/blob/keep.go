package blob

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"

	"gocloud.dev/blob"
)

// Keep stores what the product itself writes, of any size, under a key in the folder that nobody guesses, and returns the
// key and the size. Nothing is kept when write fails. Whoever keeps it remembers the key and deletes it: the sweeper does
// not look into folders.
func (s *Store) Keep(ctx context.Context, folder, contentType string, write func(w io.Writer) error) (key string, size int64, err error) {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	key = folder + "/" + hex.EncodeToString(b)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, key, &blob.WriterOptions{ContentType: contentType, BufferSize: partSize})
	if err != nil {
		return "", 0, fmt.Errorf("blob: keep: %w", err)
	}
	counted := &counter{w: w}
	if err := write(counted); err != nil {
		cancel() // closing a writer whose context is cancelled keeps nothing
		_ = w.Close()
		return "", 0, err
	}
	if err := w.Close(); err != nil {
		return "", 0, fmt.Errorf("blob: keep: %w", err)
	}
	return key, counted.n, nil
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
