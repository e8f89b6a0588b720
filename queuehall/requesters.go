package queuehall

import "context"

// ForgetRequesters forgets who asked for results, and in which words, once the profile keeps it no longer. That somebody of their kind did,
// by which letter, and what they were given stays in the register (VN-4.4). It returns how many there were.
func (h *Hall) ForgetRequesters(ctx context.Context) (int, error) {
	tag, err := h.db.Exec(ctx, `UPDATE hall_requests SET asked_by = '', asked = '', refusal = CASE WHEN refused_at IS NULL THEN '' ELSE '–' END
		WHERE asked_by <> '' AND recorded_at < $1`, h.now().In(h.profile.Location()).AddDate(0, 0, -h.profile.Requests.KeepDays))
	return int(tag.RowsAffected()), failed("forget requesters", err)
}
