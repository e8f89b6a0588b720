package flow_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/desk"
	"hotline/telephony/flow"
)

const id = "0190c0de-0000-7000-8000-000000000001"

var start = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func settings() flow.Settings {
	return flow.Settings{
		KeyWait: 5 * time.Second, DigitWait: 3 * time.Second, Tries: 3, MaxMessage: 5 * time.Minute, MaxSilence: 10 * time.Second,
		RingAgent: 20 * time.Second, RingOut: 35 * time.Second, TellEvery: 30 * time.Second, Overflow: 2 * time.Minute,
	}
}

// line is somebody on a machine, who remembers what was done.
type line struct {
	t        require.TestingT
	m        *flow.Machine
	s        flow.State
	staffed  bool
	withheld bool
	now      time.Time
	last     flow.Decision
	effects  []flow.Effect
	acts     []flow.Act
}

func ring(t require.TestingT, staffed bool) *line {
	l := &line{t: t, m: flow.New(settings()), staffed: staffed, now: start}
	l.on(flow.Entered{})
	return l
}

// on lets something happen. Whatever it is, the state before stays as it was, since it may be needed again, and the call does
// not stand still.
func (l *line) on(e flow.Event) {
	before, kept := l.s, written(l.t, l.s)
	l.last = l.m.On(id, l.s, e, flow.Facts{Now: l.now, Staffed: l.staffed, Position: 2, Expected: time.Minute, Withheld: l.withheld})
	require.Equal(l.t, kept, written(l.t, before), "the state before was changed by %T", e)
	l.s = l.last.State
	require.True(l.t, goesOn(l.s), "after %T nothing would bring the call on from %s", e, written(l.t, l.s))
	l.effects, l.acts = append(l.effects, l.last.Effects...), append(l.acts, l.last.Acts...)
}

// written is a state with all that it points to.
func written(t require.TestingT, s flow.State) string {
	all, err := json.Marshal(s)
	require.NoError(t, err)
	return fmt.Sprint(s.Step, s.No, s.Lang, s.Emergency, s.Due, string(all))
}

// goesOn tells whether a call has a moment at which it goes on by itself, or people on two lines, whose end Asterisk surely tells.
func goesOn(s flow.State) bool {
	switch s.Step {
	case flow.Ended:
		return true
	case flow.Talk:
		third := s.Agent.Third
		return !s.Due.IsZero() || !s.Playing && s.Agent.Task == nil && (third == nil || third.Up)
	case flow.Joined:
		return s.Out.Far.Channel != ""
	}
	return !s.Due.IsZero()
}

// hear lets the present prompt end.
func (l *line) hear() { l.on(flow.Said{Name: l.s.Name(id)}) }

func (l *line) press(keys string) {
	for i := range len(keys) {
		l.on(flow.Pressed{Key: keys[i]})
	}
}

// said are the keys of the last decision's prompt.
func (l *line) said() (keys []string) {
	for _, a := range l.last.Acts {
		if say, ok := a.(flow.Say); ok {
			for _, p := range say.Pieces {
				keys = append(keys, p.Key)
			}
		}
	}
	return keys
}

func TestTheGreetingSaysThatTheCallIsRecordedBeforeItIs(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	require.Equal(t, []string{"voice.greeting", "voice.recorded", "voice.menu"}, l.said())
	require.IsType(t, flow.Answer{}, l.last.Acts[0])
	require.Empty(t, l.last.Effects, "nothing is recorded yet")
}

// MR-4.7
func TestAnEmergencyWaitsForAnAgentAndIsMarked(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	l.press("1")
	require.Equal(t, flow.Wait, l.s.Step)
	require.True(t, l.s.Emergency)
	require.Contains(t, l.last.Effects, flow.Queue{})
	require.Contains(t, l.said(), "voice.emergency")
	require.IsType(t, flow.Hush{}, l.last.Acts[0], "the menu is not talked over")
}

// MR-2.1
func TestWhenNobodyIsThereAMessageIsTaken(t *testing.T) {
	t.Parallel()
	l := ring(t, false)
	l.press("2")
	require.Equal(t, flow.Invite, l.s.Step)
	l.hear()
	require.Equal(t, flow.Record, l.s.Step)
	require.Equal(t, []flow.Effect{flow.BeginRecording{Name: l.s.Name(id), Kind: "message"}}, l.last.Effects, "announced before it is made")
	name := l.s.Name(id)
	l.on(flow.Recorded{Name: name})
	require.Contains(t, l.last.Effects, flow.EndRecording{Name: name})
	require.Equal(t, flow.Thanks, l.s.Step)
	l.hear()
	require.Contains(t, l.last.Acts, flow.HangUp{})
	l.on(flow.Left{Why: "hangup"})
	require.Equal(t, "done", l.s.Why)
}

func TestWhoseMessageCannotBeRecordedIsToldSoAndReportedOnce(t *testing.T) {
	t.Parallel()
	l := ring(t, false)
	l.press("2")
	l.hear()
	name := l.s.Name(id)
	l.on(flow.Recorded{Name: name, Failed: true})
	require.Equal(t, []string{"voice.trouble", "voice.bye"}, l.said())
	require.Contains(t, l.last.Effects, flow.EndRecording{Name: name}, "what there is of it is collected")
	l.on(flow.Left{Why: "hangup"})
	require.Empty(t, l.last.Effects)
}

