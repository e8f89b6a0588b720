package redistimer

import (
	"context"

	"hotline/casecore"
)

// Dead returns up to limit dead letters, the latest first.
func (e *Engine) Dead(ctx context.Context, limit int) ([]casecore.Deadline, error) {
	return e.rows.dead(ctx, limit)
}

// Replay makes dead letters live again, with their attempts forgotten, and returns how many of the keys were dead
// letters. Each is a statement of its own, so that it holds nobody up.
func (e *Engine) Replay(ctx context.Context, keys ...casecore.DeadlineKey) (int, error) {
	revived := 0
	for _, key := range keys {
		ref, found, err := e.rows.revive(ctx, key)
		if err != nil {
			return revived, err
		}
		if found {
			revived++
			e.Arm(ref)
		}
	}
	return revived, nil
}
