package dashboard

import (
	"context"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/callout"
	"hotline/casecore/desk"
)

// CallOut has people called.
type CallOut interface {
	CallRequests
	DutyRota
	SampleBook
	NotCalled
}

// CallRequests connects somebody with an applicant, through the centre's number.
type CallRequests interface {
	Request(ctx context.Context, cmd callout.RequestCall) (casecore.CallTaskID, error)
	Progress(ctx context.Context, id casecore.CallTaskID, by casecore.StaffID) (callout.Progress, error)
}

// DutyRota keeps who is on duty at an organisation (MR-4.9.1).
type DutyRota interface {
	Rota(ctx context.Context, org casecore.OrgID) ([]callout.Duty, error)
	SetRota(ctx context.Context, org casecore.OrgID, list []callout.Duty) error
}

// NotCalled keeps the numbers that are not called about what can wait.
type NotCalled interface {
	NotCalled(ctx context.Context) ([]callout.NotToCall, error)
	DoNotCall(ctx context.Context, n callout.NotToCall) error
	CallAgain(ctx context.Context, phone casecore.Phone) error
}

// CallProgress is how far a call is that somebody asked for.
type CallProgress struct {
	ID     casecore.CallTaskID `json:"id"`
	State  callout.State       `json:"state" enum:"waiting,calling,done,failed,needless"`
	Result string              `json:"result,omitempty" doc:"talked, busy, no_answer, unreachable, caller_away, lost"`
}

// DutyList is an organisation's rota of officers on duty, in the order in which they are rung.
type DutyList struct {
	Duties []callout.Duty `json:"duties" nullable:"false"`
}

// NotCalledList is the numbers that are not called.
type NotCalledList struct {
	Numbers []callout.NotToCall `json:"numbers" nullable:"false"`
}

type requestCallInput struct {
	Keyed
	Body struct {
		Report *casecore.ReportID `json:"report,omitempty" format:"uuid"`
		Case   *casecore.CaseID   `json:"case,omitempty" format:"uuid"`
		Via    string             `json:"via" minLength:"1" maxLength:"64" doc:"browser, desk (one's own telephones), or a number"`
	}
}

type requestedCallInput struct {
	ID casecore.CallTaskID `path:"id" format:"uuid"`
}

type dutyInput struct {
	ID casecore.OrgID `path:"id" format:"uuid"`
}

type setDutyInput struct {
	Keyed
	ID   casecore.OrgID `path:"id" format:"uuid"`
	Body DutyList
}

type notToCallInput struct {
	Keyed
	Body struct {
		Phone  string `json:"phone" minLength:"4" maxLength:"20" pattern:"^\\+[0-9]+$" doc:"With the country's code"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
		Off    bool   `json:"off,omitempty" doc:"Take it off the list"`
	}
}

func (s *Server) mountCallOut() {
	r := s.router
	operation(r, access.CallApplicants, "POST /api/calls", "requestCall",
		"Speak with an applicant: one's own telephone rings first, then theirs, with the centre's number (MR-4.5, MR-5.1)", s.requestCall)
	operation(r, access.CallApplicants, "GET /api/calls/requested/{id}", "requestedCall", "How far that call is", s.requestedCall)
	operation(r, access.ReadOrgs, "GET /api/orgs/{id}/duty", "duty", "Officers on duty, from now on (MR-4.9.1)", s.duty)
	operation(r, access.ManageDuty, "POST /api/orgs/{id}/duty", "setDuty", "Replace what is not over of that rota", s.setDuty)
	operation(r, access.ReadNotCalled, "GET /api/do-not-call", "doNotCall", "Numbers that are called in emergencies only", s.notCalled)
	operation(r, access.ReadNotCalled, "POST /api/do-not-call", "setDoNotCall", "Add a number, or take it off", s.setNotCalled)
	s.mountSamples()
}

func (s *Server) requestCall(ctx context.Context, in *requestCallInput) (*body[CallProgress], error) {
	who := callerOf(ctx)
	via := in.Body.Via
	switch via {
	case "browser", "desk":
		via = desk.PhoneName(who.member.ID, via == "desk")
	}
	if len(s.cfg.Telephones.Exchanges) == 0 {
		return nil, errNoTelephony
	}
	if (in.Body.Case == nil) == (in.Body.Report == nil) {
		return nil, &casecore.Error{Code: casecore.Invalid, Op: "request call", Key: "error.form"}
	}
	id, err := s.cfg.CallOut.Request(ctx, callout.RequestCall{
		Command: who.command(in.Keyed), Case: deref(in.Body.Case), Report: deref(in.Body.Report), Via: via,
	})
	return answer(CallProgress{ID: id, State: callout.Waiting}, err)
}

func (s *Server) requestedCall(ctx context.Context, in *requestedCallInput) (*body[CallProgress], error) {
	p, err := s.cfg.CallOut.Progress(ctx, in.ID, callerOf(ctx).member.ID)
	return answer(CallProgress{ID: in.ID, State: p.State, Result: p.Result}, err)
}

func (s *Server) duty(ctx context.Context, in *dutyInput) (*body[DutyList], error) {
	list, err := s.cfg.CallOut.Rota(ctx, in.ID)
	return answer(DutyList{orEmpty(list)}, err)
}

func (s *Server) setDuty(ctx context.Context, in *setDutyInput) (*body[DutyList], error) {
	if err := s.cfg.CallOut.SetRota(ctx, in.ID, in.Body.Duties); err != nil {
		return nil, err
	}
	return s.duty(ctx, &dutyInput{in.ID})
}

func (s *Server) notCalled(ctx context.Context, _ *nothing) (*body[NotCalledList], error) {
	list, err := s.cfg.CallOut.NotCalled(ctx)
	return answer(NotCalledList{orEmpty(list)}, err)
}

func (s *Server) setNotCalled(ctx context.Context, in *notToCallInput) (*body[NotCalledList], error) {
	phone := casecore.Phone(in.Body.Phone)
	err := s.cfg.CallOut.CallAgain(ctx, phone)
	if !in.Body.Off && err == nil {
		err = s.cfg.CallOut.DoNotCall(ctx, callout.NotToCall{Phone: phone, Reason: in.Body.Reason, AddedBy: callerOf(ctx).member.ID})
	}
	if err != nil {
		return nil, err
	}
	return s.notCalled(ctx, nil)
}
