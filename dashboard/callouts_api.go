package dashboard

import (
	"context"
	"time"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/callout"
	"hotline/casecore/desk"
	"hotline/internal/site"
)

// CallOut has people called.
type CallOut interface {
	CallRequests
	CallTasks
	SampleBook
	NotCalled
}

// CallRequests connects somebody with an applicant, through the centre's number.
type CallRequests interface {
	Request(ctx context.Context, cmd callout.RequestCall) (casecore.CallTaskID, error)
	Progress(ctx context.Context, id casecore.CallTaskID, by casecore.StaffID) (callout.Progress, error)
}

// NotCalled keeps the numbers that are not called about what can wait.
type NotCalled interface {
	NotCalled(ctx context.Context) ([]callout.NotToCall, error)
	SetNotCalled(ctx context.Context, cmd callout.SetNotToCall) error
}

// CallProgress is how far a call is that somebody asked for.
type CallProgress struct {
	ID     casecore.CallTaskID `json:"id"`
	State  callout.State       `json:"state" enum:"waiting,calling,done,failed,needless"`
	Result string              `json:"result,omitempty" doc:"talked, busy, no_answer, unreachable, caller_away, lost"`
}

// NotCalledView is a number that is not called about what can wait, or was not.
type NotCalledView struct {
	Phone       casecore.Phone `json:"phone"`
	Reason      string         `json:"reason"`
	AddedBy     string         `json:"added_by_name"`
	AddedAt     time.Time      `json:"added_at"`
	WithdrawnBy string         `json:"withdrawn_by_name,omitempty"`
	WithdrawnAt *time.Time     `json:"withdrawn_at,omitempty"`
}

// NotCalledList is the numbers that are not called, and those that were taken off.
type NotCalledList struct {
	Numbers   []NotCalledView `json:"numbers" nullable:"false"`
	Withdrawn []NotCalledView `json:"withdrawn" nullable:"false"`
}

type requestCallInput struct {
	site.Keyed
	Body struct {
		Report *casecore.ReportID `json:"report,omitempty" format:"uuid"`
		Case   *casecore.CaseID   `json:"case,omitempty" format:"uuid"`
		Via    string             `json:"via" minLength:"1" maxLength:"64" doc:"browser, desk (one's own telephones), or a number"`
	}
}

type requestedCallInput struct {
	ID casecore.CallTaskID `path:"id" format:"uuid"`
}

type notToCallInput struct {
	site.Keyed
	Body struct {
		Phone  string `json:"phone" minLength:"4" maxLength:"20" doc:"E.164, or as it is dialled in Ukraine"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
		Off    bool   `json:"off,omitempty" doc:"Take it off the list"`
	}
}

func (s *Server) mountCallOut() {
	r := s.router
	site.Operation(r, access.CallApplicants, "POST /api/calls", "requestCall",
		"Speak with an applicant: one's own telephone rings first, then theirs, with the centre's number (MR-4.5, MR-5.1)", s.requestCall)
	site.Operation(r, access.CallApplicants, "GET /api/calls/requested/{id}", "requestedCall", "How far that call is", s.requestedCall)
	site.Operation(r, access.ReadNotCalled, "GET /api/do-not-call", "doNotCall", "Numbers that are called in emergencies only", s.notCalled)
	site.Operation(r, access.ReadNotCalled, "POST /api/do-not-call", "setDoNotCall", "Add a number, or take it off", s.setNotCalled)
	s.mountDuty()
	s.mountCallTasks()
	s.mountSamples()
}

func (s *Server) requestCall(ctx context.Context, in *requestCallInput) (*site.Body[CallProgress], error) {
	who := site.CallerOf(ctx)
	via := in.Body.Via
	switch via {
	case "browser", "desk":
		via = desk.PhoneName(who.Member.ID, via == "desk")
	}
	if !s.cfg.Telephones.There() {
		return nil, errNoTelephony
	}
	if (in.Body.Case == nil) == (in.Body.Report == nil) {
		return nil, &casecore.Error{Code: casecore.Invalid, Op: "request call", Key: "error.form"}
	}
	id, err := s.cfg.CallOut.Request(ctx, callout.RequestCall{
		Command: who.Command(in.Keyed), Case: deref(in.Body.Case), Report: deref(in.Body.Report), Via: via,
	})
	return site.Answer(CallProgress{ID: id, State: callout.Waiting}, err)
}

func (s *Server) requestedCall(ctx context.Context, in *requestedCallInput) (*site.Body[CallProgress], error) {
	p, err := s.cfg.CallOut.Progress(ctx, in.ID, site.CallerOf(ctx).Member.ID)
	return site.Answer(CallProgress{ID: in.ID, State: p.State, Result: p.Result}, err)
}

func (s *Server) notCalled(ctx context.Context, _ *nothing) (*site.Body[NotCalledList], error) {
	list, err := s.cfg.CallOut.NotCalled(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, 2*len(list))
	for i := range list {
		ids = append(ids, list[i].AddedBy.String(), list[i].WithdrawnBy.String())
	}
	names, err := s.nameStaff(ctx, ids...)
	out := NotCalledList{Numbers: []NotCalledView{}, Withdrawn: []NotCalledView{}}
	for i := range list {
		n := &list[i]
		v := NotCalledView{
			Phone: n.Phone, Reason: n.Reason, AddedBy: names.of(n.AddedBy.String()), AddedAt: n.AddedAt,
			WithdrawnBy: names.of(n.WithdrawnBy.String()), WithdrawnAt: ref(n.WithdrawnAt),
		}
		if n.WithdrawnAt.IsZero() {
			out.Numbers = append(out.Numbers, v)
		} else {
			out.Withdrawn = append(out.Withdrawn, v)
		}
	}
	return site.Answer(out, err)
}

func (s *Server) setNotCalled(ctx context.Context, in *notToCallInput) (*site.Body[NotCalledList], error) {
	phone, err := parsePhone(in.Body.Phone)
	if err == nil && phone == "" {
		err = &casecore.Error{Code: casecore.Invalid, Op: "set not called", Key: "error.phone"}
	}
	if err != nil {
		return nil, err
	}
	err = s.cfg.CallOut.SetNotCalled(ctx, callout.SetNotToCall{
		Command: site.CallerOf(ctx).Command(in.Keyed), Phone: phone, Reason: in.Body.Reason, Off: in.Body.Off,
	})
	if err != nil {
		return nil, err
	}
	return s.notCalled(ctx, nil)
}
