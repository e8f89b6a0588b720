package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"hotline/casecore/access"
	"hotline/internal/site"
	"hotline/queuehall"
	"hotline/queuehall/report"
)

// InstructionBody is an instruction of the city's leadership (VN-4.3).
type InstructionBody struct {
	GivenBy  string              `json:"given_by" minLength:"1" maxLength:"200" doc:"The office, and who holds it"`
	Document string              `json:"document" minLength:"1" maxLength:"100" doc:"Its number"`
	Dated    string              `json:"dated" format:"date"`
	Slices   []report.By         `json:"slices" minItems:"1" maxItems:"3" uniqueItems:"true" enum:"branch,direction,operator" nullable:"false"`
	Branch   *queuehall.BranchID `json:"branch,omitempty" doc:"All when absent"`
	Until    string              `json:"until" format:"date" doc:"The last day on which it may be used"`
}

// InstructionView is one that was recorded.
type InstructionView struct {
	InstructionBody
	ID          uuid.UUID  `json:"id"`
	RecordedBy  string     `json:"recorded_by" doc:"Their name"`
	RecordedAt  time.Time  `json:"recorded_at"`
	WithdrawnAt *time.Time `json:"withdrawn_at,omitempty"`
}

// InstructionList is the latest of them.
type InstructionList struct {
	Instructions []InstructionView `json:"instructions" nullable:"false"`
}

// MadeView names what was made.
type MadeView struct {
	ID uuid.UUID `json:"id"`
}

type instructInput struct {
	site.Keyed
	Body InstructionBody
}

func (a *Results) instructions(ctx context.Context, _ *struct{}) (*site.Body[InstructionList], error) {
	list, err := a.office.Instructions(ctx)
	out := InstructionList{Instructions: make([]InstructionView, 0, len(list))}
	for i := range list {
		n := &list[i]
		v := InstructionView{
			InstructionBody: InstructionBody{
				GivenBy: n.GivenBy, Document: n.Document, Dated: n.Dated.String(), Slices: n.Slices, Branch: branchOrNone(n.Branch), Until: n.Until.String(),
			},
			ID: n.ID, RecordedBy: n.RecordedBy, RecordedAt: n.RecordedAt, WithdrawnAt: moment(n.WithdrawnAt),
		}
		out.Instructions = append(out.Instructions, v)
	}
	return site.Answer(out, err)
}

func (a *Results) instruct(ctx context.Context, in *instructInput) (*site.Body[MadeView], error) {
	dated, err := dayOf(in.Body.Dated)
	if err != nil {
		return nil, err
	}
	until, err := dayOf(in.Body.Until)
	if err != nil {
		return nil, err
	}
	cmd := report.Instruct{
		Command: site.CallerOf(ctx).Command(in.Keyed), GivenBy: in.Body.GivenBy, Document: numberOf(in.Body.Document), Dated: dated, Slices: in.Body.Slices,
		Until: until,
	}
	if in.Body.Branch != nil {
		cmd.Branch = *in.Body.Branch
	}
	id, err := a.office.Instruct(ctx, cmd)
	return site.Answer(MadeView{id}, err)
}

func (a *Results) withdraw(ctx context.Context, in *site.KeyedOn[uuid.UUID]) (*struct{}, error) {
	return nil, a.office.Withdraw(ctx, site.CallerOf(ctx).Command(in.Keyed), in.ID)
}

// RequestBody is a request for results (VN-4.4 to VN-4.6).
type RequestBody struct {
	Kind        report.RequestKind  `json:"kind" enum:"participant,leadership,department,media,citizen,body,court,police"`
	Participant *uuid.UUID          `json:"participant,omitempty" doc:"That asks, for one of its kind"`
	Branch      *queuehall.BranchID `json:"branch,omitempty" doc:"Whose head keeps it; the centre's when absent"`
	Written     bool                `json:"written"`
	Document    string              `json:"document,omitempty" maxLength:"100" doc:"A written one's number"`
	Dated       string              `json:"dated,omitempty" format:"date"`
	AskedBy     string              `json:"asked_by" minLength:"1" maxLength:"300"`
	Asked       string              `json:"asked" minLength:"1" maxLength:"4000"`
}

