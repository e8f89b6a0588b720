package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"gocloud.dev/blob"

	"hotline/internal/regularly"
)

const (
	// looseFor is how long an upload may wait to be attached.
	looseFor = 24 * time.Hour
	// orphanDays is how many days back bytes without a row are looked for.
	orphanDays = 7
	sweepEvery = time.Hour
	sweepBatch = 200
)

// Loose is what the sweeper asks of the files table.
type Loose interface {
	// RemoveLoose deletes up to limit rows that were added before and belong to nothing, and returns their keys.
	RemoveLoose(ctx context.Context, before time.Time, limit int) (keys []string, err error)
	// Unknown returns those of keys that no row has.
	Unknown(ctx context.Context, keys []string) ([]string, error)
}

// Sweeper removes uploads that nobody submitted.
type Sweeper struct {
	store *Store
	loose Loose
	now   func() time.Time
	log   *slog.Logger
}

// NewSweeper returns a Sweeper of store.
func NewSweeper(store *Store, loose Loose, now func() time.Time, log *slog.Logger) *Sweeper {
	return &Sweeper{store: store, loose: loose, now: now, log: log}
}

// Run sweeps every hour until ctx ends. A sweep that fails is logged and tried again at the next.
func (s *Sweeper) Run(ctx context.Context) error {
	return regularly.Do(ctx, sweepEvery, func(ctx context.Context) {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "files not swept", "error", err)
		}
	})
}

// Sweep removes what has been loose for more than a day, then bytes of past days that no row has.
func (s *Sweeper) Sweep(ctx context.Context) error {
	removed := 0
	for {
		// The row goes first: bytes without a row are found again, a row without bytes would be a broken file.
		keys, err := s.loose.RemoveLoose(ctx, s.now().Add(-looseFor), sweepBatch)
		if err != nil {
			return fmt.Errorf("blob: sweep: %w", err)
		}
		if err := s.remove(ctx, keys); err != nil {
			return err
		}
		removed += len(keys)
		if len(keys) < sweepBatch {
			break
		}
	}
	orphans, err := s.orphans(ctx)
	if removed+orphans > 0 {
		s.log.InfoContext(ctx, "files swept", "loose", removed, "orphans", orphans)
	}
	return err
}

// orphans starts two days back: what a running upload or an open transaction writes now has no row yet.
func (s *Sweeper) orphans(ctx context.Context) (int, error) {
	count := 0
	for day := 2; day < 2+orphanDays; day++ {
		it := s.store.bucket.List(&blob.ListOptions{Prefix: dayPrefix(s.now().AddDate(0, 0, -day))})
		for more := true; more; {
			var keys []string
			for len(keys) < sweepBatch {
				o, err := it.Next(ctx)
				if errors.Is(err, io.EOF) {
					more = false
					break
				}
				if err != nil {
					return count, fmt.Errorf("blob: sweep: list: %w", err)
				}
				keys = append(keys, o.Key)
			}
			if len(keys) == 0 {
				break
			}
			unknown, err := s.loose.Unknown(ctx, keys)
			if err != nil {
				return count, fmt.Errorf("blob: sweep: %w", err)
			}
			if err := s.remove(ctx, unknown); err != nil {
				return count, err
			}
			count += len(unknown)
		}
	}
	return count, nil
}

func (s *Sweeper) remove(ctx context.Context, keys []string) error {
	for _, key := range keys {
		if err := s.store.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}
