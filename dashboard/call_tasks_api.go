package dashboard

import (
	"context"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/access"
	"hotline/casecore/callout"
	"hotline/casecore/calls"
	"hotline/internal/site"
)

// CallTasks are the calls that go out.
type CallTasks interface {
	Tasks(ctx context.Context, f callout.TaskFilter) ([]callout.Task, error)
	Cancel(ctx context.Context, cmd callout.Cancel) error
}

// CallTaskView is a call that goes out.
type CallTaskView struct {
	ID       casecore.CallTaskID `json:"id"`
	Kind     casecore.CallKind   `json:"kind" enum:"officer,callback,executor,sample"`
	State    callout.State       `json:"state" enum:"waiting,calling,done,failed,needless"`
	Result   string              `json:"result,omitempty" doc:"Of the last attempt, or why it ended"`
	Case     *casecore.CaseID    `json:"case,omitempty"`
	Number   string              `json:"number,omitempty" doc:"The case's"`
	Report   *casecore.ReportID  `json:"report,omitempty"`
	Sample   *uuid.UUID          `json:"sample,omitempty"`
	Org      string              `json:"org_name,omitempty" doc:"Whose officer on duty is called"`
	By       string              `json:"by_name,omitempty" doc:"Who wants to speak, or drew the sample"`
	Reason   string              `json:"reason,omitempty" doc:"The clause that asks for it"`
	NextAt   *time.Time          `json:"next_at,omitempty" doc:"Not before"`
	Created  time.Time           `json:"created_at"`
	Ended    *time.Time          `json:"ended_at,omitempty"`
	Attempts []CallAttemptView   `json:"attempts" nullable:"false"`
}

// CallAttemptView is one call of it.
type CallAttemptView struct {
	No     int          `json:"no"`
	Call   calls.CallID `json:"call"`
	Whom   string       `json:"whom,omitempty" doc:"The officer; empty for an applicant"`
	Result string       `json:"result,omitempty" doc:"Empty while it goes on"`
	At     time.Time    `json:"at"`
}

// CallTaskList is the calls that go out, the newest first.
type CallTaskList struct {
	Tasks []CallTaskView `json:"tasks" nullable:"false"`
	Next  string         `json:"next,omitempty" doc:"The page after it"`
}

type callTasksInput struct {
	Ended  bool   `query:"ended" doc:"Those that ended; else those that wait or are being made"`
	Kind   string `query:"kind" enum:",officer,callback,executor,sample"`
	Before string `query:"before" maxLength:"36" doc:"The page before it"`
}

type cancelCallInput struct {
	site.KeyedOn[casecore.CallTaskID]
}

// tasksShown is a page.
const tasksShown = 50

func (s *Server) mountCallTasks() {
	r := s.router
	site.Operation(r, access.ReadCalls, "GET /api/calls/out", "callTasks", "Calls that go out, with every attempt", s.callTasks)
	site.Operation(r, access.CancelCalls, "POST /api/calls/out/{id}/cancel", "cancelCall", "Call off one that waits", s.cancelCall)
}

func (s *Server) callTasks(ctx context.Context, in *callTasksInput) (*site.Body[CallTaskList], error) {
	f := callout.TaskFilter{Open: !in.Ended, Kind: casecore.CallKind(in.Kind), Limit: tasksShown + 1}
	if in.Before != "" {
		var err error
		if f.Before, err = casecore.ParseID[casecore.CallTaskID](in.Before); err != nil {
			return nil, err
		}
	}
	list, err := s.cfg.CallOut.Tasks(ctx, f)
	if err != nil {
		return nil, err
	}
	var out CallTaskList
	if len(list) > tasksShown {
		list = list[:tasksShown]
		out.Next = list[tasksShown-1].ID.String()
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].By.String()
	}
	names, err := s.nameStaff(ctx, ids...)
	out.Tasks = make([]CallTaskView, len(list))
	for i := range list {
		out.Tasks[i] = s.callTaskView(&list[i], names, site.CallerOf(ctx).Lang)
	}
	return site.Answer(out, err)
}

func (s *Server) callTaskView(t *callout.Task, names names, lang string) CallTaskView {
	v := CallTaskView{
		ID: t.ID, Kind: t.Kind, State: t.State, Result: t.Result, Case: ref(t.Case), Report: ref(t.Report), Sample: ref(t.Sample),
		By: names.of(t.By.String()), Reason: t.Reason, Created: t.Created, Ended: ref(t.Ended), Attempts: make([]CallAttemptView, len(t.Attempts)),
	}
	if !t.Case.IsZero() {
		v.Number = t.Number.String()
	}
	if t.State == callout.Waiting {
		v.NextAt = ref(t.NextAt)
	}
	if org, ok := s.cfg.Orgs.Org(t.Org); ok {
		v.Org = org.Names.In(lang)
	}
	for i, a := range t.Attempts {
		v.Attempts[i] = CallAttemptView{No: a.No, Call: a.Call, Whom: a.Whom, Result: a.Result, At: a.At}
	}
	return v
}

func (s *Server) cancelCall(ctx context.Context, in *cancelCallInput) (*site.Body[CallTaskList], error) {
	if err := s.cfg.CallOut.Cancel(ctx, callout.Cancel{Command: site.CallerOf(ctx).Command(in.Keyed), Task: in.ID}); err != nil {
		return nil, err
	}
	return s.callTasks(ctx, &callTasksInput{})
}