// RequestView is a row of the register.
type RequestView struct {
	RequestBody
	ID         uuid.UUID          `json:"id"`
	RecordedBy string             `json:"recorded_by" doc:"Their name"`
	RecordedAt time.Time          `json:"recorded_at"`
	AgreedBy   string             `json:"agreed_by,omitempty" doc:"To the media's (VN-4.4)"`
	AgreedIn   string             `json:"agreed_in,omitempty"`
	AgreedOn   string             `json:"agreed_on,omitempty" format:"date"`
	RefusedAt  *time.Time         `json:"refused_at,omitempty"`
	Refusal    string             `json:"refusal,omitempty"`
	HandOuts   []report.HandedOut `json:"hand_outs" nullable:"false"`
}

// RequestList is the register.
type RequestList struct {
	Requests []RequestView `json:"requests" nullable:"false"`
}

// SliceBody is which results are handed out.
type SliceBody struct {
	By          string              `json:"by" enum:"centre,branch,direction,operator" doc:"operator: for courts, the police, a participant, or on an instruction"`
	Per         string              `json:"per,omitempty" enum:"day,week,month,quarter,year"`
	From        string              `json:"from" format:"date"`
	Until       string              `json:"until" format:"date"`
	Branch      *queuehall.BranchID `json:"branch,omitempty"`
	Participant *uuid.UUID          `json:"participant,omitempty"`
}

// query reads it.
func (b *SliceBody) query() (q report.Query, err error) {
	q.By, q.Per = report.By(b.By), report.Per(b.Per)
	if q.From, err = dayOf(b.From); err != nil {
		return q, err
	}
	if q.Until, err = dayOf(b.Until); err != nil {
		return q, err
	}
	if b.Branch != nil {
		q.Branch = *b.Branch
	}
	if b.Participant != nil {
		q.Participant = *b.Participant
	}
	return q, nil
}

type requestInput struct {
	site.Keyed
	Body RequestBody
}

type agreeInput struct {
	site.KeyedOn[uuid.UUID]
	Body struct {
		By       string `json:"by" minLength:"1" maxLength:"200"`
		Document string `json:"document" minLength:"1" maxLength:"100"`
		On       string `json:"on" format:"date"`
	}
}

