package queuehall_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/queuehall"
)

// Six operators who call, serve, miss, park, pass on and take back, all at once: nobody is called by two, nobody is forgotten, and
// no operator ever has two.
func TestWhateverOperatorsDoAtOnceEachClientHasOneOfThemAndNobodyIsForgotten(t *testing.T) {
	t.Parallel()
	const clients = 40
	h := newHall(t)
	directions := []string{"residence", "permits", "land", "business", "social", "advice"}
	for i := range clients {
		h.comes("centre", directions[i%len(directions)])
	}
	var seats []*seat
	for _, code := range []string{"1", "2", "3", "4", "5", "6"} {
		seats = append(seats, h.seat("centre", code))
	}
	passTo := make([]queuehall.DirectionID, len(directions))
	for i, d := range directions {
		passTo[i] = h.direction("centre", d)
	}

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var work sync.WaitGroup
	for i, s := range seats {
		dice := rand.New(rand.NewPCG(7, uint64(i)))
		work.Go(func() {
			if err := s.work(ctx, dice, passTo); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()

	require.Zero(t, h.Number(`SELECT count(*) FROM hall_visits WHERE ended_at IS NULL`))
	require.Zero(t, h.Number(`SELECT count(*) FROM hall_tickets WHERE state NOT IN ('served', 'absent')`), "somebody was forgotten")
	require.EqualValues(t, clients, h.Number(`SELECT count(*) FROM (SELECT ticket_id FROM hall_visits WHERE step IN ('served', 'absent')
		GROUP BY ticket_id HAVING count(*) = 1) once`), "and everybody's visit ended once")
}

// work serves until nobody waits.
func (s *seat) work(ctx context.Context, dice *rand.Rand, passTo []queuehall.DirectionID) error {
	var parked []queuehall.TicketID
	for idle := 0; idle < 20; {
		v, err := s.h.CallNext(ctx, s.at())
		if casecore.CodeOf(err) == casecore.NotFound {
			if len(parked) == 0 {
				idle++
				time.Sleep(5 * time.Millisecond) // others may pass somebody on, or take a call back
				continue
			}
			v, err = s.h.CallTicket(ctx, queuehall.CallTicket{Command: s.h.Command(s.who), Counter: s.counter, Ticket: parked[0]})
			parked = parked[1:]
		}
		if err != nil {
			return err
		}
		idle = 0
		put, err := s.serve(ctx, dice, v, passTo)
		if err != nil {
			return err
		}
		if put {
			parked = append(parked, v.Ticket)
		}
	}
	return nil
}

// serve does with a client what operators do, and tells whether they were parked.
func (s *seat) serve(ctx context.Context, dice *rand.Rand, v queuehall.Visit, passTo []queuehall.DirectionID) (parked bool, err error) {
	step := func(do func(context.Context, queuehall.VisitCommand) (queuehall.Visit, error)) {
		if err == nil {
			_, err = do(ctx, s.of(v))
		}
	}
	switch dice.IntN(8) {
	case 0:
		step(s.h.Undo)
	case 1:
		step(s.h.Recall)
		step(s.h.NoShow)
	case 2:
		step(s.h.Start)
		step(s.h.Park)
		return true, err
	case 3:
		_, err = s.h.Transfer(ctx, queuehall.TransferVisit{VisitCommand: s.of(v), Direction: passTo[dice.IntN(len(passTo))]})
		if err == nil && dice.IntN(2) == 0 {
			_, undone := s.h.Undo(ctx, s.of(v)) // somebody may have called them by now
			if undone == nil {
				step(s.h.Finish)
			} else if casecore.CodeOf(undone) != casecore.Conflict {
				err = undone
			}
		}
	case 4:
		step(s.h.Start)
		step(s.h.Finish)
		step(s.h.Undo)
		step(s.h.Finish)
	default:
		step(s.h.Start)
		step(s.h.Finish)
	}
	if err != nil {
		err = errors.Join(errors.New(v.ID.String()), err)
	}
	return false, err
}

// A call that is sent again while its counter calls somebody else has the answer that it had.
func TestACallThatIsRepeatedInARaceAtItsCounterHasItsFirstAnswer(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	parked, other := h.comes("centre", "residence"), h.comes("centre", "residence")
	s := h.seat("centre", "1")
	again := queuehall.CallTicket{Command: h.Command(s.who), Counter: s.counter, Ticket: parked.ID}
	first, err := h.CallTicket(t.Context(), again)
	require.NoError(t, err)
	first, err = h.Park(t.Context(), s.of(first))
	require.NoError(t, err)

	repeated := make(chan error, 1)
	require.NoError(t, h.DB.InTx(t.Context(), func(ctx context.Context) error {
		if _, err := h.CallTicket(ctx, queuehall.CallTicket{Command: h.Command(s.who), Counter: s.counter, Ticket: other.ID}); err != nil {
			return err
		}
		go func() {
			v, err := h.CallTicket(t.Context(), again)
			if err == nil && v != first {
				err = errors.New("another visit")
			}
			repeated <- err
		}()
		require.Eventually(t, func() bool {
			var waits bool
			err := h.DB.Pool().QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event_type = 'Lock')`).Scan(&waits)
			return err == nil && waits
		}, 15*time.Second, 5*time.Millisecond, "it waits for the counter")
		return nil
	}))
	require.NoError(t, <-repeated)
}
