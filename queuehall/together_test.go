package queuehall_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// crowd is a branch with many counters, whose operators choose in three ways, and clients who wait.
func crowd(t *testing.T, counters, clients int) (h *hall, seats []*seat) {
	t.Helper()
	h = newHall(t)
	h.Exec(`INSERT INTO hall_counters (id, branch_id, code, directions, rule)
		SELECT gen_random_uuid(), b.id, 'B' || n, CASE n % 3 WHEN 0 THEN d.ids[1:1] ELSE d.ids END, CASE n % 3 WHEN 2 THEN 'ranked' ELSE 'oldest' END
		FROM hall_branches b, generate_series(1, $1) n, LATERAL (SELECT array_agg(id ORDER BY place) AS ids FROM hall_directions WHERE branch_id = b.id) d
		WHERE b.code = 'centre'`, counters)
	for n := range counters {
		seats = append(seats, h.seat("centre", fmt.Sprintf("B%d", n+1)))
	}
	directions := []string{"residence", "permits", "land"}
	for n := range clients {
		h.comes("centre", directions[n%len(directions)])
	}
	return h, seats
}

// atOnce does something for each seat at the same moment.
func atOnce(seats []*seat, do func(n int, s *seat)) {
	now := make(chan struct{})
	var all sync.WaitGroup
	for n, s := range seats {
		all.Go(func() {
			<-now
			do(n, s)
		})
	}
	close(now)
	all.Wait()
}

// Of those who call at the same moment each has a client of their own, nobody who waits longer for the same is passed over, and
// screens and deadlines hear of every visit.
func TestOperatorsWhoCallAtOnceCallThoseWhoseTurnItIs(t *testing.T) {
	t.Parallel()
	const operators = 40
	h, seats := crowd(t, operators, 3*operators)
	tickets := make([]queuehall.TicketID, operators)
	atOnce(seats, func(n int, s *seat) {
		v, err := h.CallNext(t.Context(), s.at())
		if err != nil {
			t.Error(err)
			return
		}
		tickets[n] = v.Ticket
		if kept, err := h.Visit(t.Context(), v.ID); err != nil || kept != v || v.Staff != s.who.Staff || v.Counter != s.counter {
			t.Errorf("visit %v, kept %v, %v", v, kept, err)
		}
	})
	require.Len(t, unique(tickets), operators)
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_tickets passed JOIN hall_tickets called USING (direction_id)
		WHERE passed.state = 'waiting' AND called.state = 'called' AND (passed.lane, passed.turn_at, passed.id) < (called.lane, called.turn_at, called.id)`))
	for _, told := range []string{"call", "lamp", "visit"} {
		require.EqualValues(t, operators, h.Number(`SELECT count(*) FROM outbox WHERE subject_type = $1`, told), told)
	}
	require.EqualValues(t, operators, h.Number(`SELECT count(*) FROM deadlines WHERE kind = 'hall.lit'`))
}

// A call that cannot be is refused for its own reason, and is nobody else's trouble; one that is sent twice at once, to two copies of the
// program, is one call.
func TestACallThatIsRefusedOrRepeatedHarmsNobodyWhoCallsAtTheSameMoment(t *testing.T) {
	t.Parallel()
	const operators = 30
	h, seats := crowd(t, operators, 4*operators)
	other := h.another()
	busy, away := seats[0], seats[1]
	busy.calls()
	require.NoError(t, h.SignOff(t.Context(), away.at()))
	visits := make([]queuehall.VisitID, operators)
	atOnce(seats, func(n int, s *seat) {
		cmd := s.at()
		var first, second queuehall.Visit
		var errs [2]error
		var both sync.WaitGroup
		both.Go(func() { first, errs[0] = h.CallNext(t.Context(), cmd) })
		both.Go(func() { second, errs[1] = other.CallNext(t.Context(), cmd) })
		both.Wait()
		visits[n] = first.ID
		var want casecore.Code
		switch s {
		case busy:
			want = casecore.Conflict
		case away:
			want = casecore.Forbidden
		default:
			if first != second {
				t.Errorf("%d: two visits of one call: %v, %v", n, first, second)
			}
		}
		for _, err := range errs {
			if casecore.CodeOf(err) != want {
				t.Errorf("%d: %v, wanted %q", n, err, want)
			}
		}
	})
	require.Len(t, unique(visits[2:]), operators-2)
	require.EqualValues(t, operators-1, h.Number(`SELECT count(DISTINCT ticket_id) FROM hall_visits`))
	require.EqualValues(t, operators-1, h.Number(`SELECT count(*) FROM hall_visits`))
}

// Who finds nobody is told so, however many others call at the same moment.
func TestWhoCallsWhenNobodyIsLeftIsToldSo(t *testing.T) {
	t.Parallel()
	const operators, clients = 20, 12
	h, seats := crowd(t, operators, 0)
	for range clients {
		h.comes("centre", "residence")
	}
	served := make([]bool, operators)
	atOnce(seats, func(n int, s *seat) {
		_, err := h.CallNext(t.Context(), s.at())
		served[n] = err == nil
		if err != nil && casecore.CodeOf(err) != casecore.NotFound {
			t.Error(err)
		}
	})
	n := 0
	for _, yes := range served {
		if yes {
			n++
		}
	}
	require.Equal(t, clients, n)
}

func unique[T comparable](all []T) map[T]bool {
	seen := map[T]bool{}
	for _, one := range all {
		seen[one] = true
	}
	return seen
}
