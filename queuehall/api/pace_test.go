package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/queuehall"
)

func TestAKioskThatIsStuckIsHeldUpAndAClassOfPupilsIsNot(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	p := paces{drawn: map[queuehall.DeviceID][]time.Time{}}
	takes := func(id queuehall.DeviceID) bool { return p.take(id, 20, now) }
	pupils, stuck := queuehall.DeviceID(uuid.New()), queuehall.DeviceID(uuid.New())
	for range 30 {
		require.True(t, takes(pupils), "one after another, as fast as they can touch")
		now = now.Add(4 * time.Second)
	}
	for n := range 25 {
		require.Equal(t, n < 20, takes(stuck))
		now = now.Add(time.Second)
	}
	require.True(t, takes(pupils), "another kiosk goes on")
	now = now.Add(time.Minute)
	require.True(t, takes(stuck), "it is held up for a minute only")
}

func TestWhatAKioskRefusesIsSaidAndDrawsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, token := h.paired(queuehall.Kiosk, queuehall.CounterID{})
	direction := h.id(`SELECT d.id FROM hall_directions d JOIN hall_branches b ON b.id = d.branch_id WHERE b.code = 'centre' LIMIT 1`)
	draw := func() *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/hall/kiosk/tickets",
			strings.NewReader(fmt.Sprintf(`{"direction": %q, "lang": "uk"}`, direction)))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Idempotency-Key", uuid.NewString())
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.mux.ServeHTTP(w, r)
		return w
	}
	for range h.halls.Profile().KioskMinute {
		w := draw()
		require.Equal(t, http.StatusCreated, w.Code, w.Body)
	}
	w := draw()
	require.Equal(t, http.StatusConflict, w.Code)
	require.Contains(t, w.Body.String(), "error.hall_kiosk_pace")
	h.Clock.Advance(time.Minute)
	require.Equal(t, http.StatusCreated, draw().Code)
}
