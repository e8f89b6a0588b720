package blob

import (
	"context"
	"fmt"
	"io"

	"gocloud.dev/blob"
)

// Put writes bytes under a key that they had before, for a restore: their row is restored too. Readers see all of them or
// none.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, key, &blob.WriterOptions{ContentType: "application/octet-stream", BufferSize: partSize})
	if err != nil {
		return fmt.Errorf("blob: put: %w", err)
	}
	if _, err := io.Copy(w, r); err != nil {
		cancel() // closing a writer whose context is cancelled keeps nothing
		_ = w.Close()
		return fmt.Errorf("blob: put: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("blob: put: %w", err)
	}
	return nil
}
