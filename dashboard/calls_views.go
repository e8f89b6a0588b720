package dashboard

import (
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/calls"
)

// shownDigits are those of a number that remain when the rest is hidden.
const shownDigits = 4

// CallList is a page of calls, the latest first.
type CallList struct {
	Calls []CallView `json:"calls" nullable:"false"`
	Next  string     `json:"next,omitempty" doc:"Give it as before for the next page"`
}

// CallView is one call and what came of it.
type CallView struct {
	ID         calls.CallID    `json:"id"`
	Direction  string          `json:"direction" enum:"in,out"`
	Purpose    string          `json:"purpose"`
	Line       string          `json:"line,omitempty" doc:"The city's number"`
	Caller     string          `json:"caller,omitempty" doc:"The other party's number; absent when withheld or erased"`
	Masked     bool            `json:"masked,omitempty" doc:"All but its end is hidden from this person"`
	Grade      calls.Grade     `json:"grade" enum:"known,maybe,new,foreign,withheld"`
	Lang       string          `json:"lang"`
	Emergency  bool            `json:"emergency,omitempty"`
	Outcome    calls.Outcome   `json:"outcome" enum:"goes,talked,message,callback,abandoned,served"`
	StartedAt  time.Time       `json:"started_at"`
	EndedAt    *time.Time      `json:"ended_at,omitempty"`
	WaitedS    int             `json:"waited_s" doc:"For an agent, or until they left, seconds"`
	TalkS      int             `json:"talk_s" doc:"Seconds"`
	Agent      string          `json:"agent,omitempty" doc:"Name"`
	Recordings []RecordingView `json:"recordings" nullable:"false"`
	Reports    []CallReport    `json:"reports" nullable:"false"`
}

// RecordingView is a recording. Its bytes are at /api/recordings/{id}.
type RecordingView struct {
	ID        uuid.UUID    `json:"id"`
	Kind      string       `json:"kind" enum:"message,talk,fallback,answer"`
	State     string       `json:"state" enum:"going,coming,ready,empty,gone" doc:"gone: its time is over, or it was never made"`
	Seconds   int          `json:"seconds"`
	StartedAt time.Time    `json:"started_at"`
	Answers   []AnswerView `json:"answers" nullable:"false" doc:"Where the applicant answered about a wording"`
	Pauses    []PauseView  `json:"pauses" nullable:"false" doc:"What was not recorded, while personal data was dictated"`
}

// PauseView is a part of a talk that its recording leaves out.
type PauseView struct {
	AtS     int `json:"at_s" doc:"Where in the recording, seconds"`
	Seconds int `json:"seconds" doc:"How long it was"`
}

// AnswerView is an answer's place in a recording.
type AnswerView struct {
	AtS int    `json:"at_s" doc:"Seconds from its beginning"`
	Key string `json:"key" doc:"1 agreed, 2 wants it corrected, agent: agreed as the agent heard"`
}

// CallReport is a report that a call gave, and its case.
type CallReport struct {
	Report casecore.ReportID `json:"report"`
	Case   *casecore.CaseID  `json:"case,omitempty"`
	Number string            `json:"number,omitempty"`
}

// CallDetail is a call and, for whom that is, who listened to it.
type CallDetail struct {
	CallView

	Plays []PlayView `json:"plays" nullable:"false" doc:"The latest first; empty for whoever may not see them"`
}

// PlayView is somebody's listening to a recording.
type PlayView struct {
	Recording uuid.UUID `json:"recording"`
	Who       string    `json:"who"`
	At        time.Time `json:"at"`
}

func callView(l *calls.Listed, names names, whole bool) CallView {
	v := CallView{
		ID: l.ID, Direction: l.Direction, Purpose: l.Purpose, Line: l.Line, Caller: string(l.Caller), Grade: l.Grade, Lang: l.Lang,
		Emergency: l.Emergency, Outcome: l.Outcome, StartedAt: l.Started, EndedAt: ref(l.Ended), WaitedS: seconds(l.Waited),
		TalkS: seconds(l.Talk), Recordings: make([]RecordingView, 0, len(l.Recordings)), Reports: make([]CallReport, 0, len(l.Reports)),
	}
	if !whole && v.Caller != "" {
		v.Caller, v.Masked = lastDigits(v.Caller), true
	}
	if !l.Agent.IsZero() {
		v.Agent = names.of(l.Agent.String())
	}
	for i := range l.Recordings {
		v.Recordings = append(v.Recordings, recordingView(&l.Recordings[i], l.Answers[l.Recordings[i].Name]))
	}
	for _, g := range l.Reports {
		r := CallReport{Report: g.Report, Case: ref(g.Case)}
		if r.Case != nil {
			r.Number = g.Number.String()
		}
		v.Reports = append(v.Reports, r)
	}
	return v
}

func recordingView(r *calls.Recorded, answers []calls.Heard) RecordingView {
	v := RecordingView{
		ID: r.ID, Kind: r.Kind, State: recordingState(r), Seconds: seconds(r.Length), StartedAt: r.Started,
		Answers: make([]AnswerView, 0, len(answers)), Pauses: make([]PauseView, 0, len(r.Pauses)),
	}
	for _, p := range r.Pauses {
		v.Pauses = append(v.Pauses, PauseView{AtS: int(p.At.Seconds()), Seconds: seconds(p.For)})
	}
	for _, a := range answers {
		v.Answers = append(v.Answers, AnswerView{AtS: int(a.After.Seconds()), Key: a.Key})
	}
	return v
}

func recordingState(r *calls.Recorded) string {
	switch {
	case r.State == calls.Recording:
		return "going"
	case r.State == calls.Stored:
		return "coming"
	case r.State == calls.Kept && !r.File.IsZero():
		return "ready"
	case r.State == calls.Empty:
		return "empty"
	}
	return "gone"
}

// lastDigits is a number of which the end alone can be read.
func lastDigits(number string) string {
	return "…" + number[max(0, len(number)-shownDigits):]
}

func seconds(d time.Duration) int { return int(d.Round(time.Second).Seconds()) }
