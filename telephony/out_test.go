package telephony_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/adminlog"
	"hotline/casecore/callout"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/internal/asterisktest"
	"hotline/internal/i18n"
)

// out is a rig whose clock can be moved on, with telephones behind the trunk.
type out struct {
	*rig
	book  *callout.Book
	ahead atomic.Int64
	since time.Time
}

// evening is when emergencies of housing are passed by telephone too.
func evening() time.Time { return casetest.Start().Add(9 * time.Hour) }

// newOut makes a rig that stands at a moment; phones are behind the numbers of the map.
func newOut(t *testing.T, at time.Time, phones map[string]asterisktest.PhoneConfig) (*out, map[string]*asterisktest.Phone) {
	t.Helper()
	o := &out{rig: newRig(t), since: time.Now()}
	o.world.Clock.Advance(at.Sub(o.world.Clock.Now()))
	now := func() time.Time { return at.Add(time.Since(o.since) + time.Duration(o.ahead.Load())) }
	texts, err := i18n.New()
	require.NoError(t, err)
	o.book = callout.New(o.world.DB, o.world.Service, o.world.Store, o.world.Catalogue, o.world.Rules, texts, now)
	o.deps.Out, o.deps.Now = o.book, now
	made := map[string]*asterisktest.Phone{}
	o.numbers = map[string]string{}
	for number, config := range phones {
		made[number] = o.pbx.Phone(t, config)
		o.numbers[number] = made[number].DialThroughTrunk()
	}
	o.cfg.CallerID, o.cfg.Dial = asterisktest.Line, dialled(o.numbers)
	return o, made
}

// onDuty puts officers with those numbers on duty at the executor of a flooded house.
func (o *out) onDuty(numbers ...string) casecore.OrgID {
	o.t.Helper()
	org, ok := o.world.Catalogue.ExecutorOf(flooded, "central")
	require.True(o.t, ok)
	var list []callout.Duty
	for _, n := range numbers {
		list = append(list, callout.Duty{Name: "Черговий " + n, Phone: n, From: evening().Add(-24 * time.Hour), Until: evening().Add(24 * time.Hour)})
	}
	roster := callout.NewRoster(o.world.DB, o.world.Catalogue, o.world.Rules, adminlog.New(o.world.DB, o.world.Store, o.deps.Now), o.deps.Now)
	require.NoError(o.t, roster.SetRota(o.t.Context(), o.world.Command(o.world.Person(regulation.RoleSupervisor, casecore.OrgID{})), org, 0, list))
	return org
}

// skip moves the clock on.
func (o *out) skip(d time.Duration) { o.ahead.Add(int64(d)) }

// events counts the events of a type in a case's history.
func (o *out) events(c casecore.Case, kind, result string) int {
	return o.count(`SELECT count(*) FROM events WHERE subject_id = $1 AND type = $2 AND ($3 = '' OR data->>'result' = $3)`, c.ID.UUID(), kind, result)
}

// task waits until the only task is in a state with a result.
func (o *out) task(state callout.State, result string) {
	o.t.Helper()
	defer func() {
		if o.t.Failed() {
			o.dump()
		}
	}()
	o.eventually(func() bool {
		return o.count(`SELECT count(*) FROM call_tasks WHERE state = $1 AND result = $2`, string(state), result) == 1
	}, "no task is "+string(state)+" by "+result)
}

// flooded is an emergency of housing.
const flooded = "water.flood"

const (
	first  = "+380501110001"
	second = "+380501110002"
)

func keys(k string) []asterisktest.Step {
	return []asterisktest.Step{asterisktest.Wait(500 * time.Millisecond), asterisktest.Keys(k), asterisktest.ExpectBye(patience)}
}

// MR-4.9.1
func TestAHousingEmergencyInTheEveningIsHeardByTheOfficerOnDutyAndNotAccepted(t *testing.T) {
	t.Parallel()
	o, phones := newOut(t, evening(), map[string]asterisktest.PhoneConfig{first: {Steps: keys("21")}})
	o.onDuty(first)
	c := o.world.Case(flooded)
	o.start()
	o.task(callout.Done, callout.ResultHeard)
	require.Equal(t, asterisktest.ByServer, phones[first].AwaitCalls(1)[0].EndedBy, "it is thanked and hung up")
	o.settled()
	require.True(t, o.speech.heard(c.Text), "the case is spoken")
	require.True(t, o.speech.heard("натисніть два"))
	require.Equal(t, 1, o.events(c, "case.called", callout.ResultHeard), "the history has it")
	c, err := o.world.Store.Case(t.Context(), c.ID)
	require.NoError(t, err)
	require.Zero(t, c.AcceptedAt, "heard is no acceptance")
	require.Equal(t, 1, o.count(`SELECT count(*) FROM calls WHERE direction = 'out' AND purpose = 'officer'`))
}

