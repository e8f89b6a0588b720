package queuehall_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// VN-4.4: that somebody asked, and what they were given, stays.
func TestWhoAskedForResultsIsForgottenAfterTheProfilesDays(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	head := h.operator("centre")
	asked := func(at time.Time, refusal string) uuid.UUID {
		id := uuid.New()
		h.Exec(`INSERT INTO hall_requests (id, kind, written, document, dated, asked_by, asked, recorded_by, recorded_at, refused_at, refusal, event_seq, event_hash)
			VALUES ($1, 'citizen', true, '17-К', $3::date, 'О. Коваль', 'Про моє відділення', $2, $3, CASE WHEN $4 <> '' THEN $3::timestamptz END, $4, 1, '')`,
			id, head.Staff.UUID(), at, refusal)
		return id
	}
	now := h.Clock.Now()
	old, refused, fresh := asked(now.AddDate(0, 0, -1826), ""), asked(now.AddDate(0, 0, -1900), "О. Ковалю вже відповіли"), asked(now.AddDate(0, 0, -1824), "")
	for _, n := range []int{2, 0} {
		forgotten, err := h.ForgetRequesters(t.Context())
		require.NoError(t, err)
		require.Equal(t, n, forgotten)
	}
	for _, id := range []uuid.UUID{old, refused} {
		require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_requests WHERE id = $1 AND asked_by = '' AND asked = '' AND refusal !~ 'Ковал'
			AND kind = 'citizen' AND document = '17-К'`, id))
	}
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_requests WHERE id = $1 AND asked_by <> '' AND asked <> ''`, fresh))
}
