package casecore

import "hotline/casecore/regulation"

// AddToCase gives an open case what its applicant adds: words, files or both. A case that has ended takes an answer to what
// the centre wrote after its end, and nothing else.
type AddToCase struct {
	Command  `json:"-"`
	Standing Standing `json:"-"`
	Case     CaseID
	Text     string
	Files    []FileID
}

// AddToReport gives a report that is not a case yet what its applicant adds.
type AddToReport struct {
	Command  `json:"-"`
	Standing Standing `json:"-"`
	Report   ReportID
	Text     string
	Files    []FileID
}

// NotFixed is the applicant's word that a case which has ended is not settled (MR-6.4).
type NotFixed struct {
	Command  `json:"-"`
	Standing Standing `json:"-"`
	Case     CaseID
	Text     string // what is still wrong
	Files    []FileID
}

// RateCase is the applicant's mark for how a case was settled, with words of theirs or without.
type RateCase struct {
	Command  `json:"-"`
	Standing Standing `json:"-"`
	Case     CaseID
	Mark     int // 1 to 5
	Text     string
}

// WriteToCitizen tells the applicant something about their case, or about their report when Case is zero. Nothing of its
// state changes.
type WriteToCitizen struct {
	Command `json:"-"`
	Case    CaseID
	Report  ReportID
	Text    string
}

// writers are the roles that write to applicants outside of the transition table.
var writers = []regulation.RoleID{
	regulation.RoleAgent, regulation.RoleSupervisor, regulation.RoleAdministrator, regulation.RoleControlOfficer,
}
