package flow

import (
	"strconv"

	"hotline/casecore/calls"
)

// tapeTries is how often a recording that Asterisk ended by itself is begun anew in one talk: a full disk is no loop.
const tapeTries = 3

// Tape is the recording of a talk.
type Tape struct {
	Recording string `json:"recording,omitzero"` // its name, "" when the talk goes on without
	Takes     int    `json:"takes,omitzero"`     // how often it was begun anew in the same bridge
	Broken    int    `json:"broken,omitzero"`    // how often it ended by itself
}

// Recording is the name of the recording of the call's talk, "" for none.
func (s State) Recording() string {
	switch {
	case s.Agent != nil:
		return s.Agent.Recording
	case s.Out != nil && s.Out.Far != nil:
		return s.Out.Far.Recording
	}
	return ""
}

// newTape is the recording of a talk that begins in a bridge of that name, from which later ones have theirs.
func (t *turn) newTape(bridge string) Tape {
	t.do(BeginRecording{Name: bridge, Kind: calls.Talk})
	return Tape{Recording: bridge}
}

// retake begins to record a talk anew. The bridge has two dots in its name and the recording three: none is named alike.
func (t *turn) retake(tape *Tape, bridge string, paused bool) {
	tape.Takes++
	tape.Recording = bridge + "." + strconv.Itoa(tape.Takes)
	t.do(BeginRecording{Name: tape.Recording, Kind: calls.Talk})
	t.acts = append(t.acts, TakeBoth{Bridge: bridge, Name: tape.Recording})
	if paused {
		t.leaveOut(tape)
	}
}

// leaveOut pauses the recording.
func (t *turn) leaveOut(tape *Tape) {
	if tape.Recording != "" {
		t.do(PauseRecording{Name: tape.Recording})
		t.acts = append(t.acts, PauseTake{Name: tape.Recording})
	}
}

// goOn ends the pause of the recording.
func (t *turn) goOn(tape *Tape) {
	if tape.Recording != "" {
		t.do(ResumeRecording{Name: tape.Recording})
		t.acts = append(t.acts, ResumeTake{Name: tape.Recording})
	}
}

// endTape ends the recording with its talk.
func (t *turn) endTape(tape *Tape) {
	if tape.Recording != "" {
		t.do(EndRecording{Name: tape.Recording})
		tape.Recording = ""
	}
}

// settleTape says what became of a recording that does not go on: it lies on the disk or was never made.
func (t *turn) settleTape(tape *Tape, stored bool) {
	if tape.Recording != "" && !stored {
		t.do(LoseRecording{Name: tape.Recording})
		tape.Recording = ""
	}
	t.endTape(tape)
}

// mendTape brings the recording to what is written: that the talk is recorded, or is not for a pause.
func (t *turn) mendTape(tape *Tape, bridge string, paused bool, e Stands) {
	switch {
	case !e.Recorded:
		t.settleTape(tape, e.Stored)
		t.retake(tape, bridge, paused)
	case paused && !e.Paused:
		t.acts = append(t.acts, PauseTake{Name: tape.Recording})
	case !paused && e.Paused:
		t.acts = append(t.acts, ResumeTake{Name: tape.Recording})
	}
}

// tapeEnded goes on recording a talk whose recording ended by itself, unless that has been tried often enough.
func (t *turn) tapeEnded(e Recorded, tape *Tape, bridge string, paused bool) {
	if e.Name == "" || e.Name != tape.Recording {
		return
	}
	t.endTape(tape)
	if tape.Broken++; tape.Broken <= tapeTries {
		t.retake(tape, bridge, paused)
	}
}
