package staff_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/staff"
)

func TestALockDoublesUpToADay(t *testing.T) {
	t.Parallel()
	l := staff.DefaultLockout()
	for failures, want := range map[int]time.Duration{
		0: 0, 1: 0, 4: 0, 5: 15 * time.Minute, 6: 30 * time.Minute, 7: time.Hour, 8: 2 * time.Hour, 11: 16 * time.Hour,
		12: 24 * time.Hour, 1000: 24 * time.Hour,
	} {
		require.Equal(t, want, l.For(failures), failures)
	}
}
