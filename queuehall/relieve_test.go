package queuehall_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// relieve takes whoever sits there from a counter, by somebody's word.
func (h *hall) relieve(by casecore.Actor, c queuehall.CounterID) error {
	h.T.Helper()
	return h.Relieve(context.Background(), queuehall.CounterCommand{Command: h.Command(by), Counter: c})
}

// free tells whether the counter has nobody and nothing is lit there.
func (h *hall) free(c queuehall.CounterID) {
	h.T.Helper()
	require.Zero(h.T, h.Number(`SELECT count(*) FROM hall_signons WHERE counter_id = $1 AND ended_at IS NULL`, c.UUID()))
	require.Zero(h.T, h.lamp(c), "the pad is dark")
}

func TestTheClientOfAnOperatorWhoIsRelievedKeepsTheirTurn(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	first := h.comes("centre", "residence")
	h.comes("centre", "residence")
	ill, other := h.seat("centre", "1"), h.seat("centre", "2")
	v, _ := ill.calls()
	v = ill.does(h.Start, v)
	h.Clock.Advance(time.Minute)
	require.NoError(t, h.relieve(other.who, ill.counter))
	h.free(ill.counter)
	over, err := h.Visit(t.Context(), v.ID)
	require.NoError(t, err)
	require.Equal(t, queuehall.StepPassed, over.Step)
	require.Empty(t, over.Before, "nobody takes it back")
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_signons WHERE relieved_by = $1`, other.who.Staff.UUID()), "who did is known")
	again, _ := other.calls()
	require.Equal(t, first.ID, again.Ticket, "whose turn it was")

	_, err = h.Finish(t.Context(), ill.of(v))
	requireCode(t, casecore.Conflict, "error.hall_visit_moved", err)
	_, err = h.CallNext(t.Context(), ill.at())
	requireCode(t, casecore.Forbidden, "error.hall_not_signed_on", err)
	requireCode(t, casecore.Conflict, "error.hall_nobody_there", h.relieve(other.who, ill.counter))
	require.NoError(t, h.SignOn(t.Context(), ill.at()), "and may come back")
}

// An account that is closed, or a role that ends, while somebody has a client holds up nobody.
func TestWhoeverMayNoLongerWorkIsRelieved(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	h.comes("centre", "permits")
	dismissed, demoted, stays := h.seat("centre", "1"), h.seat("centre", "2"), h.seat("centre", "3")
	dismissed.calls()
	demoted.calls()
	n, err := h.RelieveAbsent(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)

	h.Exec(`UPDATE staff SET disabled_at = $2 WHERE id = $1`, dismissed.who.Staff.UUID(), h.Clock.Now())
	h.Exec(`UPDATE staff_roles SET until = $2::date - 1 WHERE staff_id = $1`, demoted.who.Staff.UUID(), h.Clock.Now())
	n, err = h.RelieveAbsent(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n)
	h.free(dismissed.counter)
	h.free(demoted.counter)
	require.EqualValues(t, 2, h.Number(`SELECT count(*) FROM hall_tickets WHERE state = 'waiting'`))
	require.EqualValues(t, 1, h.Number(`SELECT count(*) FROM hall_signons WHERE ended_at IS NULL AND staff_id = $1`, stays.who.Staff.UUID()))
}

func TestWhoeverWaitsForACounterThatWasLeftIsAnybodysAfterAWhile(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.comes("centre", "residence")
	h.comes("centre", "residence")
	leaves, other := h.seat("centre", "1"), h.seat("centre", "2")
	parked, _ := leaves.calls()
	leaves.does(h.Park, parked)
	v, _ := other.calls()
	_, err := h.Transfer(t.Context(), queuehall.TransferVisit{VisitCommand: other.of(v), Counter: leaves.counter})
	require.NoError(t, err)
	require.NoError(t, h.SignOff(t.Context(), leaves.at()))
	byName := func(id queuehall.TicketID) error {
		_, err := h.CallTicket(t.Context(), queuehall.CallTicket{Command: h.Command(other.who), Counter: other.counter, Ticket: id})
		return err
	}

	h.Clock.Advance(14 * time.Minute)
	n, err := h.FreeDeserted(t.Context())
	require.NoError(t, err)
	require.Zero(t, n, "its operator may come back")
	requireCode(t, casecore.Conflict, "error.hall_ticket_taken", byName(parked.Ticket))

	h.Clock.Advance(2 * time.Minute)
	n, err = h.FreeDeserted(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.NoError(t, byName(parked.Ticket), "whoever came back finds somebody")
	other.does(h.Finish, other.has())
	next, _ := other.calls()
	require.Equal(t, v.Ticket, next.Ticket, "and whoever was passed on is called")
}

// Operators call and finish while a head takes them from their counters and they come back: no visit is left at a counter without its
// operator, and no client is lost.
func TestWhoeverIsRelievedInTheMiddleOfAnythingLosesNoClient(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	const clients = 24
	for range clients {
		h.comes("centre", "residence")
	}
	seats := []*seat{h.seat("centre", "1"), h.seat("centre", "2")}
	head := h.operator("centre")
	var all sync.WaitGroup
	for _, s := range seats {
		all.Go(func() {
			for range clients {
				v, err := h.CallNext(context.Background(), s.at())
				if err != nil {
					_ = h.SignOn(context.Background(), s.at())
					continue
				}
				_, _ = h.Finish(context.Background(), s.of(v))
			}
		})
		all.Go(func() {
			for range clients / 2 {
				_ = h.Relieve(context.Background(), queuehall.CounterCommand{Command: h.Command(head), Counter: s.counter})
			}
		})
	}
	all.Wait()
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_visits v WHERE v.ended_at IS NULL
		AND NOT EXISTS (SELECT FROM hall_signons s WHERE s.counter_id = v.counter_id AND s.ended_at IS NULL)`), "a client without an operator")
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_tickets t WHERE (t.state IN ('called', 'serving')) <>
		EXISTS (SELECT FROM hall_visits v WHERE v.ticket_id = t.id AND v.ended_at IS NULL)`), "a ticket that nobody has, and nobody calls")
	require.EqualValues(t, clients, h.Number(`SELECT count(*) FROM hall_tickets WHERE state IN ('waiting', 'called', 'served')`))
	require.Zero(t, h.Number(`SELECT count(*) FROM (SELECT FROM hall_visits WHERE step = 'served' GROUP BY ticket_id HAVING count(*) > 1) twice`))
}

// has is the client whom the operator has.
func (s *seat) has() queuehall.Visit {
	s.h.T.Helper()
	at, _, err := s.h.SeatOf(context.Background(), s.who.Staff)
	require.NoError(s.h.T, err)
	v, err := s.h.Visit(context.Background(), at.Visit)
	require.NoError(s.h.T, err)
	return v
}
