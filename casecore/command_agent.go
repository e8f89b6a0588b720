package casecore

// LinkReport makes the applicant of a claimed report another applicant of a case that is about the same.
type LinkReport struct {
	Command `json:"-"`
	Report  ReportID
	Case    CaseID
}

// UnlinkReport takes a link back: the report is to be worked on again.
type UnlinkReport struct {
	Command `json:"-"`
	Report  ReportID
}

// NotTheSame keeps that a report and a case were looked at and are two matters.
type NotTheSame struct {
	Command `json:"-"`
	Report  ReportID
	Case    CaseID
}

// UndoEnding takes back a refusal or a consultation before its applicant has heard of it.
type UndoEnding struct {
	Command `json:"-"`
	Report  ReportID
}

// FurtherReport takes in another matter from the same conversation: who asks, how they came and where it is are those of
// the report before.
type FurtherReport struct {
	Command `json:"-"`
	Of      ReportID
	Text    string
}

// NoteFromCaller adds to an open case what somebody said about it to an agent.
type NoteFromCaller struct {
	Command `json:"-"`
	Case    CaseID
	Text    string
	Files   []FileID
}