type refuseInput struct {
	site.KeyedOn[uuid.UUID]
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

type handOutInput struct {
	site.KeyedOn[uuid.UUID]
	Body struct {
		SliceBody
		Form report.Form `json:"form" enum:"oral,csv,xlsx,pdf"`
		Lang string      `json:"lang,omitempty" enum:"uk,en,pl" doc:"Of the file; mine when absent"`
	}
}

func (a *Results) mountRegister(r *site.Router) {
	const requests = "/api/hall/requests"
	site.Operation(r, access.KeepHallRequests, "GET "+requests, "hallRequests", "Who asked for results, and what they were given (VN-4.4)", a.requests)
	site.Operation(r, access.KeepHallRequests, "POST "+requests, "hallRequest", "Record a request", a.record, site.Created)
	site.Operation(r, access.KeepHallRequests, "POST "+requests+"/{id}/agree", "hallAgreeRequest", "The media's was agreed to (VN-4.4)", a.agree)
	site.Operation(r, access.KeepHallRequests, "POST "+requests+"/{id}/refuse", "hallRefuseRequest", "Refuse it", a.refuse)
	site.Operation(r, access.KeepHallRequests, "POST "+requests+"/{id}/hand-outs", "hallHandOut", "Hand results out", a.handOut, site.Created)
	a.file(r, access.KeepHallRequests, "/api/hall/hand-outs/{id}/file", "hallHandOutFile", "The file as it was handed out", a.handOutFile)
}

func (a *Results) requests(ctx context.Context, _ *struct{}) (*site.Body[RequestList], error) {
	list, err := a.office.Requests(ctx, site.CallerOf(ctx).Actor)
	out := RequestList{Requests: make([]RequestView, 0, len(list))}
	for i := range list {
		r := &list[i]
		v := RequestView{
			RequestBody: RequestBody{
				Kind: r.Kind, Branch: branchOrNone(r.Branch), Written: r.Written, Document: r.Document, AskedBy: r.AskedBy, Asked: r.Asked,
			},
			ID: r.ID, RecordedBy: r.RecordedBy, RecordedAt: r.RecordedAt, AgreedBy: r.AgreedBy, AgreedIn: r.AgreedIn,
			RefusedAt: moment(r.RefusedAt), Refusal: r.Refusal, HandOuts: append([]report.HandedOut{}, r.HandOuts...),
		}
		if r.Participant != uuid.Nil {
			v.Participant = &r.Participant
		}
		if !r.Dated.IsZero() {
			v.Dated = r.Dated.String()
		}
		if !r.AgreedOn.IsZero() {
			v.AgreedOn = r.AgreedOn.String()
		}
		out.Requests = append(out.Requests, v)
	}
	return site.Answer(out, err)
}

func (a *Results) record(ctx context.Context, in *requestInput) (*site.Body[MadeView], error) {
	dated, err := dayOf(in.Body.Dated)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	cmd := report.RecordRequest{
		Command: site.CallerOf(ctx).Command(in.Keyed), Kind: b.Kind, Written: b.Written, Document: numberOf(b.Document), Dated: dated, AskedBy: b.AskedBy,
		Asked: b.Asked,
	}
	if b.Participant != nil {
		cmd.Participant = *b.Participant
	}
	if b.Branch != nil {
		cmd.Branch = *b.Branch
	}
	id, err := a.office.Record(ctx, cmd)
	return site.Answer(MadeView{id}, err)
}

func (a *Results) agree(ctx context.Context, in *agreeInput) (*struct{}, error) {
	on, err := dayOf(in.Body.On)
	if err != nil {
		return nil, err
	}
	return nil, a.office.Agree(ctx, report.Agree{
		Command: site.CallerOf(ctx).Command(in.Keyed), Request: in.ID, By: in.Body.By, Document: numberOf(in.Body.Document), On: on,
	})
}

func (a *Results) refuse(ctx context.Context, in *refuseInput) (*struct{}, error) {
	return nil, a.office.Refuse(ctx, report.RefuseRequest{
		Command: site.CallerOf(ctx).Command(in.Keyed), Request: in.ID, Reason: in.Body.Reason,
	})
}

func (a *Results) handOut(ctx context.Context, in *handOutInput) (*site.Body[MadeView], error) {
	who := site.CallerOf(ctx)
	q, err := in.Body.query()
	if err != nil {
		return nil, err
	}
	lang := in.Body.Lang
	if lang == "" {
		lang = who.Lang
	}
	id, err := a.office.HandOut(ctx, report.HandOut{
		Command: who.Command(in.Keyed), Request: in.ID, Query: q, Form: in.Body.Form, Lang: lang,
	})
	return site.Answer(MadeView{id}, err)
}

func (a *Results) handOutFile(ctx context.Context, r *http.Request) (made, error) {
	return kept(r, func(id uuid.UUID) (report.Kept, error) { return a.office.HandedOut(ctx, site.CallerOf(ctx).Actor, id) })
}

func branchOrNone(id queuehall.BranchID) *queuehall.BranchID {
	if id.IsZero() {
		return nil
	}
	return &id
}

// queryParams describes parameters of a query.
func queryParams(names []string) []*huma.Param {
	var list []*huma.Param
	for _, name := range names {
		list = append(list, &huma.Param{Name: name, In: "query", Schema: &huma.Schema{Type: huma.TypeString}})
	}
	return list
}

// numberOf is a document's number as screens show it, which write the sign before it by themselves.
func numberOf(typed string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(typed), "№"))
}
