package privacy

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// removeBatch is how many bytes' keys are taken at a time.
const removeBatch = 200

// RemoveBytes removes the bytes of files whose rows an erasure took away. What cannot be removed is left for another time and
// keeps nothing else from going; its errors are joined.
func (o *Office) RemoveBytes(ctx context.Context) error {
	var errs []error
	type removal struct {
		Key string
		At  time.Time
	}
	for last := (removal{}); ; {
		rows, err := o.db.Query(ctx, `SELECT blob_key, at FROM blob_removals WHERE (at, blob_key) > ($1, $2) ORDER BY at, blob_key LIMIT $3`,
			last.At, last.Key, removeBatch)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		batch, err := pgx.CollectRows(rows, pgx.RowToStructByPos[removal])
		if err != nil || len(batch) == 0 {
			return errors.Join(append(errs, err)...)
		}
		gone := make([]string, 0, len(batch))
		for _, r := range batch {
			if err := o.bytes.Delete(ctx, r.Key); err != nil {
				errs = append(errs, err)
				continue
			}
			gone = append(gone, r.Key)
		}
		if _, err := o.db.Exec(ctx, `DELETE FROM blob_removals WHERE blob_key = ANY($1)`, gone); err != nil {
			return errors.Join(append(errs, err)...)
		}
		last = batch[len(batch)-1]
	}
}

func (o *Office) removeBytes(ctx context.Context) {
	if err := o.RemoveBytes(ctx); err != nil {
		o.log.WarnContext(ctx, "bytes of erased files are still there", "err", err)
	}
}