func TestHangingUpInAMessageKeepsIt(t *testing.T) {
	t.Parallel()
	l := ring(t, false)
	l.press("2")
	l.hear()
	name := l.s.Name(id)
	l.on(flow.Left{Why: "hangup"})
	require.Equal(t, []flow.Effect{flow.EndRecording{Name: name}}, l.last.Effects, "and is not called missed")
}

func TestWhoeverWantedAnAgentAndLeftUnheardIsMissed(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	l.press("0")
	l.on(flow.Left{Why: "hangup"})
	require.Contains(t, l.last.Effects, flow.Miss{Wanted: true})
	require.Contains(t, l.last.Effects, flow.Unqueue{Outcome: "abandoned"})

	l = ring(t, true)
	l.on(flow.Left{Why: "hangup"})
	require.Equal(t, []flow.Effect{flow.Miss{}}, l.last.Effects, "who only heard the greeting wanted nothing")
}

func TestATelephoneWithoutKeysIsAnsweredByAnAgent(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	for range 3 {
		l.hear()
		l.now = l.s.Due
		l.on(flow.Passed{})
	}
	require.Equal(t, flow.Wait, l.s.Step)
}

func TestANumberEndsWithAHashOrAPause(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	l.press("3")
	l.press("2026000012#")
	require.Equal(t, &flow.Find{Digits: "2026000012"}, l.last.Find)
	require.False(t, l.last.Commit, "a question is no step")
	l.on(flow.Found{Piece: flow.Piece{Key: "voice.status_unknown"}})
	require.Equal(t, []string{"voice.status_unknown"}, l.said())
	l.hear()
	require.Equal(t, flow.Menu, l.s.Step)
	require.Equal(t, []string{"voice.menu"}, l.said(), "nobody is greeted twice")

	l.press("3")
	l.press("12")
	require.Equal(t, l.now.Add(settings().DigitWait), l.s.Due)
	l.now = l.s.Due
	l.on(flow.Passed{})
	require.Equal(t, &flow.Find{Digits: "12"}, l.last.Find)
}

func TestAnAgentWhoDoesNotAnswerCostsTheCallerNoPlace(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	l.press("2")
	l.on(flow.Offered{Staff: "a", Endpoint: "PJSIP/a"})
	leg := l.s.Agent.Channel
	require.Contains(t, l.last.Acts, flow.Dial{Channel: leg, Endpoint: "PJSIP/a"})
	l.now = l.s.Due
	l.on(flow.Passed{})
	require.Contains(t, l.last.Effects, flow.Free{Staff: "a", Missed: "no_answer"})
	require.Contains(t, l.last.Acts, flow.Drop{Channel: leg})
	require.Equal(t, flow.Wait, l.s.Step)
	l.on(flow.AgentGone{Channel: leg, Why: "hangup"})
	require.Empty(t, l.last.Effects, "the line's end is told once")
}

func TestATalkIsRecordedAndFreesItsAgent(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	l.press("2")
	l.on(flow.Offered{Staff: "a", Endpoint: "PJSIP/a"})
	l.on(flow.AgentUp{Channel: l.s.Agent.Channel})
	require.Equal(t, flow.Talk, l.s.Step)
	name := l.s.Name(id)
	require.Contains(t, l.last.Effects, flow.BeginRecording{Name: name, Kind: "talk"})
	l.on(flow.Left{Why: "hangup"})
	require.Contains(t, l.last.Effects, flow.EndRecording{Name: name})
	require.Contains(t, l.last.Effects, flow.Free{Staff: "a", Talked: true})
	require.Contains(t, l.last.Acts, flow.Part{Bridge: name})
	require.NotContains(t, l.last.Effects, flow.Miss{Wanted: true})
}

func TestALongWaitEndsWithAMessageExceptForAnEmergency(t *testing.T) {
	t.Parallel()
	wait := func(key string) *line {
		l := ring(t, true)
		l.press(key)
		for range 4 {
			l.hear()
			l.now = l.s.Due
			l.on(flow.Passed{})
		}
		return l
	}
	require.Equal(t, flow.Invite, wait("2").s.Step)
	require.Equal(t, flow.Wait, wait("1").s.Step)
}

func TestWhoeverAsksToBeCalledBackIsReportedOnce(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	l.press("2")
	l.press("1")
	require.Contains(t, l.last.Effects, flow.CallBack{})
	l.on(flow.Resumed{})
	require.NotContains(t, l.last.Effects, flow.CallBack{}, "a bridge that was away promises it again and writes it once")
	l.on(flow.Left{Why: "hangup"})
	require.NotContains(t, l.effects, flow.Miss{Wanted: true})
}

// Who cannot be called back is not told that they will be: they can leave a message.
func TestWhoeverWithholdsTheirNumberLeavesAMessageInThePlaceOfACallBack(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	l.withheld = true
	l.press("21")
	require.Equal(t, flow.Invite, l.s.Step)
	require.Equal(t, []string{"voice.withheld", "voice.message"}, l.said())
	require.Contains(t, l.last.Effects, flow.Unqueue{Outcome: desk.Message})
	require.NotContains(t, l.effects, flow.CallBack{})
}

