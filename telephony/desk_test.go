package telephony_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/desk"
	"hotline/casecore/rota"
	"hotline/internal/asterisktest"
	"hotline/telephony"
	"hotline/telephony/flow"
)

// always is a city without a rota.
type always struct{}

func (always) OnShift(context.Context, time.Time) (rota.Watch, error) { return rota.Watch{}, nil }

// asked are the wordings of the real use cases.
type asked struct{ *rig }

func (a asked) Wording(ctx context.Context, id casecore.WordingID) (casecore.Wording, error) {
	return a.world.Store.Wording(ctx, id)
}

func (a asked) Agree(ctx context.Context, cmd casecore.AgreeWording) (casecore.Case, error) {
	return a.world.Service.Agree(ctx, cmd)
}

func (a asked) Correct(ctx context.Context, cmd casecore.CorrectWording) (casecore.Report, error) {
	return a.world.Service.Correct(ctx, cmd)
}

// office is a rig with agents at the desk.
type office struct {
	*rig
	desk *desk.Desk

	mu sync.Mutex // for the agents' telephones
}

// newOffice makes one; nothing runs yet.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{rig: newRig(t)}
	o.agents = map[string]string{}
	o.set.RingAgent = 10 * time.Second // nobody is too slow for it on a busy machine
	o.cfg.AgentEndpoint = func(name string) string {
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.agents[name]
	}
	o.desk = desk.New(o.world.DB, o.world.Store, always{}, o.world.Rules, desk.Hooks{Wake: func() {
		if o.bridge != nil {
			o.bridge.Wake()
		}
	}}, time.Now)
	o.deps.Desk, o.deps.Wordings = o.desk, asked{o.rig}
	return o
}

func openOffice(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	o.start()
	return o
}

// agent sits down with a telephone and is ready.
func (o *office) agent(phone asterisktest.PhoneConfig) (casecore.Actor, *asterisktest.Phone) {
	o.t.Helper()
	phone.Number = "agent"
	p := o.pbx.Phone(o.t, phone)
	return o.sits(p.Dial()), p
}

// sits makes somebody ready whose telephone is dialled so.
func (o *office) sits(endpoint string) casecore.Actor {
	o.t.Helper()
	a := o.employed(endpoint)
	o.ready(a)
	return a
}

// employed is somebody whose telephone is dialled so, and who is not at the desk yet.
func (o *office) employed(endpoint string) casecore.Actor {
	o.t.Helper()
	a := o.world.Agent()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.agents[desk.PhoneName(a.Staff, false)] = endpoint
	return a
}

func (o *office) ready(a casecore.Actor) {
	o.t.Helper()
	require.NoError(o.t, o.desk.Take(o.t.Context(), desk.TakeSeat{Command: o.world.Command(a)}))
}

// caller asks for an agent and does the rest then.
func (o *office) caller(number string, steps ...asterisktest.Step) *asterisktest.Caller {
	o.t.Helper()
	return o.pbx.Caller(o.t, asterisktest.CallerConfig{Number: number, Steps: append([]asterisktest.Step{
		asterisktest.Wait(300 * time.Millisecond), asterisktest.Keys("0"),
	}, steps...)})
}

// talking waits until the agent has a call and returns it.
func (o *office) talking(a casecore.Actor) (id calls.CallID) {
	o.t.Helper()
	defer o.dumpWhenFailed()
	o.eventually(func() bool {
		s, err := o.desk.Seat(o.t.Context(), a.Staff)
		id = s.Call
		return err == nil && s.State == desk.Talking
	}, "the agent does not talk")
	return id
}

func (o *office) dumpWhenFailed() {
	if o.t.Failed() {
		o.dump()
	}
}

// sitting waits until the agent's seat is in a state.
func (o *office) sitting(a casecore.Actor, state desk.State, why desk.Why) {
	o.t.Helper()
	defer o.dumpWhenFailed()
	var s desk.Seat
	o.eventually(func() (ok bool) {
		var err error
		s, err = o.desk.Seat(o.t.Context(), a.Staff)
		return err == nil && s.State == state && s.Why == why
	}, "the agent's seat does not become "+string(state))
}

// together waits until two people hear each other.
func (r *rig) together() {
	r.t.Helper()
	r.eventually(func() bool {
		bridges, err := r.client.Bridges(r.t.Context())
		return err == nil && len(bridges) == 1 && len(bridges[0].Channels) == 2
	}, "the two are not together")
}

