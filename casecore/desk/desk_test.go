package desk_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/casetest"
	"hotline/casecore/desk"
	"hotline/casecore/regulation"
	"hotline/casecore/rota"
)

const pbx = "pbx/hotline"

// How long is waited for what others do, and how often it is looked at.
const (
	patience = 20 * time.Second
	tick     = 10 * time.Millisecond
)

// shifts is a rota: in use once somebody is named.
type shifts []casecore.StaffID

func (s shifts) OnShift(context.Context, time.Time) (rota.Watch, error) {
	w := rota.Watch{InUse: len(s) > 0}
	for _, id := range s {
		w.Shifts = append(w.Shifts, rota.Shift{Cell: rota.Cell{Staff: id}})
	}
	return w, nil
}

type city struct {
	*casetest.World
	desk *desk.Desk
	book *calls.Book
}

func newCity(t *testing.T, on ...casecore.StaffID) *city {
	t.Helper()
	w := casetest.New(t, "mariupol")
	return &city{w, desk.New(w.DB, w.Store, shifts(on), w.Rules, desk.Hooks{}, w.Clock.Now), calls.NewBook(w.DB)}
}

// ready adds an agent who takes calls.
func (c *city) ready() casecore.Actor {
	c.T.Helper()
	a := c.Agent()
	require.NoError(c.T, c.desk.Take(context.Background(), desk.TakeSeat{Command: c.Command(a)}))
	c.Clock.Advance(time.Second)
	return a
}

// waits adds a call that waits.
func (c *city) waits(change ...func(*calls.Call)) calls.CallID {
	c.T.Helper()
	id := casecore.NewID[calls.CallID]()
	call := calls.Call{
		ID: id, PBX: pbx, Channel: id.String(), Direction: calls.In, Purpose: calls.ToReport, Grade: calls.New, Lang: "uk", Step: "wait",
		StepNo: 2, State: []byte("{}"), Started: c.Clock.Now(),
	}
	for _, f := range change {
		f(&call)
	}
	require.NoError(c.T, c.book.Begin(context.Background(), call))
	require.NoError(c.T, c.desk.Queue(context.Background(), call, casecore.StaffID{}))
	c.Clock.Advance(time.Second)
	return id
}

func emergency(c *calls.Call) { c.Emergency = true }

// assigned is the next call that gets an agent, and who.
func (c *city) assigned() (calls.CallID, casecore.StaffID) {
	c.T.Helper()
	o, ok, err := c.desk.Assign(context.Background(), pbx)
	require.NoError(c.T, err)
	require.True(c.T, ok, "nobody is assigned")
	return o.Call, o.Staff
}

func (c *city) nobody() {
	c.T.Helper()
	_, ok, err := c.desk.Assign(context.Background(), pbx)
	require.NoError(c.T, err)
	require.False(c.T, ok)
}

func (c *city) state(id casecore.StaffID) (desk.State, desk.Why) {
	c.T.Helper()
	s, err := c.desk.Seat(context.Background(), id)
	require.NoError(c.T, err)
	return s.State, s.Why
}

// MR-4.7
func TestEmergenciesGoAheadOfAllAndThenWhoeverWaitsLongest(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	first, second, urgent := c.waits(), c.waits(), c.waits(emergency)
	place, _, err := c.desk.Place(t.Context(), second, false)
	require.NoError(t, err)
	require.Equal(t, 3, place)
	for range 3 {
		c.ready()
	}
	for _, want := range []calls.CallID{urgent, first, second} {
		got, _ := c.assigned()
		require.Equal(t, want, got)
	}
	c.nobody()
}

// Two Asterisks sweep and assign at once: whoever stays ready is found though the other has just looked at all seats.
func TestASweepHoldsNoSeatThatStaysAsItIs(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	agent, call := c.ready(), c.waits()
	require.NoError(t, c.DB.InTx(t.Context(), func(ctx context.Context) error {
		if err := c.desk.Sweep(ctx); err != nil {
			return err
		}
		got, who := c.assigned() // by the other one
		require.Equal(t, call, got)
		require.Equal(t, agent.Staff, who)
		return nil
	}))
}

func TestWhoeverIsIdleLongestGetsTheCall(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	a, b := c.ready(), c.ready()
	call := c.waits()
	_, who := c.assigned()
	require.Equal(t, a.Staff, who)
	require.NoError(t, c.desk.Meet(t.Context(), call, who, c.Clock.Now()))
	require.NoError(t, c.desk.Free(t.Context(), call, who, true, "", c.Clock.Now()))
	require.NoError(t, c.desk.Take(t.Context(), desk.TakeSeat{Command: c.Command(a)}), "the wrap-up is over when they say so")
	c.waits()
	_, who = c.assigned()
	require.Equal(t, b.Staff, who)
}

func TestAfterATalkThereIsAWrapUpThatEndsByItself(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	a := c.ready()
	call := c.waits()
	c.assigned()
	require.NoError(t, c.desk.Meet(t.Context(), call, a.Staff, c.Clock.Now()))
	require.ErrorContains(t, c.desk.Rest(t.Context(), desk.ChangeSeat{Command: c.Command(a)}), "error.desk_busy")
	require.NoError(t, c.desk.Free(t.Context(), call, a.Staff, true, "", c.Clock.Now()))
	c.waits()
	c.nobody()
	require.NoError(t, c.desk.Extend(t.Context(), desk.ChangeSeat{Command: c.Command(a)}))
	for range 4 {
		c.Clock.Advance(20 * time.Second)
		_, err := c.desk.Heard(t.Context(), a.Staff)
		require.NoError(t, err)
		require.NoError(t, c.desk.Sweep(t.Context()))
		state, _ := c.state(a.Staff)
		require.Equal(t, desk.WrapUp, state)
	}
	c.Clock.Advance(11 * time.Second)
	require.NoError(t, c.desk.Sweep(t.Context()))
	c.assigned()
}

