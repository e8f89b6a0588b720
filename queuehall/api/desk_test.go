package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A desk that is opened anew offers to take the end of a visit back for as long as the one before would have.
func TestTheEndOfAVisitIsToldWhileItCanBeTakenBack(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	v := h.served("centre", "1")
	me := func() HallMe { return gets[HallMe](h, "hall_operator", "GET", "/api/hall/me", nil) }
	require.Equal(t, v.ID, me().Seat.Visit.ID)
	require.Nil(t, me().Seat.Last)
	require.True(t, me().RulesDue, "VN-0.2")
	require.Equal(t, 15*60, me().LongWait)

	path := "/api/hall/visits/" + v.ID.String()
	for _, step := range []string{"/no-show", "/park", "/finish"} {
		ended := gets[VisitView](h, "hall_operator", "POST", path+step, nil)
		h.Clock.Advance(7 * time.Second)
		seat := me().Seat
		require.Nil(t, seat.Visit)
		require.Equal(t, ended, *seat.Last, step)
		gets[VisitView](h, "hall_operator", "POST", path+"/undo", nil)
		require.Nil(t, me().Seat.Last, "what was taken back is not taken back again")
		require.Equal(t, v.ID, me().Seat.Visit.ID)
	}
	gets[VisitView](h, "hall_operator", "POST", path+"/finish", nil)
	h.Clock.Advance(9 * time.Second)
	require.Nil(t, me().Seat.Last, "it is too late")
}

// VN-3.2: an operator's own figures hold no mark.
func TestAnOperatorSeesWhatTheyHaveDoneToday(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	v := h.served("centre", "1")
	day := func() HallDay { return gets[HallDay](h, "hall_operator", "GET", "/api/hall/me/today", nil) }
	require.Zero(t, day(), "whoever is being served is not counted yet")
	path := "/api/hall/visits/" + v.ID.String()
	gets[VisitView](h, "hall_operator", "POST", path+"/start", nil)
	h.Clock.Advance(3 * time.Minute)
	gets[VisitView](h, "hall_operator", "POST", path+"/finish", nil)
	require.Equal(t, HallDay{Served: 1, Service: 180}, day())
	h.Clock.Advance(24 * time.Hour)
	require.Zero(t, day(), "another day")
	require.Equal(t, http.StatusForbidden, h.call("hall_head", "GET", "/api/hall/me/today", nil).Code)
}
