package queuehall_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

func TestWhoBookedIsFoundByTheirNumberOrChatAndForgottenOnRequest(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	holders := queuehall.NewHolders(h.DB, h.Clock.Now)
	mine, theirs := h.books("land", 22*time.Hour, phone), h.books("business", 22*time.Hour, "+380501112244")
	other := h.books("residence", 22*time.Hour, phone)
	_, err := h.WatchBooking(t.Context(), mine.ID, "42", "uk")
	require.NoError(t, err)
	for _, c := range []struct {
		phone, chat string
		found       int
	}{{phone, "", 2}, {phone, "42", 1}, {"", "42", 1}, {"+380501112255", "", 0}} {
		list, err := holders.OfContact(t.Context(), casecore.Phone(c.phone), c.chat)
		require.NoError(t, err)
		require.Len(t, list, c.found, c)
	}
	ids := []uuid.UUID{mine.ID.UUID(), other.ID.UUID()}
	data, err := holders.Data(t.Context(), ids)
	require.NoError(t, err)
	require.Len(t, data, 2)
	require.Contains(t, string(data[0])+string(data[1]), phone)
	require.Contains(t, string(data[0])+string(data[1]), `"42"`)

	removed, err := holders.Forget(t.Context(), ids)
	require.NoError(t, err)
	require.EqualValues(t, 2, removed["bookings"])
	require.EqualValues(t, 1, removed["chats"])
	list, err := holders.OfContact(t.Context(), phone, "")
	require.NoError(t, err)
	require.Empty(t, list)
	b, err := h.Booking(t.Context(), mine.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.Cancelled, b.State, "what leads to nobody cannot be waited for")
	b, err = h.Booking(t.Context(), theirs.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.Booked, b.State)
	removed, err = holders.Forget(t.Context(), ids)
	require.NoError(t, err)
	require.Empty(t, removed, "nothing is counted twice")
}
