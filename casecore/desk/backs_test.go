package desk_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/callout"
	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/internal/i18n"
)

// asksBack adds somebody who waits for an agent and asks to be called back.
func (c *city) asksBack() (calls.CallID, casecore.ReportID) {
	c.T.Helper()
	ctx, id, report := c.T.Context(), c.waits(), c.Report().ID
	require.NoError(c.T, c.desk.Unqueue(ctx, id, desk.CallBack))
	require.NoError(c.T, c.desk.KeepPlace(ctx, id, report))
	return id, report
}

// out makes the calls that are due, as a bridge does.
type out struct {
	*city
	book *callout.Book
}

func (c *city) out() *out {
	c.T.Helper()
	texts, err := i18n.New()
	require.NoError(c.T, err)
	return &out{c, callout.New(c.DB, c.Service, c.Store, c.Catalogue, c.Rules, texts, c.Clock.Now)}
}

// places begins the next call that is due; false when there is none.
func (o *out) places() (id calls.CallID, by casecore.StaffID, ok bool) {
	o.T.Helper()
	id = casecore.NewID[calls.CallID]()
	require.NoError(o.T, o.DB.InTx(o.T.Context(), func(ctx context.Context) (err error) {
		var r callout.Ring
		if r, ok, err = o.book.Next(ctx, id, o.Clock.Now()); err != nil || !ok {
			return err
		}
		by = r.By
		if err = o.city.book.Begin(ctx, calls.Call{
			ID: id, PBX: pbx, Channel: id.String(), Direction: calls.Out, Purpose: calls.ToCallBack, Grade: calls.New, Lang: "uk", Step: "calls",
			StepNo: 1, State: []byte("{}"), Agent: r.By, Started: o.Clock.Now(),
		}); err != nil {
			return err
		}
		return o.desk.Occupy(ctx, id, r.By, o.Clock.Now())
	}))
	return id, by, ok
}

// ends is the end of a call that was made, with what it came to.
func (o *out) ends(id calls.CallID, by casecore.StaffID, result string, missed desk.Why) {
	o.T.Helper()
	require.NoError(o.T, o.DB.InTx(o.T.Context(), func(ctx context.Context) error {
		if err := o.book.Settle(ctx, id, result, o.Clock.Now()); err != nil {
			return err
		}
		return o.desk.Free(ctx, id, by, result == callout.ResultTalked, missed, o.Clock.Now())
	}))
	o.gone(id)
}

// gone ends a call's row.
func (o *out) gone(id calls.CallID) {
	o.T.Helper()
	_, err := o.DB.Exec(o.T.Context(), `UPDATE calls SET ended_at = $2 WHERE id = $1`, id.UUID(), o.Clock.Now())
	require.NoError(o.T, err)
}

// next gives a turn, which is of a wish to be called back, and makes the call.
func (o *out) next() (id calls.CallID, by casecore.StaffID) {
	o.T.Helper()
	offer, ok, err := o.desk.Assign(o.T.Context(), pbx)
	require.NoError(o.T, err)
	require.True(o.T, ok)
	require.True(o.T, offer.Back)
	id, by, ok = o.places()
	require.True(o.T, ok)
	require.Equal(o.T, offer.Staff, by)
	return id, by
}

// later moves the clock on while the consoles speak.
func (o *out) later(d time.Duration, agents ...casecore.Actor) {
	o.T.Helper()
	o.Clock.Advance(d)
	for _, a := range agents {
		_, err := o.desk.Heard(o.T.Context(), a.Staff)
		require.NoError(o.T, err)
	}
	require.NoError(o.T, o.desk.Sweep(o.T.Context()))
}

// MR-2.1
func TestWhoeverAsksToBeCalledBackKeepsTheirPlace(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	first := c.waits()
	back, _ := c.asksBack()
	third, urgent := c.waits(), c.waits(emergency)
	place, _, err := c.desk.Place(t.Context(), third, false)
	require.NoError(t, err)
	require.Equal(t, 4, place, "whoever is called back counts")
	f, err := c.desk.Figures(t.Context(), c.Clock.Now().Add(-time.Hour), c.Clock.Now())
	require.NoError(t, err)
	require.Equal(t, []int{3, 1, 1}, []int{f.Waiting, f.Backs, f.CalledBack})
	var agents []casecore.StaffID
	for range 4 {
		agents = append(agents, c.ready().Staff)
	}
	for i, want := range []calls.CallID{urgent, first, back, third} {
		got, who := c.assigned()
		require.Equal(t, want, got)
		require.Equal(t, agents[i], who)
	}
	require.EqualValues(t, 1, c.Number(`SELECT count(*) FROM call_tasks WHERE kind = 'callback' AND state = 'waiting' AND via LIKE 'agent-%'`))
	offers, err := c.desk.Offers(t.Context(), pbx)
	require.NoError(t, err)
	require.Len(t, offers, 3, "a line that is gone is told nothing")
}