func TestACallThatWasPassedOnWaitsForThatAgentUntilTheyWereRung(t *testing.T) {
	t.Parallel()
	l := talk(t)
	l.on(flow.Ordered{ID: "1", Staff: "a", Kind: desk.Transfer, To: "b"})
	require.Contains(t, l.last.Effects, flow.Queue{To: "b"})
	l.on(flow.Resumed{})
	require.Contains(t, l.last.Effects, flow.Queue{To: "b"}, "a bridge that was away changes nothing")
	l.on(flow.Offered{Staff: "b", Endpoint: "PJSIP/b"})
	l.on(flow.Passed{})
	require.Contains(t, l.last.Effects, flow.Queue{}, "who did not answer is not waited for")
}

// talk is a call in a talk with an agent called a.
func talk(t require.TestingT) *line {
	l := ring(t, true)
	l.press("2")
	l.on(flow.Offered{Staff: "a", Endpoint: "PJSIP/a"})
	l.on(flow.AgentUp{Channel: l.s.Agent.Channel})
	require.Equal(t, flow.Talk, l.s.Step)
	return l
}

// MR-4.4
func TestOnlyAWordingThatWasReadToItsEndCanBeAgreedTo(t *testing.T) {
	t.Parallel()
	speak := flow.Ordered{ID: "1", Staff: "a", Kind: desk.Speak, Wording: "w"}
	l := talk(t)
	l.on(speak)
	l.press("1")
	require.Nil(t, l.last.Reply, "it is still being read")
	l.on(flow.Ordered{ID: "2", Staff: "a", Kind: desk.Conference, Endpoint: "PJSIP/b"})
	require.Contains(t, l.last.Effects, flow.Obeyed{ID: "2", Result: desk.Refused}, "nothing hushes it")
	l.on(flow.Ordered{ID: "3", Staff: "a", Kind: desk.Pause})
	require.Contains(t, l.last.Effects, flow.Obeyed{ID: "3", Result: desk.Refused}, "the answer is recorded")
	l.press("1")
	require.Nil(t, l.last.Reply)
	l.hear()
	l.press("1")
	require.Equal(t, &flow.Reply{Order: "1", Wording: "w", Recording: l.s.Agent.Recording, Key: '1'}, l.last.Reply)

	l = talk(t)
	l.on(speak)
	l.on(flow.Said{Name: l.s.Name(id), Failed: true})
	require.Contains(t, l.last.Effects, flow.Obeyed{ID: "1", Result: desk.Stale}, "it could not be read")
	l.press("1")
	require.Nil(t, l.last.Reply)

	l = talk(t)
	l.on(flow.Ordered{ID: "0", Staff: "a", Kind: desk.Pause})
	l.on(speak)
	require.Contains(t, l.last.Effects, flow.Obeyed{ID: "1", Result: desk.Refused}, "nothing is recorded")
}

func TestWhoeverIsCalledToATalkIsRungForALimitedTime(t *testing.T) {
	t.Parallel()
	l := talk(t)
	l.on(flow.Ordered{ID: "1", Staff: "a", Kind: desk.Conference, Endpoint: "PJSIP/b"})
	third := l.s.Agent.Third.Channel
	l.now = l.s.Due
	l.on(flow.Passed{})
	require.Contains(t, l.last.Acts, flow.Drop{Channel: third})
	require.Contains(t, l.last.Effects, flow.Obeyed{ID: "1", Result: flow.NoAnswer})
	require.Equal(t, flow.Talk, l.s.Step, "the talk goes on")
	l.on(flow.AgentGone{Channel: third, Why: "no_answer"})
	require.Empty(t, l.last.Effects, "the line's end is told once")
}

func TestAPromptWhoseEndIsNeverToldHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	for key, next := range map[string]flow.Step{"": flow.Menu, "3": flow.Menu, "4": flow.Menu, "31#": flow.Menu, "2": flow.Record} {
		l := ring(t, false)
		l.press(key)
		if l.last.Find != nil {
			l.on(flow.Found{Piece: flow.Piece{Key: "voice.status_unknown"}})
		}
		no := l.s.No
		l.now = l.s.Due
		l.on(flow.Passed{})
		require.Equal(t, next, l.s.Step, "after %q", key)
		require.Greater(t, l.s.No, no)
	}
}

func TestAStepBegunAnewHasAnotherName(t *testing.T) {
	t.Parallel()
	l := ring(t, true)
	before := l.s.Name(id)
	l.on(flow.Resumed{})
	require.NotEqual(t, before, l.s.Name(id))
	require.True(t, l.last.Commit)
	require.Contains(t, l.last.Acts, flow.Hush{Name: before})
	require.Contains(t, l.last.Acts, flow.Answer{}, "nobody knows whether it was")
	l.on(flow.Said{Name: before})
	require.True(t, l.s.Playing, "the end of what was said before is not taken for the end of what is said now")
}
