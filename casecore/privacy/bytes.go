package privacy

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// removeBatch is how many bytes' keys are taken at a time.
const removeBatch = 200

// RemoveBytes removes the bytes of files whose rows an erasure took away. It may be called again after a failure.
func (o *Office) RemoveBytes(ctx context.Context) error {
	for {
		rows, err := o.db.Query(ctx, `SELECT blob_key FROM blob_removals ORDER BY at LIMIT $1`, removeBatch)
		if err != nil {
			return err
		}
		keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || len(keys) == 0 {
			return err
		}
		for _, key := range keys {
			if err := o.bytes.Delete(ctx, key); err != nil {
				return err
			}
		}
		if _, err := o.db.Exec(ctx, `DELETE FROM blob_removals WHERE blob_key = ANY($1)`, keys); err != nil {
			return err
		}
	}
}
