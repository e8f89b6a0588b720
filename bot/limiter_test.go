package bot

import (
	"sort"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// Thirty messages a second in all, one a second in a chat, whatever wants to be said.
func TestLimitsHold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(30, 1, time.Now)
		start := time.Now()
		var all []time.Duration
		chats := make(map[int64][]time.Duration)
		for len(all) < 300 {
			sent := false
			for chat := int64(1); chat <= 50; chat++ {
				if l.take(chat) == 0 {
					at := time.Since(start)
					all, chats[chat] = append(all, at), append(chats[chat], at)
					sent = true
				}
			}
			if !sent {
				time.Sleep(time.Millisecond)
			}
		}
		require.True(t, sort.SliceIsSorted(all, func(i, j int) bool { return all[i] < all[j] }))
		for i := 31; i < len(all); i++ {
			require.GreaterOrEqual(t, all[i]-all[i-31], time.Second, "more than 30 in a second")
		}
		for chat, times := range chats {
			for i := 1; i < len(times); i++ {
				require.GreaterOrEqual(t, times[i]-times[i-1], time.Second, "chat %d", chat)
			}
		}
		require.Less(t, all[299], 11*time.Second, "the limit is used up")
	})
}

func TestPauseOfTelegramIsHonoured(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(30, 1, time.Now)
		require.Zero(t, l.take(1))
		l.pause(1, 5*time.Second)
		l.pause(1, 2*time.Second)
		require.Equal(t, 5*time.Second, l.take(1))
		require.Equal(t, 5*time.Second, l.take(2))
		require.Equal(t, 5*time.Second, l.take(0))
		time.Sleep(5 * time.Second)
		require.Zero(t, l.take(2))
	})
}

func TestLimiterForgetsChats(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(1000, 1, time.Now)
		for chat := range int64(100) {
			l.take(chat + 1)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(2 * time.Minute)
		l.take(1)
		require.Len(t, l.chats, 1)
	})
}
