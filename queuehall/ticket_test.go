package queuehall_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

func TestTicketsAreNumberedByTheBranchsOwnDate(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	one, two := h.comes("centre", "residence"), h.comes("centre", "residence")
	require.Equal(t, []string{"А-001", "А-002"}, []string{one.Code(), two.Code()})
	require.Equal(t, "А-001", new(h.comes("zamostia", "residence")).Code(), "each branch has numbers of its own")
	require.Equal(t, "В-001", new(h.comes("centre", "land")).Code(), "and each direction")

	// 01:30 of Tuesday in Vinnytsia is still Monday by UTC: numbers begin with the branch's day.
	h.Clock.Set(time.Date(2026, 3, 3, 8, 30, 0, 0, h.Clock.Now().Location()))
	require.Equal(t, "А-001", new(h.comes("centre", "residence")).Code())
}

func TestAKiosksTicketWaitsOnceItIsInTheClientsHand(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	kiosk := queuehall.IssueTicket{Command: h.Command(casecore.Citizen), Direction: h.direction("centre", "residence"), Source: queuehall.FromKiosk, Lang: "uk"}
	drawn, err := h.Issue(t.Context(), kiosk)
	require.NoError(t, err)
	later := h.comes("centre", "residence")
	v, code := s.calls()
	require.Equal(t, later.Code(), code, "a ticket that the printer did not give is called by nobody")
	s.does(h.Finish, v)

	printed, err := h.Confirm(t.Context(), queuehall.TicketCommand{Command: h.Command(casecore.Citizen), Ticket: drawn.ID})
	require.NoError(t, err)
	require.Equal(t, queuehall.Waiting, printed.State)
	_, code = s.calls()
	require.Equal(t, drawn.Code(), code)
}

func TestWhatIsInAClientsHandIsNotTakenBackByAKiosk(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	kiosk := queuehall.IssueTicket{Command: h.Command(casecore.Citizen), Direction: h.direction("centre", "residence"), Source: queuehall.FromKiosk, Lang: "uk"}
	drawn, err := h.Issue(t.Context(), kiosk)
	require.NoError(t, err)
	gone, err := h.Discard(t.Context(), queuehall.TicketCommand{Command: h.Command(casecore.Citizen), Ticket: drawn.ID})
	require.NoError(t, err)
	require.Equal(t, queuehall.Left, gone.State)
	_, err = h.Discard(t.Context(), queuehall.TicketCommand{Command: h.Command(casecore.Citizen), Ticket: h.comes("centre", "residence").ID})
	requireCode(t, casecore.Conflict, "error.hall_ticket_moved", err)
}

func TestARepeatedDrawingIsTheSameTicket(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cmd := queuehall.IssueTicket{Command: h.Command(casecore.Citizen), Direction: h.direction("centre", "land"), Source: queuehall.FromKiosk, Lang: "uk"}
	one, err := h.Issue(t.Context(), cmd)
	require.NoError(t, err)
	two, err := h.Issue(t.Context(), cmd)
	require.NoError(t, err)
	require.Equal(t, one, two)
}

func TestNoTicketsAreDrawnWhileTheHallIsClosed(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	cmd := queuehall.IssueTicket{Command: h.Command(casecore.Citizen), Direction: h.direction("centre", "land"), Source: queuehall.FromKiosk, Lang: "uk"}
	h.Clock.Advance(10 * time.Hour)
	_, err := h.Issue(t.Context(), cmd)
	requireCode(t, casecore.Refused, "error.hall_closed", err)
	cmd.Priority = "friend"
	_, err = h.Issue(t.Context(), cmd)
	requireCode(t, casecore.Invalid, "error.hall_no_priority", err)
}

func TestWhoHasARightToItIsServedOutOfTurn(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	h.comes("centre", "residence")
	veteran := h.comes("centre", "residence", "veteran")
	_, code := s.calls()
	require.Equal(t, veteran.Code(), code)
}

func TestTheWaitIsForetoldAsARangeThatGrowsWithTheQueue(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	first := h.comes("centre", "land")
	require.Zero(t, first.Wait.Least, "nobody is before them")
	require.Positive(t, first.Wait.Most)
	h.comes("centre", "land")
	third := h.comes("centre", "land")
	require.Greater(t, third.Wait.Least, first.Wait.Least)
	require.Greater(t, third.Wait.Most, first.Wait.Most)
	h.seat("centre", "3")
	h.seat("centre", "4")
	require.Less(t, h.comes("centre", "land").Wait.Most, third.Wait.Most, "two counters serve sooner than one")
}

func TestTheWaitFollowsWhatServicesLatelyTook(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "5")
	for range 8 {
		h.comes("centre", "business")
		v, _ := s.calls()
		s.does(h.Start, v)
		h.Clock.Advance(2 * time.Minute)
		s.does(h.Finish, v)
	}
	require.Equal(t, queuehall.Wait{Most: 2 * time.Minute}, h.comes("centre", "business").Wait, "not the twenty minutes of the profile")
}

func TestATicketCanBeGivenUpUntilItIsCalled(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	s := h.seat("centre", "1")
	gone, stays := h.comes("centre", "residence"), h.comes("centre", "residence")
	_, err := h.Leave(t.Context(), queuehall.TicketCommand{Command: h.Command(casecore.Citizen), Ticket: gone.ID})
	require.NoError(t, err)
	_, code := s.calls()
	require.Equal(t, stays.Code(), code)
	_, err = h.Leave(t.Context(), queuehall.TicketCommand{Command: h.Command(casecore.Citizen), Ticket: stays.ID})
	requireCode(t, casecore.Conflict, "error.hall_ticket_moved", err)
}
