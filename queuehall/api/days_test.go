package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/queuehall"
)

func TestAHeadKeepsTheDaysOfTheirOwnBranchOnly(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	all, err := h.halls.Branches(t.Context())
	require.NoError(t, err)
	own, other := []queuehall.BranchID{all[0].ID}, []queuehall.BranchID{all[0].ID, all[1].ID}
	day := h.halls.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	body := func(branches []queuehall.BranchID) map[string]any {
		return map[string]any{"branches": branches, "day": day, "reason": map[string]string{"uk": "Ремонт"}, "bookings": 0}
	}
	require.Equal(t, http.StatusNotFound, h.call("branch_head", "POST", "/api/hall/days", body(other)).Code)
	require.Equal(t, http.StatusForbidden, h.call("hall_operator", "POST", "/api/hall/days", body(own)).Code)
	require.Equal(t, http.StatusForbidden, h.call("technical_administrator", "POST", "/api/hall/days", body(own)).Code)
	require.Equal(t, http.StatusOK, h.call("branch_head", "POST", "/api/hall/days", body(own)).Code)
	require.Len(t, gets[HallDays](h, "branch_head", "GET", "/api/hall/days", nil).Days, 1)
	require.Equal(t, http.StatusOK, h.call("hall_head", "POST", "/api/hall/days", body(other)).Code)
	require.Len(t, gets[HallDays](h, "administrator", "GET", "/api/hall/days", nil).Days, 2)
	list := gets[HallDays](h, "branch_head", "GET", "/api/hall/days", nil).Days
	require.Len(t, list, 1)
	require.Equal(t, "Ремонт", list[0].Reason["uk"])
	require.Empty(t, list[0].Opens)

	h.Clock.Set(h.Clock.Now().AddDate(0, 0, 1))
	view := New(Config{Hall: h.halls})
	all, err = h.halls.Branches(t.Context())
	require.NoError(t, err)
	shown := view.branchView(&all[0])
	require.False(t, shown.Open)
	require.Equal(t, "Ремонт", shown.Why["uk"])
	require.NotNil(t, shown.OpensNext)
	require.Empty(t, shown.OpensAt)

	gone := map[string]any{"branches": other, "day": day}
	require.Equal(t, http.StatusNotFound, h.call("branch_head", "POST", "/api/hall/days/remove", gone).Code)
	require.Equal(t, http.StatusOK, h.call("hall_head", "POST", "/api/hall/days/remove", gone).Code)
	require.Empty(t, gets[HallDays](h, "hall_head", "GET", "/api/hall/days", nil).Days)
}

func TestADaysBookingsAreSeenByWhoServesThereAndNumbersInFullByHeadsAlone(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	b := h.booked()
	path := "/api/hall/bookings?branch=" + b.Branch.String()
	require.Equal(t, http.StatusNotFound, h.call("hall_operator", "GET", path, nil).Code, "of a hall in which they do not serve")
	h.Exec(`INSERT INTO hall_operators SELECT $1, $2, id FROM hall_participants WHERE code = 'state'`,
		h.people["hall_operator"].Staff.UUID(), b.Branch.UUID())
	list := gets[HallBookings](h, "hall_operator", "GET", path, nil)
	require.Equal(t, list.Today, list.Day)
	require.Len(t, list.Bookings, 1)
	require.Equal(t, "…2233", list.Bookings[0].Phone)
	require.Equal(t, h.links.BookingCode(b.ID), list.Bookings[0].Code)
	require.Equal(t, "+380501112233", gets[HallBookings](h, "branch_head", "GET", path, nil).Bookings[0].Phone)
	require.Empty(t, gets[HallBookings](h, "hall_head", "GET", path+"&day=2026-01-05", nil).Bookings)
	require.Equal(t, http.StatusForbidden, h.call("technical_administrator", "GET", path, nil).Code)

	at := "/api/hall/bookings/" + b.ID.String()
	ticket := gets[TicketView](h, "hall_operator", "POST", at+"/come", map[string]any{})
	require.Equal(t, queuehall.Waiting, ticket.State)
	came := gets[HallBookings](h, "hall_operator", "GET", path, nil).Bookings[0]
	require.Equal(t, queuehall.Came, came.State)
	require.Equal(t, ticket.Code, came.Ticket)
	require.Equal(t, queuehall.Waiting, came.Stands)
	require.Equal(t, http.StatusConflict, h.call("hall_operator", "POST", at+"/cancel", map[string]any{"reason": "Пізно"}).Code)
}

func TestABookingIsCancelledAtTheDesk(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	b := h.booked()
	at := "/api/hall/bookings/" + b.ID.String() + "/cancel"
	require.Equal(t, http.StatusNotFound, h.call("hall_operator", "POST", at, map[string]any{"reason": "Просить"}).Code)
	require.Equal(t, http.StatusUnprocessableEntity, h.call("branch_head", "POST", at, map[string]any{"reason": " "}).Code)
	require.Equal(t, http.StatusNoContent, h.call("branch_head", "POST", at, map[string]any{"reason": "Просить"}).Code)
	view := gets[HallBookings](h, "branch_head", "GET", "/api/hall/bookings?branch="+b.Branch.String(), nil).Bookings[0]
	require.Equal(t, queuehall.Cancelled, view.State)
	require.Equal(t, queuehall.ByDesk, view.EndedBy)
	require.Equal(t, "Просить", view.Reason["uk"])
	require.Empty(t, view.Phone)
}

func TestRingingUpIsSaidInOnesOwnHallAndSeenByAll(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	b := h.booked()
	at := "/api/hall/bookings/" + b.ID.String() + "/ring"
	h.Exec(`UPDATE hall_bookings SET state = 'cancelled', ended_by = 'closed', over_at = $2 WHERE id = $1`, b.ID.UUID(), h.Clock.Now())
	begin := map[string]any{"what": "ringing"}
	require.Equal(t, http.StatusNotFound, h.call("hall_operator", "POST", at, begin).Code, "of a hall in which they do not serve")
	require.Equal(t, http.StatusForbidden, h.call("technical_administrator", "POST", at, begin).Code)
	require.Equal(t, http.StatusNoContent, h.call("branch_head", "POST", at, begin).Code)
	require.Equal(t, http.StatusConflict, h.call("hall_head", "POST", at, begin).Code)
	rung := gets[HallBookings](h, "hall_head", "GET", "/api/hall/bookings?branch="+b.Branch.String(), nil).Bookings[0].Rung
	require.Equal(t, queuehall.RingingNow, rung.What)
	require.Equal(t, http.StatusNoContent, h.call("hall_head", "POST", at, map[string]any{"what": "reached", "seen": rung.Seq}).Code)
}