func TestWhoeverCouldNotBeHadRestsAndTheCallGoesToTheNextInItsPlace(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	a, b := c.ready(), c.ready()
	call := c.waits()
	c.waits()
	c.assigned()
	require.NoError(t, c.desk.Free(t.Context(), call, a.Staff, false, desk.NoAnswer, c.Clock.Now()))
	state, why := c.state(a.Staff)
	require.Equal(t, desk.Break, state)
	require.Equal(t, desk.NoAnswer, why)
	got, who := c.assigned()
	require.Equal(t, call, got)
	require.Equal(t, b.Staff, who)
}

func TestACallerWhoLeavesWhileItRingsFreesTheAgent(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	a := c.ready()
	call := c.waits()
	c.assigned()
	require.NoError(t, c.desk.Unqueue(t.Context(), call, desk.Abandoned))
	state, _ := c.state(a.Staff)
	require.Equal(t, desk.Ready, state)
	c.nobody()
}

func TestASeatWhoseConsoleIsSilentGetsNoCalls(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	a := c.ready()
	c.Clock.Advance(regulation.UsualWaits().Console.Length())
	c.waits()
	c.nobody()
	require.NoError(t, c.desk.Sweep(t.Context()))
	_, why := c.state(a.Staff)
	require.Equal(t, desk.Gone, why)
}

// MR-2.2
func TestOnlyWhoeverIsOnShiftMayBeReady(t *testing.T) {
	t.Parallel()
	c := newCity(t, casecore.NewID[casecore.StaffID]())
	err := c.desk.Take(t.Context(), desk.TakeSeat{Command: c.Command(c.Agent())})
	require.ErrorContains(t, err, "error.desk_off_shift")
}

func TestALanguageIsServedByWhoeverSpeaksItAndInTheEndByAnybody(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	a := c.ready()
	polish := c.ready()
	head := c.Person("supervisor", casecore.OrgID{})
	require.NoError(t, c.desk.SetSkills(t.Context(), desk.SetSkills{Command: c.Command(head), Staff: polish.Staff, Langs: []string{"pl"}}))
	inPolish := func(c *calls.Call) { c.Lang = "pl" }
	c.waits(inPolish)
	_, who := c.assigned()
	require.Equal(t, polish.Staff, who)
	c.waits(inPolish)
	c.nobody()
	c.Clock.Advance(time.Minute)
	for _, id := range []casecore.StaffID{a.Staff, polish.Staff} {
		_, err := c.desk.Heard(t.Context(), id)
		require.NoError(t, err)
	}
	_, who = c.assigned()
	require.Equal(t, a.Staff, who)
}

func TestATransferGoesToWhomItWasMeantAndAfterAWhileToAnybody(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	a, b := c.ready(), c.ready()
	call := c.waits()
	c.assigned()
	require.NoError(t, c.desk.Meet(t.Context(), call, a.Staff, c.Clock.Now()))
	_, err := c.desk.Order(t.Context(), desk.PlaceOrder{Command: c.Command(b), Call: call, Kind: desk.Hold})
	require.ErrorContains(t, err, "error.desk_no_call", "only whoever has the call orders")
	cmd := desk.PlaceOrder{Command: c.Command(a), Call: call, Kind: desk.Transfer, Args: desk.Args{To: b.Staff}}
	id, err := c.desk.Order(t.Context(), cmd)
	require.NoError(t, err)
	again, err := c.desk.Order(t.Context(), cmd)
	require.NoError(t, err)
	require.Equal(t, id, again)
	open, err := c.desk.Open(t.Context(), pbx)
	require.NoError(t, err)
	require.Len(t, open, 1)
	require.Equal(t, b.Staff, open[0].Args.To)
	require.NoError(t, c.desk.Settle(t.Context(), id, desk.Done, c.Clock.Now()))
	require.NoError(t, c.desk.Free(t.Context(), call, a.Staff, true, "", c.Clock.Now()))
	row, err := c.book.Of(t.Context(), call)
	require.NoError(t, err)
	require.NoError(t, c.desk.Queue(t.Context(), row, b.Staff))
	got, who := c.assigned()
	require.Equal(t, call, got)
	require.Equal(t, b.Staff, who)
}

func TestTheFiguresTellHowTheQueueWasServed(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	a := c.ready()
	from := c.Clock.Now()
	served := c.waits()
	c.assigned()
	require.NoError(t, c.desk.Meet(t.Context(), served, a.Staff, c.Clock.Now()))
	require.NoError(t, c.desk.Free(t.Context(), served, a.Staff, true, "", c.Clock.Now()))
	require.NoError(t, c.desk.Unqueue(t.Context(), c.waits(), desk.Abandoned))
	require.NoError(t, c.desk.Unqueue(t.Context(), c.waits(), desk.CallBack))
	c.waits()
	c.Clock.Advance(time.Minute)
	f, err := c.desk.Figures(t.Context(), from, c.Clock.Now())
	require.NoError(t, err)
	require.Len(t, f.Seats, 1)
	require.Equal(t, desk.WrapUp, f.Seats[0].State)
	f.Seats = nil
	require.Equal(t, desk.Figures{
		Waiting: 1, Longest: 61 * time.Second, Queued: 4, Answered: 1, Promptly: 1,
		Abandoned: 1, CalledBack: 1, Average: time.Second,
	}, f)
}
