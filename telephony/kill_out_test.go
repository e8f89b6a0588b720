package telephony_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/callout"
	"hotline/casecore/casetest"
	"hotline/internal/asterisktest"
	"hotline/telephony/flow"
)

// killedAt kills a child once a call has come to each of the steps, and starts another one. It returns the last one's end.
func (r *rig) killedAt(kill func(), steps ...flow.Step) func() {
	r.t.Helper()
	defer func() {
		if r.t.Failed() {
			r.dump()
		}
	}()
	for _, step := range steps {
		r.at(step)
		kill()
		kill = r.spawn()
	}
	return kill
}

// ringsOn is longer than it takes until a killed process is replaced: Asterisk hangs up whoever answers while there is none.
const ringsOn = 5 * time.Second

// rings waits until a telephone rings: to be killed between the writing of an attempt and its ringing costs that attempt.
func (r *rig) rings(p *asterisktest.Phone) {
	r.t.Helper()
	r.eventually(func() bool { return len(p.Calls()) == 1 }, "it does not ring")
}

// killedRinging kills a child while a telephone rings, and starts another one.
func (r *rig) killedRinging(kill func(), p *asterisktest.Phone) func() {
	r.t.Helper()
	r.rings(p)
	kill()
	return r.spawn()
}

// MR-4.9.1: killed while it rings, while the case is told, and with a key that was pressed and not written. No officer is rung twice
// for one step, and that they have heard is never assumed.
func TestKilledAtEveryStepOfACallToAnOfficerItRingsOnceAndAssumesNothing(t *testing.T) {
	t.Parallel()
	pressing := []asterisktest.Step{asterisktest.Wait(7 * time.Second)}
	for range 6 { // some of them while nobody hears it
		pressing = append(pressing, asterisktest.Keys("1"), asterisktest.Wait(4*time.Second))
	}
	o, phones := newOut(t, evening(), map[string]asterisktest.PhoneConfig{
		first: {RingFor: ringsOn, Steps: append(pressing, asterisktest.ExpectBye(patience))},
	})
	o.speech = newVoice(t, 8*time.Second)
	o.set.RingOut, o.set.KeyWait = 15*time.Second, 10*time.Second
	o.onDuty(first)
	c := o.world.Case(flooded)
	kill := o.killedAt(o.killedRinging(o.spawn(), phones[first]), flow.Tell)
	o.eventually(func() bool {
		return o.count(`SELECT count(*) FROM calls WHERE step = 'tell' AND (state ->> 'attempt')::int > 0`) == 1
	}, "it is not told again")
	o.untilHeldUp(kill, `SELECT FROM calls FOR UPDATE`)
	require.Zero(t, o.events(c, "case.called", ""), "what was not written is not assumed")
	kill = o.spawn()
	require.Zero(t, o.events(c, "case.called", ""))
	o.task(callout.Done, callout.ResultHeard)
	o.killedAt(kill, flow.Close)
	require.Equal(t, asterisktest.ByServer, phones[first].AwaitCalls(1)[0].EndedBy, "it is thanked and hung up")
	o.settled()
	require.Len(t, phones[first].Calls(), 1)
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_attempts`))
	require.Equal(t, 1, o.events(c, "case.called", callout.ResultHeard))
}

// untilHeldUp holds rows until a process waits for them, and kills that one before it gets them.
func (r *rig) untilHeldUp(kill func(), rows string) {
	r.t.Helper()
	tx, err := r.world.DB.Pool().Begin(r.t.Context())
	require.NoError(r.t, err)
	defer func() { require.NoError(r.t, tx.Rollback(r.t.Context())) }()
	_, err = tx.Exec(r.t.Context(), rows)
	require.NoError(r.t, err)
	r.eventually(func() bool {
		return r.count(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) > 0
	}, "nobody waits for the rows")
	kill()
}

// MR-4.5: killed while the agent's telephone rings, while the applicant's does, and while they talk.
func TestKilledAtEveryStepOfACallBackTheTwoTalkOnce(t *testing.T) {
	t.Parallel()
	o, phones := newOut(t, casetest.Start(), map[string]asterisktest.PhoneConfig{
		agents:    {RingFor: ringsOn, Steps: talks(25 * time.Second)},
		applicant: {RingFor: ringsOn, Steps: []asterisktest.Step{asterisktest.Wait(6 * time.Second), asterisktest.HangUp()}},
	})
	o.set.RingOut = 15 * time.Second
	report, agent := o.world.Report(), o.world.Agent()
	_, err := o.book.Request(t.Context(), callout.RequestCall{Command: o.world.Command(agent), Report: report.ID, Via: agents})
	require.NoError(t, err)
	kill := o.killedRinging(o.killedRinging(o.spawn(), phones[agents]), phones[applicant])
	o.together()
	o.killedAt(kill, flow.Joined)
	require.Equal(t, asterisktest.ByUs, phones[applicant].AwaitCalls(1)[0].EndedBy)
	require.Equal(t, asterisktest.ByServer, phones[agents].AwaitCalls(1)[0].EndedBy)
	o.task(callout.Done, callout.ResultTalked)
	o.settled()
	require.Len(t, phones[applicant].Calls(), 1)
	require.Len(t, phones[agents].Calls(), 1)
	require.Equal(t, 1, o.count(`SELECT count(*) FROM events WHERE subject_id = $1 AND type = 'report.called'`, report.ID.UUID()))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE kind = 'talk' AND state = 'kept' AND millis > 3000`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE state <> 'lost'`))
}

// MR-6.4: killed while an applicant is asked, and while they say what is wrong.
func TestKilledAtEveryStepOfASampleTheApplicantIsAskedOnce(t *testing.T) {
	t.Parallel()
	o, phones := newOut(t, casetest.Start(), map[string]asterisktest.PhoneConfig{applicant: {Steps: []asterisktest.Step{
		asterisktest.Wait(5 * time.Second), asterisktest.Keys("2"), speech(12 * time.Second), asterisktest.Keys("#"), asterisktest.ExpectBye(patience),
	}}})
	o.speech = newVoice(t, 4*time.Second)
	o.set.KeyWait = 5 * time.Second
	c := o.closed()
	id := o.draw(true)
	o.killedAt(o.spawn(), flow.Tell, flow.Word, flow.Speak, flow.Close)
	require.Equal(t, asterisktest.ByServer, phones[applicant].AwaitCalls(1)[0].EndedBy)
	o.task(callout.Done, callout.ResultNotDone)
	o.settled()
	require.Len(t, phones[applicant].Calls(), 1)
	_, list, err := o.book.Sample(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, callout.ResultNotDone, list[0].Result)
	require.Equal(t, 1, o.events(c, "case.called", callout.ResultNotDone))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE kind = 'answer' AND state = 'kept'`))
}
