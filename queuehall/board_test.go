package queuehall_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/queuehall"
)

func TestABoardTellsOfManyTicketsWhatEachWouldBeToldAlone(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	first, second := h.seat("centre", "1"), h.seat("centre", "5")
	var all []queuehall.TicketID
	for i, direction := range []string{
		"residence", "business", "permits", "residence", "advice", "business", "residence", "permits", "advice", "business", "residence",
	} {
		var priority []string
		if i%4 == 3 {
			priority = []string{"veteran"}
		}
		all = append(all, h.comes("centre", direction, priority...).ID)
	}
	elsewhere := h.comes("zamostia", "residence")
	v, _ := first.calls()
	first.does(h.Recall, v)
	w, _ := second.calls()
	second.does(h.Park, second.does(h.Start, w))
	h.Exec(`UPDATE hall_tickets SET counter_id = $1 WHERE id = $2`, h.counter("centre", "5").UUID(), all[6].UUID()) // was passed on to a counter
	h.Clock.Advance(time.Minute)

	board := h.Board(queuehall.BranchID(h.id(`SELECT id FROM hall_branches WHERE code = 'centre'`)))
	told, err := board.Read(t.Context(), append(all, elsewhere.ID))
	require.NoError(t, err)
	require.Len(t, told, len(all), "of its own branch alone")
	waiting := 0
	for _, id := range all {
		f := told[id]
		alone, err := h.Follow(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, alone, f)
		if f.Ticket.State == queuehall.Waiting {
			waiting++
			o, err := h.Outlook(t.Context(), &f.Ticket)
			require.NoError(t, err)
			require.Equal(t, o, f.Outlook, f.Ticket.Code())
		}
	}
	require.Equal(t, len(all)-2, waiting)
	called := told[v.Ticket]
	require.Equal(t, "1", called.Counter)
	require.Equal(t, 1, called.Recalls)
	require.Equal(t, "5", told[w.Ticket].Counter, "whoever was sent for something comes back there")
}