// MR-4.9.1
func TestInTheDaytimeNobodyOnDutyIsCalled(t *testing.T) {
	t.Parallel()
	o, _ := newOut(t, casetest.Start(), nil)
	o.world.Case(flooded)
	require.Zero(t, o.count(`SELECT count(*) FROM call_tasks`))
}

// MR-4.9.1: whoever is busy is rung again, then the next one on duty is; a machine that answers is nobody.
func TestWhoIsNotReachedIsRungAgainAndThenTheNextIs(t *testing.T) {
	t.Parallel()
	o, phones := newOut(t, evening(), map[string]asterisktest.PhoneConfig{first: {Busy: true}, second: {}})
	o.onDuty(first, second)
	c := o.world.Case(flooded)
	o.start()
	for n := 1; n <= 3; n++ {
		o.tried(n)
		o.skip(3 * time.Minute)
	}
	o.tried(4) // the second one's voice mail talks and presses nothing
	require.Len(t, phones[first].AwaitCalls(3), 3)
	require.Len(t, phones[second].AwaitCalls(1), 1)
	require.Equal(t, 3, o.events(c, "case.called", "busy"))
	require.Equal(t, 1, o.events(c, "case.called", "silent"))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_tasks WHERE state = 'waiting' AND step = 1 AND attempts = 1`))
}

// MR-4.9.1: when nobody on duty is reached the supervisor and the centre's head are told.
func TestWhenNobodyOnDutyIsReachedTheSupervisorAndTheHeadAreTold(t *testing.T) {
	t.Parallel()
	o, phones := newOut(t, evening(), map[string]asterisktest.PhoneConfig{first: {NoAnswer: true}})
	o.onDuty(first)
	_, err := o.world.DB.Exec(t.Context(), `UPDATE orgs SET phone = ''`)
	require.NoError(t, err)
	require.NoError(t, o.world.Catalogue.Reload(t.Context()))
	c := o.world.Case(flooded)
	o.start()
	for n := 1; n <= 3; n++ {
		o.tried(n)
		o.skip(3 * time.Minute)
	}
	o.task(callout.Failed, "exhausted")
	require.Len(t, phones[first].AwaitCalls(3), 3)
	require.Equal(t, 3, o.events(c, "case.called", "no_answer"))
	require.Equal(t, 1, o.events(c, "case.call_unheard", ""))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM deliveries WHERE template = 'breach.call' AND recipient = 'supervisor,centre_head'`))
}

// MR-5.1: who has accepted the case in the program is not rung any more.
func TestAnAcceptedCaseRingsNobody(t *testing.T) {
	t.Parallel()
	o, phones := newOut(t, evening(), map[string]asterisktest.PhoneConfig{first: {}})
	org := o.onDuty(first)
	c := o.world.Case(flooded)
	_, err := o.world.Service.Act(t.Context(), casecore.ActOnCase{
		Command: o.world.Command(o.world.Person(regulation.RoleExecutor, org)), Case: c.ID, Action: regulation.ActionAccept,
	})
	require.NoError(t, err)
	o.start()
	o.task(callout.Needless, "")
	require.Empty(t, phones[first].Calls())
}

// MR-5.1: an emergency that nobody has accepted in its 30 minutes is passed by telephone at any hour.
func TestAnEmergencyThatIsNotAcceptedInTimeIsPassedByTelephoneByDayToo(t *testing.T) {
	t.Parallel()
	o, _ := newOut(t, casetest.Start(), nil)
	c := o.world.Case(casetest.SOSTopic)
	o.world.Clock.Advance(31 * time.Minute)
	o.world.Fire(c.Subject())
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_tasks WHERE kind = 'officer' AND reason = 'MR-5.1'`))
}

// MR-4.9.1: an attempt is written before it rings, and a bridge that stops while it rings goes on with that very attempt.
func TestStoppedWhileItRingsItRingsNobodyTwiceForOneAttempt(t *testing.T) {
	t.Parallel()
	o, phones := newOut(t, evening(), map[string]asterisktest.PhoneConfig{first: {RingFor: 1500 * time.Millisecond, Steps: keys("1")}})
	o.set.RingOut = 10 * time.Second
	o.onDuty(first)
	c := o.world.Case(flooded)
	stop := o.start()
	o.rings(phones[first])
	stop() // like a kill it leaves the channel and the row as they are
	o.start()
	o.task(callout.Done, callout.ResultHeard)
	require.Len(t, phones[first].AwaitCalls(1), 1)
	require.Equal(t, 1, o.events(c, "case.called", ""))
}

// tried waits until the only task was tried so often and none of its calls goes on.
func (o *out) tried(n int) {
	o.t.Helper()
	o.eventually(func() bool {
		return o.count(`SELECT count(*) FROM call_attempts WHERE ended_at IS NOT NULL`) == n
	}, "not enough attempts")
}