// orders places an order for the agent's call and waits for what comes of it.
func (o *office) orders(a casecore.Actor, kind desk.OrderKind, args desk.Args) desk.Result {
	o.t.Helper()
	return o.result(o.place(a, kind, args))
}

func (o *office) place(a casecore.Actor, kind desk.OrderKind, args desk.Args) (calls.CallID, string) {
	o.t.Helper()
	call := o.talking(a)
	id, err := o.desk.Order(o.t.Context(), desk.PlaceOrder{Command: o.world.Command(a), Call: call, Kind: kind, Args: args})
	require.NoError(o.t, err)
	return call, id.String()
}

func (o *office) result(call calls.CallID, id string) (result desk.Result) {
	o.t.Helper()
	defer o.dumpWhenFailed()
	o.eventually(func() bool {
		list, err := o.desk.Orders(o.t.Context(), call)
		for i := range list {
			if list[i].ID.String() == id && !list[i].DoneAt.IsZero() {
				result = list[i].Result
				return err == nil
			}
		}
		return false
	}, "the order is not carried out")
	return result
}

// talks is somebody who speaks until the other side hangs up.
func talks(length time.Duration) []asterisktest.Step {
	return []asterisktest.Step{speech(length), asterisktest.ExpectBye(patience)}
}

var _ telephony.Wordings = asked{}

// MR-4.2
func TestACallerIsBroughtToWhoeverIsReadyAndBothAreRecorded(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	a, phone := o.agent(asterisktest.PhoneConfig{RingFor: 300 * time.Millisecond, Steps: talks(2 * time.Second)})
	caller := o.caller(someone, asterisktest.Wait(4*time.Second), asterisktest.HangUp())
	o.talking(a)
	require.Equal(t, asterisktest.ByUs, caller.Result().EndedBy)
	require.Equal(t, asterisktest.ByServer, phone.AwaitCalls(1)[0].EndedBy)
	o.sitting(a, desk.WrapUp, "")
	o.settled()
	require.Empty(t, o.reports(), "who was answered is not missed")
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE kind = 'talk' AND state = 'kept' AND millis > 2000`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM calls WHERE agent_id = $1 AND answered_at >= queued_at`, a.Staff.UUID()))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM desk_waits WHERE outcome = 'answered'`))
}

func TestAnAgentWhoHangsUpEndsTheCallWithAGoodBye(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.agent(asterisktest.PhoneConfig{Steps: []asterisktest.Step{speech(time.Second), asterisktest.HangUp()}})
	caller := o.caller(someone, speech(time.Second), asterisktest.ExpectBye(patience))
	require.Equal(t, asterisktest.ByServer, caller.Result().EndedBy)
	o.settled()
	require.True(t, o.speech.heard("Дякуємо за дзвінок"))
}

// Whoever cannot be had gets a break that says why, and the caller goes to the next.
func TestACallerGoesToTheNextAgentWhenOneCannotBeHad(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.set.RingAgent = 2 * time.Second
	o.start()
	busy, _ := o.agent(asterisktest.PhoneConfig{Busy: true})
	away := o.sits("PJSIP/nobody-is-registered")
	silent, _ := o.agent(asterisktest.PhoneConfig{NoAnswer: true})
	there, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, speech(6*time.Second), asterisktest.HangUp())
	o.talking(there)
	o.sitting(busy, desk.Break, desk.LineBusy)
	o.sitting(away, desk.Break, desk.Unreachable)
	o.sitting(silent, desk.Break, desk.NoAnswer)
	o.settled()
}

func TestACallerWhoLeavesWhileItRingsFreesTheAgentAndIsCalledBack(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	a, phone := o.agent(asterisktest.PhoneConfig{NoAnswer: true})
	o.caller(someone, asterisktest.Wait(1200*time.Millisecond), asterisktest.HangUp())
	require.Equal(t, asterisktest.GaveUp, phone.AwaitCalls(1)[0].EndedBy)
	o.sitting(a, desk.Ready, "")
	o.settled()
	require.Contains(t, o.reports()[0].Text, "Пропущений дзвінок")
	require.Equal(t, 1, o.count(`SELECT count(*) FROM desk_waits WHERE outcome = 'abandoned'`))
}

func TestHoldingLetsTheCallerHearMusicAndNothingElse(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	caller := o.caller(someone, asterisktest.ExpectBye(patience))
	require.Equal(t, desk.Done, o.orders(a, desk.Hold, desk.Args{}))
	call := o.talking(a)
	row, err := o.book.Of(t.Context(), call)
	require.NoError(t, err)
	in := func() bool {
		bridges, err := o.client.Bridges(t.Context())
		require.NoError(t, err)
		require.Len(t, bridges, 1)
		return slices.Contains(bridges[0].Channels, row.Channel)
	}
	o.eventually(func() bool { return !in() }, "the caller is not on hold")
	require.Equal(t, desk.Done, o.orders(a, desk.Unhold, desk.Args{}))
	o.eventually(in, "the caller is not back")
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	require.Equal(t, asterisktest.ByServer, caller.Result().EndedBy)
	o.settled()
}

func TestACallIsPassedOnToAnotherAgent(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, asterisktest.ExpectBye(patience))
	call := o.talking(a)
	o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)}) // idle longer, and not meant
	b, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	require.Equal(t, desk.Done, o.orders(a, desk.Transfer, desk.Args{To: b.Staff}))
	require.Equal(t, call, o.talking(b))
	o.sitting(a, desk.WrapUp, "")
	require.Equal(t, desk.Done, o.orders(b, desk.HangUp, desk.Args{}))
	o.settled()
	require.Equal(t, 2, o.count(`SELECT count(*) FROM call_recordings WHERE kind = 'talk'`), "each talk has its recording")
}

func TestSomebodyElseIsBroughtIntoTheTalk(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	executor := o.pbx.Phone(t, asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.cfg.Dial = func(string) string { return executor.DialThroughTrunk() }
	o.start()
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, asterisktest.ExpectBye(patience))
	require.Equal(t, desk.Done, o.orders(a, desk.Conference, desk.Args{Phone: "+380441112233"}))
	o.eventually(func() bool {
		bridges, err := o.client.Bridges(t.Context())
		return err == nil && len(bridges) == 1 && len(bridges[0].Channels) >= 3
	}, "the three are not together")
	require.Equal(t, desk.Refused, o.orders(a, desk.Conference, desk.Args{Phone: "+380441112233"}), "three are enough")
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	require.Equal(t, asterisktest.ByServer, executor.AwaitCalls(1)[0].EndedBy)
	o.settled()
}

// MR-4.4.1: what is dictated of a person is not kept in a recording.
func TestNothingIsRecordedInAPause(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(8 * time.Second)})
	o.caller(someone, asterisktest.ExpectBye(patience))
	require.Equal(t, desk.Done, o.orders(a, desk.Pause, desk.Args{}))
	time.Sleep(2 * time.Second) // of a voice that must not be there
	require.Equal(t, desk.Done, o.orders(a, desk.Resume, desk.Args{}))
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	o.settled()
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE jsonb_array_length(pauses) = 1
		AND (pauses -> 0 ->> 'to')::int - (pauses -> 0 ->> 'from')::int >= 1900
		AND millis < extract(epoch FROM ended_at - started_at) * 1000 - 1500`))
}

