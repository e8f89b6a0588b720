package redistimer_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"hotline/casecore"
	"hotline/casecore/redistimer"
	"hotline/casecore/regulation"
)

func TestAMemberHoldsItsTimerToTheMicrosecond(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var id [16]byte
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		ref := casecore.TimerRef{
			DeadlineKey: casecore.DeadlineKey{
				Subject: casecore.Subject{
					Type: casecore.SubjectType(rapid.StringMatching(`[a-z_]{1,12}`).Draw(t, "type")), ID: id,
				},
				Kind:  regulation.DeadlineID(rapid.StringMatching(`[a-z_. ]{1,20}`).Draw(t, "kind")),
				Level: rapid.IntRange(0, 3).Draw(t, "level"), Cycle: rapid.IntRange(1, 1e6).Draw(t, "cycle"),
			},
			Version: rapid.IntRange(1, 1<<31-1).Draw(t, "version"),
			Due:     time.UnixMicro(rapid.Int64Range(-1e15, 9e15).Draw(t, "due")).UTC(),
		}
		read, err := redistimer.Decode(redistimer.Encode(ref))
		require.NoError(t, err)
		require.Equal(t, ref, read)
	})
}

func FuzzDecodeNeverPanics(f *testing.F) {
	f.Add("AAAAAAAAAAAAAAAAAAAAAA 1 1 1 1 case solve")
	f.Add("x 1")
	f.Fuzz(func(t *testing.T, s string) {
		if ref, err := redistimer.Decode(s); err == nil {
			again, err := redistimer.Decode(redistimer.Encode(ref))
			require.NoError(t, err)
			require.Equal(t, ref, again)
		}
	})
}
