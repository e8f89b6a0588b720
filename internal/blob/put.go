package blob

import (
	"context"
	"fmt"
	"io"

	"gocloud.dev/blob"
)

// partSize bounds the memory that one upload takes.
const partSize = 1 << 20

// Put writes bytes under a key that they had before, for a restore: their row is restored too. Readers see all of them or
// none.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) error {
	return s.put(ctx, key, "application/octet-stream", func(w io.Writer) error {
		if _, err := io.Copy(w, r); err != nil {
			return fmt.Errorf("blob: put: %w", err)
		}
		return nil
	})
}

// put keeps under key what write writes, all of it, or nothing when write fails.
func (s *Store) put(ctx context.Context, key, contentType string, write func(w io.Writer) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, key, &blob.WriterOptions{ContentType: contentType, BufferSize: partSize})
	if err != nil {
		return fmt.Errorf("blob: write: %w", err)
	}
	if err := write(w); err != nil {
		cancel() // closing a writer whose context is cancelled keeps nothing
		_ = w.Close()
		return err
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("blob: write: %w", err)
	}
	return nil
}
