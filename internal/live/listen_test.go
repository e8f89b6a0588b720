package live_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestWhoeverListensIsWokenByWhatConcernsThemAndByNothingElse(t *testing.T) {
	inHouse(t, 100, func(t *testing.T, h *house) {
		woken, stop := h.hub.Listen("city")
		other, stopOther := h.hub.Listen("other")
		defer stopOther()
		synctest.Wait()
		for len(woken)+len(other) > 0 { // the start
			select {
			case <-woken:
			case <-other:
			}
		}
		thing := uuid.New()
		h.change(thing, "city")
		h.change(thing, "city")
		time.Sleep(time.Second)
		require.Len(t, woken, 1, "what nobody has taken yet is one")
		require.Empty(t, other)
		<-woken
		h.change(thing, "other") // is lost to one, and seen by the other
		time.Sleep(time.Second)
		require.Len(t, woken, 1)
		require.Len(t, other, 1)
		<-woken
		stop()
		stop()
		h.change(thing, "city")
		time.Sleep(time.Second)
		require.Empty(t, woken)
	})
}
