package telephony_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/callout"
	"hotline/casecore/casetest"
	"hotline/casecore/regulation"
	"hotline/internal/asterisktest"
)

const (
	agents    = "+380501110003"
	applicant = "+380501112233" // of casetest.Citizen
)

// MR-4.5: the agent's telephone rings first, then the applicant's; the talk is recorded and stands on the report.
func TestAnAgentSpeaksWithAnApplicantThroughTheCentresNumber(t *testing.T) {
	t.Parallel()
	talk := []asterisktest.Step{speech(2 * time.Second), asterisktest.ExpectBye(patience)}
	o, phones := newOut(t, casetest.Start(), map[string]asterisktest.PhoneConfig{
		agents: {Steps: talk}, applicant: {Steps: []asterisktest.Step{asterisktest.Wait(time.Second), speech(2 * time.Second), asterisktest.HangUp()}},
	})
	o.start()
	report, agent := o.world.Report(), o.world.Agent()
	cmd := callout.RequestCall{Command: o.world.Command(agent), Report: report.ID, Via: agents}
	id, err := o.book.Request(t.Context(), cmd)
	require.NoError(t, err)
	again, err := o.book.Request(t.Context(), cmd)
	require.NoError(t, err)
	require.Equal(t, id, again, "a repeat calls nobody twice")
	require.Equal(t, asterisktest.ByUs, phones[applicant].AwaitCalls(1)[0].EndedBy)
	require.Equal(t, asterisktest.ByServer, phones[agents].AwaitCalls(1)[0].EndedBy, "whoever is left is hung up")
	o.task(callout.Done, callout.ResultTalked)
	o.settled()
	require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE kind = 'talk' AND state = 'kept' AND millis > 1000`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM events WHERE subject_id = $1 AND type = 'report.called'`, report.ID.UUID()))
	p, err := o.book.Progress(t.Context(), id, agent.Staff)
	require.NoError(t, err)
	require.Equal(t, callout.ResultTalked, p.Result)
}

// MR-5.1: the executor may telephone the applicant, which is logged on the case.
func TestAnApplicantWhoIsBusyIsToldToTheExecutorAndStandsOnTheCase(t *testing.T) {
	t.Parallel()
	o, phones := newOut(t, casetest.Start(), map[string]asterisktest.PhoneConfig{agents: {}, applicant: {Busy: true}})
	o.start()
	c := o.world.Case(casetest.Topic)
	executor := o.world.Person(regulation.RoleExecutor, c.LeadOrg)
	_, err := o.book.Request(t.Context(), callout.RequestCall{Command: o.world.Command(executor), Case: c.ID, Via: agents})
	require.NoError(t, err)
	o.task(callout.Failed, "busy")
	require.Equal(t, asterisktest.ByServer, phones[agents].AwaitCalls(1)[0].EndedBy)
	o.settled()
	require.True(t, o.speech.heard("Лінія зайнята"))
	require.Equal(t, 1, o.events(c, "case.called", "busy"))
}

// MR-6.4: the machine asks by chance; what is not settled goes to the executor again.
func TestAMachineAsksTheApplicantsOfASample(t *testing.T) {
	t.Parallel()
	said := append([]asterisktest.Step{asterisktest.Wait(500 * time.Millisecond), asterisktest.Keys("2"), asterisktest.Wait(1500 * time.Millisecond)},
		speech(2*time.Second), asterisktest.Keys("#"), asterisktest.ExpectBye(patience))
	for _, one := range []struct {
		name, result string
		steps        []asterisktest.Step
		repeated     bool
	}{
		{"who presses one says that it is settled", callout.ResultDone, keys("1"), false},
		{"who presses two has it done again and leaves a word", callout.ResultNotDone, said, true},
		{"who presses three has it done again", callout.ResultBadly, []asterisktest.Step{
			asterisktest.Wait(500 * time.Millisecond), asterisktest.Keys("3"), asterisktest.Wait(500 * time.Millisecond), asterisktest.HangUp(),
		}, true},
	} {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			o, _ := newOut(t, casetest.Start(), map[string]asterisktest.PhoneConfig{applicant: {Steps: one.steps}})
			c := o.closed()
			id := o.draw(true)
			o.start()
			o.task(callout.Done, one.result)
			o.settled()
			m, list, err := o.book.Sample(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, 1, m.Asked)
			require.Equal(t, one.result, list[0].Result)
			require.Equal(t, one.repeated, list[0].Cycle > 0)
			c, err = o.world.Store.Case(t.Context(), c.ID)
			require.NoError(t, err)
			require.Equal(t, one.repeated, !c.Ended())
			if one.result == callout.ResultNotDone {
				require.Equal(t, 1, o.count(`SELECT count(*) FROM call_recordings WHERE kind = 'answer' AND state = 'kept'`))
				require.Equal(t, 1, o.count(`SELECT count(*) FROM reports`), "a word is no report of its own")
			}
		})
	}
}

// MR-6.4: who presses nothing is asked again later, and given up in the end; outside the hours of calls nobody is.
func TestAnApplicantWhoSaysNothingIsAskedAgainWithinTheHours(t *testing.T) {
	t.Parallel()
	o, phones := newOut(t, casetest.Start(), map[string]asterisktest.PhoneConfig{applicant: {}})
	o.closed()
	id := o.draw(true)
	o.start()
	for n := 1; n <= 3; n++ {
		o.tried(n)
		o.skip(3 * time.Hour) // 13:00, 16:00, 19:00
	}
	o.task(callout.Failed, "silent")
	require.Len(t, phones[applicant].AwaitCalls(3), 3)
	_, list, err := o.book.Sample(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "silent", list[0].Result)
	o.skip(6 * time.Hour)
	o.draw(true)
	o.eventually(func() bool {
		return o.count(`SELECT count(*) FROM call_tasks WHERE state = 'waiting' AND next_at > '2026-03-03 08:59+02'`) == 1
	}, "it is not put off until the morning")
}

// closed is a case that was settled.
func (o *out) closed() casecore.Case {
	o.t.Helper()
	c := o.world.Case(casetest.Topic)
	executor := o.world.Person(regulation.RoleExecutor, c.LeadOrg)
	_, err := o.world.Service.Act(o.t.Context(), casecore.ActOnCase{Command: o.world.Command(executor), Case: c.ID, Action: regulation.ActionAccept})
	require.NoError(o.t, err)
	act := casecore.File{
		ID: casecore.NewID[casecore.FileID](), Name: "akt.pdf", ContentType: "application/pdf", Size: 1, SHA256: []byte{1}, Key: "akt",
		AddedAt: o.world.Clock.Now(),
	}
	require.NoError(o.t, o.world.Store.AddFile(o.t.Context(), act))
	c, err = o.world.Service.Act(o.t.Context(), casecore.ActOnCase{
		Command: o.world.Command(o.world.Agent()), Case: c.ID, Action: regulation.ActionClose, Ground: "act", Files: []casecore.FileID{act.ID},
	})
	require.NoError(o.t, err)
	return c
}

// draw draws all cases that were closed.
func (o *out) draw(byMachine bool) uuid.UUID {
	o.t.Helper()
	id, err := o.book.Draw(o.t.Context(), callout.DrawSample{
		Command: o.world.Command(o.world.Person(regulation.RoleControlOfficer, casecore.OrgID{})), Since: casetest.Start().AddDate(0, 0, -1),
		Until: casetest.Start().AddDate(0, 0, 2), Size: 10, ByMachine: byMachine,
	})
	require.NoError(o.t, err)
	return id
}