func TestACallBackIsMadeOnceAndTheAgentHasAWrapUpAfterIt(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	o, a := c.out(), c.ready()
	c.asksBack()
	id, by := o.next()
	c.waits()
	c.nobody()
	_, _, again := o.places()
	require.False(t, again, "nobody is rung twice")
	require.NoError(t, c.desk.Meet(t.Context(), id, by, c.Clock.Now()))
	state, _ := c.state(a.Staff)
	require.Equal(t, desk.Talking, state)
	o.ends(id, by, callout.ResultTalked, "")
	state, _ = c.state(a.Staff)
	require.Equal(t, desk.WrapUp, state)
	o.later(time.Minute, a)
	got, _ := c.assigned()
	require.NotZero(t, got)
	require.Zero(t, c.Number(`SELECT count(*) FROM desk_waits WHERE report_id IS NOT NULL AND state <> 'over'`))
	require.EqualValues(t, 1, c.Number(`SELECT count(*) FROM events WHERE type = 'report.called'`), "it stands on the report (MR-4.5)")
}

func TestACallBackWhoseAgentIsNotToBeHadGoesToTheNextInItsPlace(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	o, a, b := c.out(), c.ready(), c.ready()
	back, _ := c.asksBack()
	c.waits()
	id, by := o.next()
	o.ends(id, by, "caller_away", desk.NoAnswer)
	state, why := c.state(a.Staff)
	require.Equal(t, desk.Break, state)
	require.Equal(t, desk.NoAnswer, why)
	got, who := c.assigned()
	require.Equal(t, back, got)
	require.Equal(t, b.Staff, who)
}

func TestACitizenWhoDoesNotAnswerIsCalledAgainLaterAndThenStaysAmongTheReports(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	o, a := c.out(), c.ready()
	_, report := c.asksBack()
	for range 3 { // the profile's attempts
		id, by := o.next()
		o.ends(id, by, "no_answer", "")
		state, _ := c.state(a.Staff)
		require.Equal(t, desk.Ready, state)
		c.nobody()
		o.later(3*time.Minute, a)
	}
	c.nobody()
	require.EqualValues(t, 1, c.Number(`SELECT count(*) FROM desk_waits WHERE state = 'over' AND backs = 3 AND outcome = 'callback'`))
	r, err := c.Store.Report(t.Context(), report)
	require.NoError(t, err)
	require.Equal(t, casecore.ReportWaiting, r.Status)
}

// A kill between the turn and the call, and one in the call: the turn is made once, and the agent is free again whatever comes.
func TestATurnThatCameToNothingIsGivenAnewAndItsAgentIsFree(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	o, a := c.out(), c.ready()
	back, _ := c.asksBack()
	got, _ := c.assigned()
	require.Equal(t, back, got)
	o.later(10*time.Second, a)
	state, _ := c.state(a.Staff)
	require.Equal(t, desk.Ringing, state, "the call is asked for and comes after the kill")
	o.later(3*time.Minute, a)
	_, _, ok := o.places()
	require.False(t, ok, "too late: nobody is at the telephone any more")
	o.later(time.Second, a)
	state, _ = c.state(a.Staff)
	require.Equal(t, desk.Ready, state)
	o.later(3*time.Minute, a)
	id, _ := o.next()
	o.gone(id)
	_, err := c.DB.Exec(t.Context(), `UPDATE call_tasks SET state = 'failed' WHERE call_id = $1`, id.UUID())
	require.NoError(t, err)
	o.later(6*time.Second, a)
	o.later(6*time.Second, a)
	state, _ = c.state(a.Staff)
	require.Equal(t, desk.Ready, state)
	require.Zero(t, c.Number(`SELECT count(*) FROM desk_waits WHERE staff_id IS NOT NULL`))
}