// worded is a wording that the agent's caller is asked about.
func (o *office) worded(a casecore.Actor) casecore.Wording {
	o.t.Helper()
	r := o.world.Report()
	_, err := o.world.Service.Claim(o.t.Context(), casecore.ClaimReport{Command: o.world.Command(a), Report: r.ID})
	require.NoError(o.t, err)
	out, err := o.world.Service.Word(o.t.Context(), casecore.WordReport{
		Command: o.world.Command(a), Report: r.ID, Text: "Немає гарячої води за адресою вул. Миру, 5", Topic: "water.hot", District: "central",
		Place: "вул. Миру, 5", Via: casecore.AskPhone,
	})
	require.NoError(o.t, err)
	return out.Wording
}

// MR-4.4, MR-4.8
func TestKeyOneAgreesToTheWordingThatWasReadAndTheNumberIsSaidTwice(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, asterisktest.Wait(2500*time.Millisecond), asterisktest.Keys("1"), asterisktest.ExpectBye(patience))
	w := o.worded(a)
	require.Equal(t, desk.Agreed, o.orders(a, desk.Speak, desk.Args{Wording: w.ID}))
	require.True(t, o.speech.heard("Немає гарячої води"))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM cases`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM wordings WHERE state = 'agreed' AND settled_how = 'phone'`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_answers a JOIN call_recordings r ON r.name = a.recording
		WHERE a.wording_id = $1 AND a.key = '1' AND a.millis > 0`, w.ID.UUID()), "with its place in the recording")
	o.eventually(func() bool { return o.speech.heard("Повторюємо") }, "the number is not said")
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	o.settled()
}

// MR-4.4
func TestKeyTwoBringsTheWordingBackToTheAgentOnTheLine(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, asterisktest.Wait(2500*time.Millisecond), asterisktest.Keys("2"), asterisktest.ExpectBye(patience))
	w := o.worded(a)
	require.Equal(t, desk.Corrected, o.orders(a, desk.Speak, desk.Args{Wording: w.ID}))
	require.Zero(t, o.count(`SELECT count(*) FROM cases`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM reports WHERE status = 'claimed' AND claimed_by = $1`, a.Staff.UUID()))
	require.Equal(t, desk.Done, o.orders(a, desk.HangUp, desk.Args{}))
	o.settled()
}

