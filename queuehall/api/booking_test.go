package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// mostGuesses is how many codes the harness takes.
const mostGuesses = 5

// booked is a visit to the centre that somebody booked for later today.
func (h *results) booked() queuehall.Booking {
	h.T.Helper()
	ctx := context.Background()
	all, err := h.halls.Branches(ctx)
	require.NoError(h.T, err)
	direction := all[0].Served()[0].ID
	slots, err := h.halls.Slots(ctx, direction)
	require.NoError(h.T, err)
	b, err := h.halls.Book(ctx, queuehall.BookVisit{
		Command: h.Command(casecore.Citizen), Direction: direction, At: slots[0].At, Phone: "+380501112233", Lang: "uk", Source: queuehall.FromWeb,
	})
	require.NoError(h.T, err)
	return b
}

// kiosk is the token of a kiosk in a branch.
func (h *results) kiosk(branch queuehall.BranchID) string {
	h.T.Helper()
	ctx := context.Background()
	id, err := h.halls.AddDevice(ctx, queuehall.AddDevice{Command: h.Command(casecore.System), Branch: branch, Role: queuehall.Kiosk, Name: "kiosk"})
	require.NoError(h.T, err)
	code, _, err := h.halls.NewCode(ctx, id)
	require.NoError(h.T, err)
	token, err := h.halls.Pair(ctx, code)
	require.NoError(h.T, err)
	return token
}

func (h *results) checksIn(token, code string) *httptest.ResponseRecorder {
	h.T.Helper()
	sent, err := json.Marshal(map[string]string{"code": code})
	require.NoError(h.T, err)
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/api/hall/kiosk/check-in", bytes.NewReader(sent))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Idempotency-Key", uuid.NewString())
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	return w
}

func TestAKioskTakesTheCodeOfABookingOfItsHall(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	b := h.booked()
	code := strings.ToLower(h.links.BookingCode(b.ID))
	all, err := h.halls.Branches(context.Background())
	require.NoError(t, err)
	token, elsewhere := h.kiosk(b.Branch), h.kiosk(all[1].ID)
	require.Equal(t, http.StatusNotFound, h.checksIn(elsewhere, code).Code, "another hall's")
	require.Equal(t, http.StatusNotFound, h.checksIn(token, "2222 2222").Code)
	require.Equal(t, http.StatusNotFound, h.checksIn("nobody's", code).Code)

	var drawn, again TicketView
	w := h.checksIn(token, code[:4]+" "+code[4:])
	require.Equal(t, http.StatusCreated, w.Code, w.Body)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &drawn))
	require.Equal(t, queuehall.Drawn, drawn.State, "until it is in the client's hand")
	require.Equal(t, h.links.Ticket(drawn.ID), drawn.Follow)
	require.NoError(t, json.Unmarshal(h.checksIn(token, code).Body.Bytes(), &again))
	require.Equal(t, drawn.ID, again.ID)
	require.Equal(t, mostGuesses-1, h.guesses)
	h.checksIn(token, code)
	require.Equal(t, http.StatusTooManyRequests, h.checksIn(token, code).Code, "codes are few letters: tries are few too")
}

func TestTheDeskTakesTheCodeOfABooking(t *testing.T) {
	t.Parallel()
	h := newResults(t)
	b := h.booked()
	body := map[string]any{"branch": b.Branch, "code": h.links.BookingCode(b.ID)}
	require.Equal(t, http.StatusForbidden, h.call("agent", "POST", "/api/hall/check-in", body).Code)
	require.Equal(t, http.StatusNotFound, h.call("hall_operator", "POST", "/api/hall/check-in", body).Code, "of a hall in which they do not serve")
	h.Clock.Set(b.At.Add(-time.Minute))
	ticket := gets[TicketView](h, "branch_head", "POST", "/api/hall/check-in", body)
	require.Equal(t, queuehall.Waiting, ticket.State)
}