func TestAWishThatWasDealtWithIsNotCalledAbout(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	o := c.out()
	_, called := c.asksBack()
	_, settled := c.asksBack()
	colleague := c.Agent()
	_, err := o.book.Request(t.Context(), callout.RequestCall{Command: c.Command(colleague), Report: called, Via: "+380501110003"})
	require.NoError(t, err)
	_, err = c.DB.Exec(t.Context(), `UPDATE reports SET status = 'refused' WHERE id = $1`, settled.UUID())
	require.NoError(t, err)
	a := c.ready()
	c.nobody()
	o.later(time.Second, a)
	require.Zero(t, c.Number(`SELECT count(*) FROM desk_waits WHERE state <> 'over'`))
}

func TestAWishGoesToWhoeverHasItsReportInHand(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	back, report := c.asksBack()
	after := c.waits()
	c.ready()
	b := c.ready()
	_, err := c.Service.Claim(t.Context(), casecore.ClaimReport{Command: c.Command(b), Report: report})
	require.NoError(t, err)
	for range 2 {
		got, who := c.assigned()
		require.Equal(t, who == b.Staff, got == back)
		require.Contains(t, []calls.CallID{back, after}, got)
	}
}

func TestAnOldWishIsCalledAboutInTheHoursOfCalls(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	c.Clock.Advance(13 * time.Hour) // 23:00
	c.asksBack()
	a := c.ready()
	require.NoError(t, c.desk.Rest(t.Context(), desk.ChangeSeat{Command: c.Command(a)}))
	c.Clock.Advance(2 * time.Hour)
	require.NoError(t, c.desk.Take(t.Context(), desk.TakeSeat{Command: c.Command(a)}))
	c.nobody()
	c.Clock.Advance(8 * time.Hour) // 09:00
	_, err := c.desk.Heard(t.Context(), a.Staff)
	require.NoError(t, err)
	c.assigned()
}

// MR-4.5
func TestWhoeverCallsAnApplicantGetsNoCallMeanwhile(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	o, a := c.out(), c.ready()
	_, err := o.book.Request(t.Context(), callout.RequestCall{Command: c.Command(a), Report: c.Report().ID, Via: desk.PhoneName(a.Staff, false)})
	require.NoError(t, err)
	c.waits()
	c.nobody()
	id, by, ok := o.places()
	require.True(t, ok)
	require.Equal(t, a.Staff, by)
	c.nobody()
	require.NoError(t, c.desk.Meet(t.Context(), id, by, c.Clock.Now()))
	require.ErrorContains(t, c.desk.Rest(t.Context(), desk.ChangeSeat{Command: c.Command(a)}), "error.desk_busy")
	o.ends(id, by, callout.ResultTalked, "")
	state, _ := c.state(a.Staff)
	require.Equal(t, desk.WrapUp, state)
	o.later(time.Minute, a)
	c.assigned()
}

func TestWhoeverTalksIsNotRungForAnotherCallOfTheirs(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	o, a := c.out(), c.ready()
	report := c.Report().ID
	request := func() error {
		_, err := o.book.Request(t.Context(), callout.RequestCall{Command: c.Command(a), Report: report, Via: "+380501110003"})
		return err
	}
	require.NoError(t, request())
	_, err := c.DB.Exec(t.Context(), `UPDATE desk_seats SET state = 'ringing', call_id = $2 WHERE staff_id = $1`, a.Staff.UUID(), uuid.UUID(c.waits()))
	require.NoError(t, err) // an offer that crossed the request
	_, _, ok := o.places()
	require.False(t, ok)
	_, err = c.DB.Exec(t.Context(), `UPDATE desk_seats SET state = 'ready', call_id = NULL WHERE staff_id = $1`, a.Staff.UUID())
	require.NoError(t, err)
	c.Clock.Advance(3 * time.Second)
	id, _, ok := o.places()
	require.True(t, ok)
	require.ErrorContains(t, request(), "error.desk_busy")
	require.ErrorContains(t, c.desk.Take(t.Context(), desk.TakeSeat{Command: c.Command(a)}), "error.desk_busy")
	o.gone(id)
	o.later(10*time.Second, a)
	state, _ := c.state(a.Staff)
	require.Equal(t, desk.Ready, state, "a bridge that never came back holds nobody")
}

// Who asked to be called back before the city was lost may have been called since; whoever waits on the line now is served.
func TestARestoredCityCallsNobodyBackBeforeItIsReleased(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	back, _ := c.asksBack()
	waits := c.waits()
	c.ready()
	c.Exec(`INSERT INTO restores (made_at, restored_at) VALUES (now(), now())`)
	got, _ := c.assigned()
	require.Equal(t, waits, got)
	c.ready()
	c.nobody()
	c.Exec(`UPDATE restores SET letters_released_at = now()`)
	got, _ = c.assigned()
	require.Equal(t, back, got)
}
