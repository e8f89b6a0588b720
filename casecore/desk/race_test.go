package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/desk"
)

// Two assigners, agents who come, go and miss calls, and callers who leave: whatever the order, a call has one agent, an agent one
// call, and in the end everybody who stayed was served.
func TestWhateverTheOrderOneCallHasOneAgentAndNobodyIsForgotten(t *testing.T) {
	t.Parallel()
	const agents, callers, leavers = 4, 24, 6
	c := newCity(t)
	ctx, stop := context.WithCancel(t.Context())
	var people []casecore.Actor
	for range agents {
		people = append(people, c.ready())
	}
	var waiting []calls.CallID
	for i := range callers {
		waiting = append(waiting, c.waits(func(call *calls.Call) { call.Emergency = i%5 == 0 }))
	}

	var work sync.WaitGroup
	serve := func(o desk.Offer, dice *rand.Rand) error {
		talked, missed := dice.IntN(3) > 0, desk.ByChoice
		if !talked {
			missed = desk.NoAnswer
		} else if err := c.desk.Meet(ctx, o.Call, o.Staff, c.Clock.Now()); err != nil {
			return err
		}
		return c.desk.Free(ctx, o.Call, o.Staff, talked, missed, c.Clock.Now())
	}
	for i := range 2 {
		work.Go(func() {
			dice := rand.New(rand.NewPCG(1, uint64(i)))
			for ctx.Err() == nil {
				o, ok, err := c.desk.Assign(ctx, pbx)
				if err == nil && ok {
					err = serve(o, dice)
				}
				if err == nil {
					err = c.together(ctx)
				}
				if ctx.Err() == nil && err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	work.Go(func() { // agents end their wrap-ups and breaks
		dice := rand.New(rand.NewPCG(2, 0))
		for i := 0; ctx.Err() == nil; i++ {
			who := people[dice.IntN(agents)]
			cmd := casecore.Command{Scope: "race", Key: fmt.Sprint(i), Actor: who}
			if dice.IntN(6) == 0 {
				_ = c.desk.Rest(ctx, desk.ChangeSeat{Command: cmd}) // refused while a call is held
			} else {
				_ = c.desk.Take(ctx, desk.TakeSeat{Command: cmd})
			}
		}
	})
	for _, id := range waiting[:leavers] {
		require.NoError(t, c.desk.Unqueue(t.Context(), id, desk.Abandoned))
	}
	c.settles(`SELECT count(*) FROM desk_waits WHERE state <> 'over'`)
	stop()
	work.Wait()
	require.EqualValues(t, callers, c.Number(`SELECT count(*) FROM desk_waits WHERE outcome IN ('answered', 'abandoned')`))
	require.LessOrEqual(t, c.Number(`SELECT count(*) FROM desk_waits WHERE outcome = 'abandoned'`), int64(leavers))
	require.Zero(t, c.Number(`SELECT count(*) FROM desk_seats WHERE call_id IS NOT NULL`))
}

// together fails when a call and a seat do not say the same of one another.
func (c *city) together(ctx context.Context) error {
	var apart int
	err := c.DB.QueryRow(ctx, `SELECT count(*) FROM (SELECT call_id, staff_id FROM desk_waits WHERE staff_id IS NOT NULL) w
		FULL JOIN (SELECT call_id, staff_id FROM desk_seats WHERE call_id IS NOT NULL) s
			ON s.call_id = w.call_id AND s.staff_id = w.staff_id
		WHERE w.call_id IS NULL OR s.call_id IS NULL`).Scan(&apart)
	if err == nil && apart > 0 {
		err = fmt.Errorf("%d calls and seats do not belong together", apart)
	}
	return err
}

// settles waits until a query gives zero.
func (c *city) settles(sql string) {
	c.T.Helper()
	require.Eventually(c.T, func() bool {
		var n int
		return c.DB.QueryRow(context.Background(), sql).Scan(&n) == nil && n == 0
	}, patience, tick)
}