// MR-4.4
func TestWhoeverPressesNoKeyHasNotAgreed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.set.KeyWait = 300 * time.Millisecond
	o.start()
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, asterisktest.ExpectBye(patience))
	require.Equal(t, desk.Silent, o.orders(a, desk.Speak, desk.Args{Wording: o.worded(a).ID}))
	require.Zero(t, o.count(`SELECT count(*) FROM cases`))
}

// MR-4.8
func TestANumberIsSaidDigitByDigit(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	a, _ := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	o.caller(someone, asterisktest.ExpectBye(patience))
	require.Equal(t, desk.Done, o.orders(a, desk.Number, desk.Args{Text: "2026-000012"}))
	require.True(t, o.speech.heard("два, нуль, два, шість. "+strings.Repeat("нуль, ", 4)+"один, два. Повторюємо"))
}

// A bridge that goes away leaves talks alone; the next one knows them, and frees the agent when they end.
func TestATalkGoesOnWhileTheBridgeIsAway(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	stop := o.start()
	a, phone := o.agent(asterisktest.PhoneConfig{Steps: talks(time.Second)})
	caller := o.caller(someone, asterisktest.Wait(5*time.Second), asterisktest.HangUp())
	o.talking(a)
	stop()
	require.Len(t, o.pbx.Channels(), 4, "both of them, and the two ends of the recorder")
	o.start()
	require.Equal(t, asterisktest.ByUs, caller.Result().EndedBy)
	require.Equal(t, asterisktest.ByServer, phone.AwaitCalls(1)[0].EndedBy)
	o.sitting(a, desk.WrapUp, "")
	o.settled()
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE kind = 'talk'`), "it is one recording")
}

func TestWhatRangWhileTheBridgeWasAwayIsTalkedWith(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	stop := o.start()
	a, phone := o.agent(asterisktest.PhoneConfig{RingFor: 2 * time.Second, Steps: talks(time.Second)})
	o.caller(someone, speech(5*time.Second), asterisktest.HangUp())
	o.at(flow.Ring)
	stop()
	time.Sleep(time.Second) // it may be taken off while nobody hears it
	o.start()
	o.talking(a)
	o.settled()
	require.Len(t, phone.Calls(), 1, "nobody is rung twice for one call")
}

// Ten callers and three agents: each call has one agent, each agent one call at a time, and everybody is served.
func TestTenCallersAreServedByThreeAgentsOneEach(t *testing.T) {
	t.Parallel()
	const callers, agents = 10, 3
	o := newOffice(t)
	o.set.Overflow = time.Minute
	o.start()
	var phones []*asterisktest.Phone
	var people []casecore.Actor
	for range agents {
		a, p := o.agent(asterisktest.PhoneConfig{Steps: []asterisktest.Step{speech(500 * time.Millisecond), asterisktest.HangUp()}})
		people, phones = append(people, a), append(phones, p)
	}
	var all []*asterisktest.Caller
	for i := range callers {
		all = append(all, o.caller("050123450"+string(rune('0'+i)), asterisktest.ExpectBye(40*time.Second)))
	}
	done := make(chan struct{})
	go func() { // agents do not take their time
		for _, c := range all {
			_ = c.Result()
		}
		close(done)
	}()
	for busy := true; busy; {
		select {
		case <-done:
			busy = false
		case <-time.After(50 * time.Millisecond):
			for _, a := range people {
				if s, err := o.desk.Seat(t.Context(), a.Staff); err == nil && s.State == desk.WrapUp {
					_ = o.desk.Take(t.Context(), desk.TakeSeat{Command: o.world.Command(a)})
				}
			}
		}
	}
	o.settled()
	rung := 0
	for _, p := range phones {
		rung += len(p.Calls())
	}
	require.Equal(t, callers, rung, "each call rang at one agent")
	require.Equal(t, callers, o.count(`SELECT count(*) FROM desk_waits WHERE outcome = 'answered'`))
}
