package queuehall_test

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// told is what a chat is told of its ticket.
type told struct {
	Template, Address, Channel, State string
	Args                              struct {
		Ticket, Counter, Lang string
		Ahead                 int
	}
}

func (h *hall) tells() []told {
	h.T.Helper()
	_, err := h.TellWatchers(h.T.Context())
	require.NoError(h.T, err)
	rows, err := h.DB.Query(h.T.Context(), `SELECT template, address, channel, state, args FROM deliveries ORDER BY id`)
	require.NoError(h.T, err)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m told, err error) {
		var args []byte
		if err = row.Scan(&m.Template, &m.Address, &m.Channel, &m.State, &args); err == nil {
			err = json.Unmarshal(args, &m.Args)
		}
		return m, err
	})
	require.NoError(h.T, err)
	return list
}

func (h *hall) watches(ticket queuehall.Ticket, chat string) {
	h.T.Helper()
	_, err := h.Watch(h.T.Context(), ticket.ID, chat, "pl")
	require.NoError(h.T, err)
}

func TestWhoeverFollowsATicketIsToldOnceThatTwoAreBeforeThemAndWhereTheyAreCalled(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "5")
	for range 3 {
		h.comes("centre", "business")
	}
	mine := h.comes("centre", "business")
	h.watches(mine, "42")
	h.watches(mine, "42")
	require.Empty(t, h.tells(), "three are before them")

	v, _ := s.calls()
	for range 2 {
		list := h.tells()
		require.Len(t, list, 1, "and once")
		require.Equal(t, told{Template: "hall.near", Address: "42", Channel: "telegram", State: "queued", Args: list[0].Args}, list[0])
		require.Equal(t, mine.Code(), list[0].Args.Ticket)
		require.Equal(t, 2, list[0].Args.Ahead)
		require.Equal(t, "pl", list[0].Args.Lang)
	}
	for range 2 {
		s.does(h.Finish, v)
		v, _ = s.calls()
	}
	require.Len(t, h.tells(), 1)
	s.does(h.Finish, v)
	v, code := s.calls()
	require.Equal(t, mine.Code(), code)
	list := h.tells()
	require.Len(t, list, 2)
	require.Equal(t, "hall.called", list[1].Template)
	require.Equal(t, "5", list[1].Args.Counter)
	require.Len(t, h.tells(), 2)

	s.does(h.Undo, v)
	s.calls()
	require.Len(t, h.tells(), 3, "called again after a mis-click is told again")
}

func TestATurnThatComesNearBecauseOthersLeaveIsToldToo(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	first := h.comes("centre", "business")
	h.comes("centre", "business")
	h.comes("centre", "business")
	h.watches(h.comes("centre", "business"), "42")
	require.Empty(t, h.tells())
	_, err := h.Leave(t.Context(), queuehall.TicketCommand{Command: h.Command(casecore.Citizen), Ticket: first.ID})
	require.NoError(t, err)
	require.Len(t, h.tells(), 1)
}

func TestSeveralProcessesTellEachOnce(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	for range 3 {
		h.watches(h.comes("centre", "land"), uuid.NewString())
	}
	var work sync.WaitGroup
	for range 6 {
		work.Go(func() {
			if _, err := h.TellWatchers(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	require.Len(t, h.tells(), 3)
}

func TestATicketThatIsOverIsFollowedNoMore(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "5")
	mine := h.comes("centre", "business")
	h.watches(mine, "42")
	v, _ := s.calls()
	s.does(h.Finish, v)
	require.Empty(t, h.tells())
	_, err := h.Watch(t.Context(), mine.ID, "43", "uk")
	requireCode(t, casecore.Conflict, "error.hall_ticket_over", err)
	require.NoError(t, h.TidyBookings(t.Context()))
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_watches`), "the finish may be taken back")
	h.Clock.Advance(11 * time.Minute)
	require.NoError(t, h.TidyBookings(t.Context()))
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_watches`))
}

func TestANumberIsForgottenWhenItsTimeIsOver(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	b := h.books("business", time.Hour, phone)
	h.Clock.Advance(24 * time.Hour)
	require.NoError(t, h.TidyBookings(t.Context()))
	missed, err := h.Booking(t.Context(), b.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.Missed, missed.State)
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_bookings WHERE phone <> ''`))
	h.Clock.Advance(30 * 24 * time.Hour)
	require.NoError(t, h.TidyBookings(t.Context()))
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_bookings WHERE phone <> ''`))
}

func TestWhichChatWasToldOfATicketIsForgottenAsNumbersAre(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.watches(h.comes("centre", "business"), "42")
	require.Len(t, h.tells(), 1)
	h.Exec(`UPDATE deliveries SET state = 'sent', settled_at = $1`, h.Clock.Now())
	chats := func() int64 { return h.Number(`SELECT count(*) FROM deliveries WHERE address = '42'`) }
	h.Clock.Advance(29 * 24 * time.Hour)
	require.NoError(t, h.TidyBookings(t.Context()))
	require.EqualValues(t, 1, chats())
	h.Clock.Advance(2 * 24 * time.Hour)
	require.NoError(t, h.TidyBookings(t.Context()))
	require.Zero(t, chats())
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM deliveries WHERE args = '{}'`), "that somebody was told stays")
}

func TestTheOutlookOfATicketIsByItsTurn(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "business")
	mine := h.comes("centre", "business")
	h.comes("centre", "business")
	o, err := h.Outlook(t.Context(), &mine)
	require.NoError(t, err)
	require.Equal(t, 1, o.Ahead, "whoever came later is not before them")
	h.comes("centre", "business", "veteran")
	o, err = h.Outlook(t.Context(), &mine)
	require.NoError(t, err)
	require.Equal(t, 2, o.Ahead, "whoever is served out of turn is")
}
